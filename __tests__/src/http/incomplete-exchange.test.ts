/** Responses that never complete an exchange: each is a network error, and none hangs. */
import { describe, expect, test } from 'vitest';
import { cancelled, timedOut } from '../../../src/http/errors';
import { ConnectProxy } from '../../network/connect-proxy';
import { failureOf, get } from '../../network/get';
import { startRawServer } from '../../network/raw-server';

const EARLY_HINTS = 'HTTP/1.1 103 Early Hints\r\n\r\n';

const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\n';

test.for([
  ['an upgrade', `${SWITCHING}Connection: Upgrade\r\nUpgrade: x\r\n\r\nother protocol`],
  ['an upgrade without Connection', `${SWITCHING}Upgrade: x\r\n\r\n`],
  ['101 alone', `${SWITCHING}\r\n`],
  ['101 after 103', `${EARLY_HINTS}${SWITCHING}Connection: Upgrade\r\nUpgrade: x\r\n\r\n`],
] as const)('%s is a network error at once', async ([, bytes]) => {
  const origin = await startRawServer((socket) => socket.write(bytes));

  expect(await failureOf(get(origin))).toMatchObject({
    reason: 'network',
    mayHaveBeenDelivered: true,
    message: 'the server switched to another protocol (101)',
  });
});

test('more than 100 informational responses are a network error', async () => {
  const origin = await startRawServer((socket) => socket.write(EARLY_HINTS.repeat(101)));

  expect(await failureOf(get(origin))).toMatchObject({
    reason: 'network',
    mayHaveBeenDelivered: true,
    message: expect.stringMatching(/^more than 100 informational responses/),
  });
});

test('as many as 100 of them may come before the response', async () => {
  const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
  const origin = await startRawServer((socket) => socket.end(EARLY_HINTS.repeat(100) + ok));

  expect((await get(origin)).statusCode).toBe(200);
});

describe('a server that sends 1xx now and then, or nothing,', () => {
  test.for([
    ['timeout', timedOut(1), EARLY_HINTS],
    ['timeout', timedOut(1), ''],
    ['cancelling', cancelled('SIGINT'), EARLY_HINTS],
    ['cancelling', cancelled('SIGINT'), ''],
  ] as const)('is left upon %s (%#)', async ([, reason, bytes]) => {
    const stop = new AbortController();
    const origin = await startRawServer((socket) => socket.write(bytes, () => stop.abort(reason)));

    const failure = await failureOf(get(origin, { signal: stop.signal }));

    expect(failure).toMatchObject({ reason: reason.reason, mayHaveBeenDelivered: true });
  });
});

test.for([
  ['101', `${SWITCHING}Connection: Upgrade\r\nUpgrade: x\r\n\r\n`],
  ['1xx', EARLY_HINTS.repeat(200)],
] as const)('%s to CONNECT is a network error, and nothing was sent', async ([, answers]) => {
  const proxy = await ConnectProxy.start({ answers });

  const failure = await failureOf(
    get('http://127.0.0.1:9', { environment: { http_proxy: proxy.url() } }),
  );
  await proxy.close();

  expect(failure).toMatchObject({ reason: 'network', mayHaveBeenDelivered: false });
});
