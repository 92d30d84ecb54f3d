import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  decodedBody,
  limited,
  MAX_BODY_BYTES,
  ResponseTooLarge,
} from '../../../src/http/response-body';
import { failureOf, get } from '../../network/get';
import { startRawServer } from '../../network/raw-server';
import { writeEndlessly } from '../../network/tcp-server';

/** Reads a body to its end and forgets it. */
async function sizeOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of body) size += chunk.length;
  return size;
}

async function* chunks(...sizes: readonly number[]) {
  for (const size of sizes) yield new Uint8Array(size);
}

const OK = 'HTTP/1.1 200 OK\r\n';
const MIB = new Uint8Array(1024 * 1024);

test('the limit is 256 MiB', () => {
  expect(MAX_BODY_BYTES).toBe(268_435_456);
  expect(new ResponseTooLarge(MAX_BODY_BYTES).message).toBe('The response is larger than 256 MiB');
});

test('a body may be as long as the limit, and no byte longer', async () => {
  expect(await sizeOf(limited(chunks(4, 0, 6), 10))).toBe(10);
  expect(await failureOf(sizeOf(limited(chunks(4, 7), 10)))).toBeInstanceOf(ResponseTooLarge);
});

test('a body without end is ended at the limit, and the connection closed', async () => {
  let closed: Promise<unknown> | undefined;
  const origin = await startRawServer((socket) => {
    closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`${OK}\r\n`);
    writeEndlessly(socket, MIB);
  });
  const { body } = await get(origin);
  let size = 0;
  const reading = (async () => {
    for await (const chunk of body) size += chunk.length;
  })();

  expect(await failureOf(reading)).toBeInstanceOf(ResponseTooLarge);
  expect(size).toBeLessThanOrEqual(MAX_BODY_BYTES);
  await closed;
});

test('a small body that decodes to more than the limit is ended there', async () => {
  const limit = 1024 * 1024;
  const bomb = gzipSync(new Uint8Array(limit + 1));
  const origin = await startRawServer((socket) => {
    socket.write(`${OK}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
    socket.end(bomb);
  });
  const response = await get(origin);
  let size = 0;
  const reading = (async () => {
    for await (const chunk of decodedBody(response, limit)) size += chunk.length;
  })();

  expect(bomb.length).toBeLessThan(limit / 100);
  expect(await failureOf(reading)).toBeInstanceOf(ResponseTooLarge);
  expect(size).toBeLessThanOrEqual(limit);
});

test('what is between two encodings is limited as well', async () => {
  const inner = gzipSync(new Uint8Array(1_000));
  const padded = Buffer.concat([inner, ...Array.from({ length: 400 }, () => gzipSync(''))]);
  const response = {
    headers: { 'content-encoding': 'gzip, gzip' },
    body: chunksOf(gzipSync(padded)),
    close: () => undefined,
  };

  expect(await sizeOf(decodedBody(response, 100_000))).toBe(1_000);
  const again = { ...response, body: chunksOf(gzipSync(padded)) };
  expect(await failureOf(sizeOf(decodedBody(again, 2_000)))).toBeInstanceOf(ResponseTooLarge);
});

async function* chunksOf(bytes: Uint8Array) {
  yield bytes;
}
