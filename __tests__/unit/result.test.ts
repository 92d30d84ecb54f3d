import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { receiveResult } from '../../src/result';
import { resultOf } from '../results';

const folder = mkdtempSync(join(tmpdir(), 'fc-result-'));
afterAll(() => rmSync(folder, { recursive: true }));

function receive(bytes: Uint8Array, pieces = 1) {
  const length = Math.max(1, Math.ceil(bytes.length / pieces));
  async function* body() {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
  }
  return receiveResult(body(), folder);
}

async function suffixOf(text: string): Promise<string | undefined> {
  const { file } = await receive(Buffer.from(text));
  return String(file).split('/').at(-1);
}

test('whatever the bytes and the pieces in which they come, they are kept and told as they are', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: 'binary' }).map((text) => new Uint8Array(Buffer.from(text))),
    fc.json().map((text) => new Uint8Array(Buffer.from(text))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 300 }), async (given, pieces) => {
      const result = await receive(given, pieces);
      const expected = resultOf(given);

      expect(readFileSync(String(result.file)).equals(given)).toBe(true);
      expect({ ...result, file: '', text: result.text() }).toEqual({
        ...expected,
        file: '',
        text: expected.text(),
      });
    }),
  );
});

test('the file is the owner’s alone', async () => {
  const { file } = await receive(Buffer.from('x'));
  expect(statSync(String(file)).mode & 0o777).toBe(0o600);
});

test.each([
  ['{"a":1}', 'result.json'],
  [' \n\t\r[1]', 'result.json'],
  ['-1', 'result.json'],
  ['null', 'result.json'],
  ['"x"', 'result.json'],
  ['nul', 'result.txt'],
  ['', 'result.txt'],
  ['   ', 'result.txt'],
  ['\ufeff{}', 'result.txt'],
  ['plain', 'result.txt'],
])('%j is in a file %s', async (text, name) => {
  expect(await suffixOf(text)).toBe(name);
});

describe('a large result', () => {
  const cjk = Buffer.from('函数'.repeat(2_000_000));

  test('is known by its start', async () => {
    const { bytes, start, text } = await receive(cjk, 97);

    expect(bytes).toBe(cjk.length);
    expect(start).toBe('函数'.repeat(32 * 1024));
    expect(text()).toBe(cjk.toString());
  });

  test('which is no text at its end is no text, and known by its hash', async () => {
    const broken = Buffer.concat([cjk, Buffer.of(0xe5, 0x87)]);
    expect(isUtf8(broken)).toBe(false);

    const { start, text, isJson, sha256, file } = await receive(broken, 97);

    expect([start, text(), isJson]).toEqual([undefined, undefined, false]);
    expect(sha256).toBe(createHash('sha256').update(broken).digest('hex'));
    expect(file).toMatch(/\.bin$/);
  });
});

test('a folder that cannot be written to loses the file, and nothing else', async () => {
  const { file, text, bytes } = await receiveResult(
    (async function* () {
      yield Buffer.from('kept');
    })(),
    join(folder, 'missing'),
  );

  expect(file).toEqual(expect.objectContaining({ code: 'ENOENT' }));
  expect([text(), bytes]).toEqual(['kept', 4]);
});
