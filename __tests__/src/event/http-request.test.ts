import { describe, expect, test } from 'vitest';
import { httpRequestFromEvent } from '../../../src/event/http-request';
import { decodedQuery, joinedQueries, splitAtQuery } from '../../../src/event/request-query';

const read = (payload: Uint8Array) => {
  const warnings: string[] = [];
  const request = httpRequestFromEvent(payload, (sentence) => warnings.push(sentence));
  return { request, warnings };
};
const bytesOf = (event: unknown) =>
  Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
const request = (event: unknown) => read(bytesOf(event)).request;
const bodyOf = (event: unknown) => Buffer.from(request(event).body ?? []).toString();

describe('the request that an event makes', () => {
  test('is GET / when the event is empty', () => {
    expect(request('')).toEqual({
      method: 'GET',
      path: '/',
      query: undefined,
      headers: {},
      body: undefined,
    });
  });

  test.for(['plain text', '[1, 2]', '"text"', '{"order": 1}', '{}', '{broken', 'null'])(
    'is a POST to / with the event %j as its body',
    (event) => {
      expect(request(event)).toMatchObject({ method: 'POST', path: '/' });
      expect(bodyOf(event)).toBe(event);
    },
  );

  test('is a POST to / with bytes that are not text', () => {
    const bytes = Buffer.from([0xff, 0x00]);

    expect(read(bytes).request.body).toEqual(bytes);
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
      query: 'x=1&n=2&list=p&list=true',
      headers: { 'x-trace': 't', 'x-count': '3' },
    });
  });

  test('has the path / unless it names one', () => {
    expect(request({ method: 'PUT' })).toMatchObject({ path: '/', query: undefined });
  });

  test('has POST as its method when there is a body, else GET', () => {
    expect(request({ path: '/x' }).method).toBe('GET');
    expect(request({ body: '' }).method).toBe('GET');
    expect(request({ body: { a: 1 } }).method).toBe('POST');
    expect(bodyOf({ body: { a: 1 } })).toBe('{"a":1}');
  });

  test.for(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])('may be %s', (method) => {
    expect(request({ method }).method).toBe(method);
    expect(request({ method: method.toLowerCase() }).method).toBe(method);
  });

  test.for([
    [{ body: null }, 'GET', ''],
    [{ body: '' }, 'GET', ''],
    [{ body: ' ' }, 'POST', ' '],
    [{ body: false }, 'POST', 'false'],
    [{ body: 0 }, 'POST', '0'],
    [{ body: [] }, 'POST', '[]'],
    [{ method: 'OPTIONS', body: 'x' }, 'OPTIONS', 'x'],
    [{ method: 'GET', body: '' }, 'GET', ''],
    [{ queries: { a: true, b: false } }, 'GET', ''],
  ] as const)('%j is %s with the body %j', ([event, method, body]) => {
    expect(request(event).method).toBe(method);
    expect(bodyOf(event)).toBe(body);
  });

  test('has its numbers with their digits as written', () => {
    const event =
      '{"queries":{"id":1234567890123456789,"price":[1.10,1E2]},"headers":{"x-n":1.0},"body":{"id":1234567890123456789,"price":1.10,"big":1e400}}';

    expect(request(event)).toMatchObject({
      query: 'id=1234567890123456789&price=1.10&price=1E2',
      headers: { 'x-n': '1.0' },
    });
    expect(bodyOf(event)).toBe('{"id":1234567890123456789,"price":1.10,"big":1e400}');
  });

  test.for([
    [{ body: { a: 1 } }, 'application/json'],
    [{ body: [1] }, 'application/json'],
    [
      { body: { a: 1 }, headers: { 'Content-Type': 'application/cloudevents+json' } },
      'application/cloudevents+json',
    ],
    [{ body: 'text' }, undefined],
    [{ body: 1 }, undefined],
    [{ path: '/x' }, undefined],
  ] as const)('%j has the content type %s', ([event, contentType]) => {
    expect(request(event).headers['content-type']).toBe(contentType);
  });

  test('that repeats a name has the last of its values', () => {
    expect(bodyOf('{"body":"first","body":"last"}')).toBe('last');
  });

  test('has a body with a member __proto__ as it is', () => {
    expect(bodyOf('{"body":{"__proto__":{"a":1}}}')).toBe('{"__proto__":{"a":1}}');
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

describe('the query of a request', () => {
  test.for([
    ['/x', undefined, undefined],
    ['/x?', undefined, ''],
    ['/x?q=%C4%E3&flag', undefined, 'q=%C4%E3&flag'],
    ["/x?a='b'&c=<\"{|}\\^`>", undefined, "a='b'&c=<\"{|}\\^`>"],
    ['/x?a=1+2&b=%7e?/:@&&=', undefined, 'a=1+2&b=%7e?/:@&&='],
    ['/x?a=%zz%', undefined, 'a=%zz%'],
    ['/x?a b=é#f', undefined, 'a%20b=%C3%A9%23f'],
    ['/x?a=\u{1f600}', undefined, 'a=%F0%9F%98%80'],
    ['/x?a=\ud800', undefined, 'a=%EF%BF%BD'],
    ['/x?a=1', { b: 'c d', e: ['+', '&'] }, 'a=1&b=c%20d&e=%2B&e=%26'],
    ['/x?', { b: 1 }, 'b=1'],
    ['/x?a', {}, 'a'],
    ['/x', {}, undefined],
  ] as const)('of the path %j with queries %j is sent as %j', ([path, queries, expected]) => {
    expect(request({ path, queries }).query).toBe(expected);
  });

  test.for([
    [
      'a=b%20c+d&a=2&flag&=x&%C3%A9=%E4%BD%A0',
      [
        ['a', 'b c d'],
        ['a', '2'],
        ['flag', ''],
        ['', 'x'],
        ['é', '你'],
      ],
    ],
    ['?a=1', [['?a', '1']]],
    ['a=%zz', [['a', '%zz']]],
    ['', []],
    ['q=%C4%E3', undefined],
    ['%FF=1', undefined],
  ] as const)('%j is decoded for a signature as %j', ([query, expected]) => {
    expect(decodedQuery(query)).toEqual(expected);
  });
});

test.for([
  ['/a', '/a', undefined],
  ['/a?', '/a', ''],
  ['/a?b?c', '/a', 'b?c'],
  ['?a', '', 'a'],
] as const)('%j is split at the first question mark', ([text, before, query]) => {
  expect(splitAtQuery(text)).toEqual({ before, query });
});

test.for([
  [[], undefined],
  [[undefined, undefined], undefined],
  [[undefined, ''], ''],
  [['a', undefined, 'b=c'], 'a&b=c'],
  [['', 'a', ''], 'a'],
] as const)('the queries %j are one', ([queries, joined]) => {
  expect(joinedQueries(...queries)).toBe(joined);
});

describe('a body that may have been meant as a request', () => {
  const description = '{"method": "GET", "path": "/healthz"}';
  const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

  test.for([
    ['a trailing comma', bytesOf('{"path": "/x",}'), 'is not valid JSON'],
    ['single quotes', bytesOf("{'path': '/x'}"), 'is not valid JSON'],
    ['no quotes', bytesOf(' \n{ path : /x }'), 'is not valid JSON'],
    ['no blanks', bytesOf('{method:GET}'), 'is not valid JSON'],
    ['a wide key', bytesOf(`{queries${' '.repeat(99)}:{}}`), 'is not valid JSON'],
    ['full-width colons', bytesOf('{headers： {}}'), 'is not valid JSON'],
    ['full-width quotes', bytesOf('{“path”：“/x”}'), 'is not valid JSON'],
    ['an unfinished body', bytesOf(`{"body": "${'x'.repeat(10_000)}`), 'is not valid JSON'],
    ['invalid UTF-8', Buffer.from([...bytesOf('{"path": "/'), 0xff, 0x22, 0x7d]), 'not valid JSON'],
    ['UTF-16', Buffer.from(description, 'utf16le'), 'is UTF-16'],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${description}`, 'utf16le'), 'is UTF-16'],
    ['big-endian UTF-16', utf16be(description), 'is UTF-16'],
    ['big-endian UTF-16 with its mark', utf16be(`\ufeff${description}`), 'is UTF-16'],
  ] as const)('is sent with a warning: %s', ([, payload, warning]) => {
    const { request, warnings } = read(payload);

    expect(request).toMatchObject({ method: 'POST', path: '/', body: payload });
    expect(warnings).toEqual([expect.stringContaining(warning)]);
  });

  test.for([
    '',
    'text',
    '{broken',
    'path: /x',
    '{"order": {"path": "/x"}}',
    '["path", 1',
    '{xpath: /x}',
    '{path}',
    '{path = /x}',
    `{body${' '.repeat(100)}: x}`,
    `{${' '.repeat(4096)}path: /x}`,
  ])('is not %j, of which no warning tells', (event) => {
    expect(read(bytesOf(event)).warnings).toEqual([]);
  });

  test('is a description after a byte order mark', () => {
    expect(request(`\ufeff${description}`)).toMatchObject({ method: 'GET', path: '/healthz' });
  });
});

describe('the headers of a request', () => {
  test('may hold an authorization, which is for the trigger to judge', () => {
    expect(request({ headers: { Authorization: 'Bearer x' } }).headers).toEqual({
      authorization: 'Bearer x',
    });
  });

  test.for([
    ['x-host', 'a'],
    ['hosts', 'a'],
    ['my-x-acs-date', 'a'],
    ['x-fc', 'a'],
    ['date', 'Fri, 27 Nov 2026 07:00:00 GMT'],
    ['cookie', 'a=b'],
    ["!#$%&'*+.^`|~_-9", 'a'],
    ['x-a', ''],
    ['x-a', 'b\tc'],
    ['x-a', ' ~\x80\xff'],
  ] as const)('may hold %s: %j', ([name, value]) => {
    expect(request({ headers: { [name]: value } }).headers).toEqual({ [name]: value });
  });

  test.for([
    'host',
    'x-acs-date',
    'X-Acs-',
    'x-fc-log-type',
    'x-fc-',
    'connection',
    'content-length',
    'transfer-encoding',
    'upgrade',
    'expect',
    'keep-alive',
    'te',
    'trailer',
    'Proxy-Authorization',
    'proxy-',
  ])('may not hold %s', (name) => {
    expect(() => request({ headers: { [name]: 'a' } })).toThrow(
      `must not set the header ${name}, which this action or HTTP sets itself`,
    );
  });

  test.for([
    ['', 'a'],
    [' x-a', 'a'],
    ['x-a ', 'a'],
    ['x:a', 'a'],
    ['é', 'a'],
    ['x-a', 'a\n'],
    ['x-a', '\r\na'],
    ['x-a', 'a\x7f'],
    ['x-a', '你'],
  ] as const)('cannot hold %j: %j', ([name, value]) => {
    expect(() => request({ headers: { [name]: value } })).toThrow('that HTTP cannot carry');
  });

  test('keep one that is named as a property of every object', () => {
    const { headers } = request('{"headers": {"__proto__": "a", "constructor": "b"}}');

    expect(Object.entries(headers)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});

describe('an event that is not a possible request', () => {
  test.for([
    [{ path: '/', user: 1 }, 'but also holds user'],
    [{ path: 'x' }, 'must have a path that begins with /'],
    [{ path: 1 }, 'must have a path that begins with /'],
    [{ method: 'TRACE' }, 'must name a method of'],
    [{ method: 7 }, 'must name a method of GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS'],
    [{ method: null }, 'must name a method of'],
    [{ method: 'GET', body: 'x' }, 'which a GET request cannot have'],
    [{ method: 'head', body: {} }, 'which a HEAD request cannot have'],
    [{ path: null }, 'must have a path that begins with /'],
    [{ queries: 'a=b' }, 'must have an object under queries'],
    [{ queries: null }, 'must have an object under queries'],
    [{ queries: [1] }, 'must have an object under queries'],
    [{ queries: { a: null } }, 'must have a string, a number or a boolean under queries.a'],
    [{ queries: { a: [[1]] } }, 'must have a string, a number or a boolean under queries.a'],
    [{ headers: { a: ['b'] } }, 'must have a string, a number or a boolean under headers.a'],
    [{ headers: 'a: b' }, 'must have an object under headers'],
    [{ headers: { Host: 'evil.test' } }, 'must not set the header Host'],
    [{ headers: { 'X-Acs-Date': 'x' } }, 'must not set the header'],
    [{ headers: { 'x-fc-log-type': 'x' } }, 'must not set the header'],
    [{ headers: { 'Content-Length': '1' } }, 'must not set the header'],
    [{ headers: { 'x-a': 'b\r\nhost: evil.test' } }, 'that HTTP cannot carry'],
    [{ headers: { 'x a': 'b' } }, 'that HTTP cannot carry'],
    [{ headers: { 'x-a': 'b', 'X-A': 'c' } }, 'must set the header X-A only once'],
    [{ path: '/', ['long'.repeat(1000)]: 1 }, /but also holds (?:long){24}lon…;/],
    [{ path: '/a\nb' }, 'must have a path without control characters'],
    [{ path: '/a?b=\t' }, 'must have a path without control characters'],
    [{ path: '/a?b=\u0085' }, 'must have a path without control characters'],
    [{ headers: [] }, 'must have an object under headers'],
    [{ queries: { a: {} } }, 'must have a string, a number or a boolean under queries.a'],
  ] as const)('%j is refused', ([event, message]) => {
    expect(() => request(event)).toThrow(message);
  });
});
