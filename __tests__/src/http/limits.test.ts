/** How much is taken of what another side sends: below, at and above each limit. */
import { describe, expect, test } from 'vitest';
import { callForJson } from '../../../src/function-compute/call';
import { exchangeFailure } from '../../../src/http/errors';
import { readText, untilBroken } from '../../../src/http/read-text';
import { decodedBody, limited, ResponseTooLarge } from '../../../src/http/response-body';
import { readServiceError } from '../../../src/http/service-error';
import { failureOf, get } from '../../network/get';
import { startRawServer } from '../../network/raw-server';
import { ScriptedFc } from '../function-compute/scripted-fc';

const KIB = 1024;

/** A response head of exactly so many bytes, as Node.js counts them. */
async function statusOfHead(bytes: number): Promise<number> {
  const start = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n';
  const value = 'x'.repeat(bytes - start.length - 'x: \r\n\r\n'.length);
  const origin = await startRawServer((socket) => socket.end(`${start}x: ${value}\r\n\r\n`));
  return (await get(origin)).statusCode;
}

describe('all response headers together: 128 KiB', () => {
  test('less is taken', async () => {
    expect(await statusOfHead(127 * KIB)).toBe(200);
  });

  test('more is a network error', async () => {
    expect(await failureOf(statusOfHead(129 * KIB))).toMatchObject({
      reason: 'network',
      mayHaveBeenDelivered: true,
      message: 'the response headers exceed 128 KiB',
    });
  });
});

describe('informational responses: 100', () => {
  const HINT = 'HTTP/1.1 103 Early Hints\r\n\r\n';
  const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
  const afterHints = async (count: number) =>
    get(await startRawServer((socket) => socket.end(HINT.repeat(count) + OK)));

  test.for([0, 1, 99, 100])('%i are taken', async (count) => {
    expect((await afterHints(count)).statusCode).toBe(200);
  });

  test('101 are a network error', async () => {
    expect(await failureOf(afterHints(101))).toMatchObject({
      reason: 'network',
      mayHaveBeenDelivered: true,
      message: 'more than 100 informational responses (1xx) and no final one',
    });
  });
});

/** There is no connection. */
const close = () => undefined;

async function* chunks(...sizes: readonly number[]) {
  for (const size of sizes) yield Buffer.alloc(size, 'x');
}

test.for([
  [[], 0],
  [[9], 9],
  [[4, 0, 6], 10],
  [[10], 10],
  [[4, 7], undefined],
  [[11], undefined],
] as const)('a body of %j bytes, where 10 are allowed', async ([sizes, expected]) => {
  let taken = 0;
  const reading = (async () => {
    for await (const chunk of limited(chunks(...sizes), 10)) taken += chunk.length;
  })();

  if (expected !== undefined) {
    await reading;
    expect(taken).toBe(expected);
    return;
  }
  expect(await failureOf(reading)).toBeInstanceOf(ResponseTooLarge);
  // What exceeds the limit is not passed on.
  expect(taken).toBeLessThanOrEqual(10);
});

test.for([
  [[9], 9, 1],
  [[10], 10, 1],
  [[10, 1, 5], 11, 2],
  [[11, 5], 11, 1],
] as const)('of a text of %j bytes, about 10 are read: %i', async ([sizes, expected, read]) => {
  let given = 0;
  const counted = async function* () {
    for await (const chunk of chunks(...sizes)) {
      given++;
      yield chunk;
    }
  };

  expect(await readText(counted(), 10)).toBe('x'.repeat(expected));
  expect(given).toBe(read);
});

test('a text that breaks off ends there, for those to whom that is enough', async () => {
  const broken = async function* (error: Error) {
    yield Buffer.from('begin');
    throw error;
  };
  const reset = exchangeFailure('reset');
  const defect = new TypeError('x');

  expect(await failureOf(readText(broken(reset), 10))).toBe(reset);
  expect(await readText(untilBroken(broken(reset)), 10)).toBe('begin');
  expect(await failureOf(readText(untilBroken(broken(defect)), 10))).toBe(defect);
});

test.for([
  ['gzip,'.repeat(4), true],
  ['identity, gzip, , gzip', true],
  ['gzip,'.repeat(5), false],
  ['gzip, gzip, gzip, gzip, zstd', false],
] as const)('of at most 4 encodings a response is freed: %j', async ([encoding, isDecoded]) => {
  const body = chunks(3);
  const response = { headers: { 'content-encoding': encoding }, body, close };

  // Where it is left alone, it is the same body; where not, it is not what its encoding says.
  expect(decodedBody(response) !== body).toBe(isDecoded);
});

test.for([
  [64 * KIB - 100, 'TheCode'],
  [70 * KIB, undefined],
] as const)('of the body of an error, 64 KiB are read: %i', async ([padding, code]) => {
  const text = JSON.stringify({ padding: 'x'.repeat(padding), Code: 'TheCode' });
  const parts = Array.from({ length: Math.ceil(text.length / KIB) }, (_, index) =>
    Buffer.from(text.slice(index * KIB, (index + 1) * KIB)),
  );
  const body = (async function* () {
    yield* parts;
  })();
  const response = { statusCode: 500, headers: {}, body, latencyMs: () => 0, close };

  const { answer } = await readServiceError(response, { service: 'FC', operation: 'fc:X' });

  expect(answer.code).toBe(code);
});

test.for([
  [8 * KIB * KIB, true],
  [8 * KIB * KIB + 1, false],
] as const)('the JSON of a read may have 8 MiB: %i', async ([bytes, isTaken]) => {
  const fc = await ScriptedFc.start({ body: `"${'x'.repeat(bytes - 2)}"` });
  const operation = {
    version: '2023-03-30',
    action: 'GetFunction',
    method: 'GET',
    path: '/2023-03-30/functions/f',
    query: {},
    headers: {},
  } as const;
  const read = callForJson(fc.target().endpoint, operation, fc.settings());

  if (isTaken) expect(await read).toHaveLength(bytes - 2);
  else expect(await failureOf(read)).toBeInstanceOf(ResponseTooLarge);
});
