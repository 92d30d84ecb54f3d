import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type Result, receiveResult } from '../../../src/runner/result';
import { resultOf } from '../../support/results';
import { anyString } from '../../support/strings';

const folder = mkdtempSync(join(tmpdir(), 'fc-result-'));
afterAll(() => rmSync(folder, { recursive: true }));

function receive(bytes: Uint8Array, pieces = 1, contentType?: string) {
  const length = Math.max(1, Math.ceil(bytes.length / pieces));
  async function* body() {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
  }
  return receiveResult(body(), folder, contentType);
}

async function suffixOf(text: string): Promise<string | undefined> {
  const { file } = await receive(Buffer.from(text));
  return basename(String(file));
}

test('whatever the bytes and the pieces in which they come, they are kept and told as they are', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    anyString().map((text) => new Uint8Array(Buffer.from(text))),
    fc.json().map((text) => new Uint8Array(Buffer.from(text))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 30 }), async (given, pieces) => {
      const result = await receive(given, pieces);
      const expected = resultOf(given);

      expect(readFileSync(String(result.file)).equals(given)).toBe(true);
      const told = async ({ bytes, start, isJson, sha256, text, digest }: Result) => {
        return { bytes, start, isJson, sha256, text: text(), digest: await digest() };
      };
      expect(await told(result)).toEqual(await told(expected));
    }),
    { numRuns: 50 },
  );
});

// Windows has no such modes.
test.runIf(process.platform !== 'win32')('the file is the owner’s alone', async () => {
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
  ['\ufeff{}', 'result.json'],
  ['{}\ufeff', 'result.txt'],
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

const MIB = 1024 * 1024;

test('a byte order mark is a part of the text', async () => {
  const { start, text } = await receive(Buffer.from('\ufeffx'));
  expect([start, text()]).toEqual(['\ufeffx', '\ufeffx']);
});

describe('at the limits', () => {
  test.each([2 * MIB - 1, 2 * MIB, 2 * MIB + 1, 64 * MIB])(
    '%d bytes of text are there as they came',
    async (length) => {
      const given = Buffer.alloc(length, 'x');

      const { start, text, file } = await receive(given, 33);

      expect(start).toBe('x'.repeat(64 * 1024));
      expect(Buffer.from(text() ?? '').equals(given)).toBe(true);
      expect(readFileSync(String(file)).equals(given)).toBe(true);
    },
  );

  const jsonOf = (length: number) => Buffer.from(`"${'x'.repeat(length - 2)}"`);

  test.each([
    [8 * MIB, '', true, '.json'],
    [8 * MIB + 1, '', false, '.txt'],
    [8 * MIB + 1, 'application/json', false, '.json'],
    [8 * MIB + 1, 'Application/JSON; charset=utf-8', false, '.json'],
    [8 * MIB + 1, 'application/json-seq', false, '.txt'],
  ])('%d bytes of JSON, sent as %j', async (length, contentType, isTried, suffix) => {
    const result = await receive(jsonOf(length), 33, contentType);

    expect([result.isJson, extname(String(result.file))]).toEqual([isTried, suffix]);
  });

  test('a character of two units that does not fit is cut, not the others', async () => {
    const { start } = await receive(Buffer.from(`${'x'.repeat(64 * 1024 - 1)}👩`));

    expect(start?.length).toBe(64 * 1024);
    expect(start?.slice(0, -1)).toBe('x'.repeat(64 * 1024 - 1));
  });
});

describe('a folder that cannot be written to', () => {
  async function receiveThere(bytes: Uint8Array) {
    const missing = join(folder, 'missing');
    return receiveResult(
      (async function* () {
        yield bytes;
      })(),
      missing,
    );
  }

  test.each([1, 3 * MIB])('loses the file, and no text of %d bytes', async (length) => {
    const { file, text, bytes } = await receiveThere(Buffer.alloc(length, 'x'));

    expect(file).toEqual(expect.objectContaining({ code: 'ENOENT' }));
    expect([text(), bytes]).toEqual(['x'.repeat(length), length]);
  });

  test.each([1, 3 * MIB])('loses no hash of %d bytes', async (length) => {
    const given = Buffer.alloc(length, 0xff);
    const { sha256 } = await receiveThere(given);

    expect(sha256).toBe(createHash('sha256').update(given).digest('hex'));
  });
});

test.runIf(process.platform === 'linux')(
  'a file that fails in the midst of a long result is neither its text nor its hash',
  async () => {
    const result = await receiveResult(
      (async function* () {
        yield Buffer.alloc(3 * MIB, '1');
        // The disk fails, as far as this file is concerned.
        for (const descriptor of readdirSync('/proc/self/fd')) {
          if (!existsSync(`/proc/self/fd/${descriptor}`)) continue;
          if (readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder)) {
            closeSync(Number(descriptor));
          }
        }
        yield Buffer.alloc(MIB, '1');
      })(),
      folder,
    );

    expect(result.file).toEqual(expect.objectContaining({ code: 'EBADF' }));
    expect([result.bytes, result.text(), result.isJson]).toEqual([4 * MIB, undefined, false]);
    expect(result.start).toBe('1'.repeat(64 * 1024));
  },
);

test('a long result of which somebody has removed the file has its start', async () => {
  const { file, start, text } = await receive(Buffer.alloc(3 * MIB, 'x'));
  rmSync(String(file));

  expect([start, text()]).toEqual(['x'.repeat(64 * 1024), undefined]);
});

test.runIf(process.platform === 'linux')('no descriptor is left open', async () => {
  const before = readdirSync('/proc/self/fd').length;
  await receive(Buffer.from('x'));
  await expect(
    receiveResult(
      (async function* () {
        yield Buffer.from('x');
        throw new Error('cut');
      })(),
      folder,
    ),
  ).rejects.toThrow('cut');

  expect(readdirSync('/proc/self/fd')).toHaveLength(before);
});
