import { describe, expect, test } from 'vitest';
import { httpRequestFromEvent } from '../../src/event/http-request';

const request = (event: unknown) =>
  httpRequestFromEvent(Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)));
const bodyOf = (event: unknown) => Buffer.from(request(event).body ?? []).toString();

describe('the request that an event makes', () => {
  test('is GET / when the event is empty', () => {
    expect(request('')).toEqual({
      method: 'GET',
      path: '/',
      queries: [],
      headers: {},
      body: undefined,
    });
  });

  test.for(['plain text', '[1, 2]', '"text"', '{"order": 1}', '{}', '{broken'])(
    'is a POST to / with the event %j as its body',
    (event) => {
      expect(request(event)).toMatchObject({ method: 'POST', path: '/' });
      expect(bodyOf(event)).toBe(event);
    },
  );

  test('is a POST to / with bytes that are not text', () => {
    const bytes = Buffer.from([0xff, 0x00]);

    expect(httpRequestFromEvent(bytes).body).toEqual(bytes);
  });

  test('is described by method, path, queries, headers and body', () => {
    expect(
      request({
        method: 'patch',
        path: '/a b?x=1',
        queries: { n: 2, list: ['p', true] },
        headers: { 'X-Trace': 't', 'x-count': 3 },
        body: 'text',
      }),
    ).toMatchObject({
      method: 'PATCH',
      path: '/a%20b',
      queries: [
        ['x', '1'],
        ['n', '2'],
        ['list', 'p'],
        ['list', 'true'],
      ],
      headers: { 'x-trace': 't', 'x-count': '3' },
    });
  });

  test('has POST as its method when there is a body, else GET', () => {
    expect(request({ path: '/x' }).method).toBe('GET');
    expect(request({ body: '' }).method).toBe('GET');
    expect(request({ body: { a: 1 } }).method).toBe('POST');
    expect(bodyOf({ body: { a: 1 } })).toBe('{"a":1}');
  });

  test.for([
    ['//evil.test/x', '//evil.test/x'],
    ['/../../x', '/x'],
    ['/x#fragment', '/x%23fragment'],
    ['/\\evil.test', '//evil.test'],
  ])('keeps the path %s on the trigger’s host', ([path, expected]) => {
    expect(request({ path }).path).toBe(expected);
  });
});

describe('an event that is no possible request', () => {
  test.for([
    [{ path: '/', user: 1 }, 'but also holds user'],
    [{ path: 'x' }, 'must have a path that begins with /'],
    [{ path: 1 }, 'must have a path that begins with /'],
    [{ method: 'TRACE' }, 'must name a method of'],
    [{ method: 'GET', body: 'x' }, 'which a GET request cannot have'],
    [{ headers: { Host: 'evil.test' } }, 'must not set the header Host'],
    [{ headers: { 'X-Acs-Date': 'x' } }, 'must not set the header'],
    [{ headers: { 'x-fc-log-type': 'x' } }, 'must not set the header'],
    [{ headers: { 'Content-Length': '1' } }, 'must not set the header'],
    [{ headers: { 'x-a': 'b\r\nhost: evil.test' } }, 'that HTTP cannot carry'],
    [{ headers: { 'x a': 'b' } }, 'that HTTP cannot carry'],
    [{ headers: [] }, 'must have an object under headers'],
    [{ queries: { a: {} } }, 'must have a text, a number or a boolean under queries.a'],
  ] as const)('%j is refused', ([event, message]) => {
    expect(() => request(event)).toThrow(message);
  });
});
