import { expect, test } from 'vitest';
import { headersFrom } from '../../../src/http/headers';
import { failureOf, get } from '../../network/get';
import { startRawServer } from '../../network/raw-server';

/** The headers that the transport reads from a response with these lines. */
async function headersOf(...lines: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const head = ['HTTP/1.1 200 OK', 'content-length: 0', ...lines, '', ''].join('\r\n');
  const origin = await startRawServer((socket) => socket.end(head));
  return (await get(origin)).headers;
}

test('a header after 2,500 others is seen', async () => {
  const others = Array.from({ length: 2_500 }, (_, index) => `x-${index}: ${index}`);

  const headers = await headersOf(...others, 'X-Fc-Error-Type: UnhandledInvocationError');

  expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
  expect(Object.keys(headers)).toHaveLength(2_502);
});

test('all headers together are limited to 128 KiB', async () => {
  const others = Array.from({ length: 200 }, () => `x: ${'x'.repeat(1_000)}`);

  expect(await failureOf(headersOf(...others))).toMatchObject({
    reason: 'network',
    mayHaveBeenDelivered: true,
    message: 'the response headers exceed 128 KiB',
  });
});

test.for(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'a header named %s is a header like others',
  async (name) => {
    const headers = await headersOf(`${name}: first`, 'x-fc-request-id: 1-a', `${name}: second`);

    expect(new Map(Object.entries(headers)).get(name.toLowerCase())).toBe('first, second');
    expect(headers['x-fc-request-id']).toBe('1-a');
    expect(Object.keys(Object.prototype)).toEqual([]);
  },
);

test.for([
  ['Retry-After', '5', '9', '5'],
  ['Date', 'Thu, 01 Jan 2026 00:00:00 GMT', 'x', 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ['Content-Type', 'text/plain', 'text/html', 'text/plain'],
  ['Set-Cookie', 'a=1', 'b=2', 'a=1, b=2'],
  ['X-Any', 'a', 'b', 'a, b'],
  ['x-fc-error-type', '', 'UnhandledInvocationError', ', UnhandledInvocationError'],
] as const)('of %s: %s and %s, %s counts', ([name, first, second, expected]) => {
  const headers = headersFrom([name, first, name.toUpperCase(), second]);

  expect(headers).toEqual({ [name.toLowerCase()]: expected });
});
