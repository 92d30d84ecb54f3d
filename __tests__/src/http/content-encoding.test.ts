import { createServer } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readText } from '../../../src/http/read-text';
import { decodedBody } from '../../../src/http/response-body';
import type { HttpRequest } from '../../../src/http/send';
import { failureOf, get } from '../../network/get';
import { startRawServer } from '../../network/raw-server';

interface Reply {
  readonly encoding?: string;
  readonly body?: Uint8Array;
  readonly status?: number;
  readonly method?: HttpRequest['method'];
  /** Closes the connection after so many bytes. */
  readonly brokenAfter?: number;
}

/** The decoded text of a response with this body. */
async function decodedText(reply: Reply): Promise<string> {
  const { encoding, body = new Uint8Array(), status = 200, method = 'GET', brokenAfter } = reply;
  const server = createServer((_, response) => {
    if (encoding !== undefined) response.setHeader('content-encoding', encoding);
    response.writeHead(status);
    if (brokenAfter === undefined) response.end(body);
    else response.write(body.subarray(0, brokenAfter), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const response = await get(`http://127.0.0.1:${address.port}`, {}, { method });
  return readText(decodedBody(response), 10 * TEXT.length);
}

const TEXT = 'größer '.repeat(50_000);

describe('is decoded:', () => {
  test.for([
    ['gzip', gzipSync(TEXT)],
    ['GZip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['gzip', Buffer.concat([gzipSync(TEXT.slice(0, 99)), gzipSync(TEXT.slice(99))])],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
    ['deflate, gzip', gzipSync(deflateSync(TEXT))],
    ['identity, br', brotliCompressSync(TEXT)],
  ] as const)('%s (%#)', async ([encoding, body]) => {
    expect(await decodedText({ encoding, body })).toBe(TEXT);
  });
});

describe('is left alone:', () => {
  test.for([
    ['no encoding', { body: Buffer.from(TEXT) }],
    ['an unknown encoding', { encoding: 'zstd', body: Buffer.from(TEXT) }],
    ['an unknown encoding after a known one', { encoding: 'gzip, x', body: Buffer.from(TEXT) }],
    ['too many encodings', { encoding: 'gzip, '.repeat(5), body: Buffer.from(TEXT) }],
    ['a name of every object', { encoding: 'constructor', body: Buffer.from(TEXT) }],
  ] as const)('%s', async ([, reply]) => {
    expect(await decodedText(reply)).toBe(TEXT);
  });

  test.for([
    ['an empty body', { encoding: 'gzip' }],
    ['HEAD', { encoding: 'br', method: 'HEAD' }],
    ['204', { encoding: 'deflate', status: 204 }],
    ['304', { encoding: 'gzip', status: 304 }],
  ] as const)('%s', async ([, reply]) => {
    expect(await decodedText(reply)).toBe('');
  });
});

describe('may have been delivered:', () => {
  test.for([
    ['gzip', Buffer.from('<html>')],
    ['gzip', gzipSync(TEXT).subarray(0, 20)],
    ['deflate', Buffer.from('<html>')],
    ['br', Buffer.from('<html>')],
    ['br', brotliCompressSync(TEXT).subarray(0, 20)],
    ['gzip, gzip', gzipSync(TEXT)],
  ] as const)('a body that is not %s (%#)', async ([encoding, body]) => {
    expect(await failureOf(decodedText({ encoding, body }))).toMatchObject({
      reason: 'network',
      mayHaveBeenDelivered: true,
      message: expect.stringMatching(/^the response body is not valid (gzip|deflate|br): /),
    });
  });

  test.for([1, 1_000])(
    'a body that breaks off after %i bytes, and says so',
    async (brokenAfter) => {
      const reply = { encoding: 'gzip', body: gzipSync(Buffer.from(randomText())), brokenAfter };

      expect(await failureOf(decodedText(reply))).toMatchObject({
        reason: 'network',
        mayHaveBeenDelivered: true,
        message: expect.stringMatching(/^the connection failed in the middle of the response/),
      });
    },
  );
});

test('the connection is closed when no more of a decoded body is read', async () => {
  let closed: Promise<unknown> | undefined;
  const origin = await startRawServer((socket) => {
    closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n');
    // Not ended.
    socket.write(gzipSync(TEXT));
  });

  expect(await readText(decodedBody(await get(origin)), 10)).toMatch(/^größer /);

  await closed;
});

/** Text of which not much is left out by compression. */
function randomText(): string {
  return Array.from({ length: 1_000 }, () => Math.random().toString(36)).join('');
}
