import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type Result, receiveResult } from '../../../src/runner/result';
import { fillDiskUnder, openFilesUnder } from '../../support/open-files';
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

    const { start, text, isJson, file, ...result } = await receive(broken, 97);

    expect([start, text(), isJson]).toEqual([undefined, undefined, false]);
    expect(result.sha256).toBe(sha256(broken));
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
    return receiveResult(bodyOf(bytes), missing);
  }

  test.each([1, 3 * MIB])('loses the file, and no text of %d bytes', async (length) => {
    const { file, text, bytes, release, discard } = await receiveThere(Buffer.alloc(length, 'x'));
    release();
    discard();

    expect(file).toEqual(expect.objectContaining({ code: 'ENOENT' }));
    expect([text() === 'x'.repeat(length), bytes]).toEqual([true, length]);
  });

  test.each([1, 3 * MIB])('loses no hash of %d bytes', async (length) => {
    const given = Buffer.alloc(length, 0xff);
    const result = await receiveThere(given);

    expect(result.sha256).toBe(sha256(given));
  });
});

describe.runIf(process.platform === 'linux')('a disk that is full in the midst of a result', () => {
  const empty = mkdtempSync(join(folder, 'full-'));

  /** The result of so many digits, of which the disk has room only for the first. */
  function receiveThere(...lengths: readonly number[]) {
    async function* body() {
      for (const length of lengths) {
        yield Buffer.alloc(length, '1');
        fillDiskUnder(empty);
      }
    }
    return receiveResult(body(), empty);
  }

  test.for([
    ['a short one', [1, 2, 3]],
    ['one that becomes long', [MIB, MIB, MIB]],
  ] as const)('loses the file of %s, and nothing of its text', async ([, lengths]) => {
    const length = lengths.reduce((sum, each) => sum + each);
    const { bytes, file, text, digest, isJson } = await receiveThere(...lengths);

    expect(file).toEqual(expect.objectContaining({ code: 'ENOSPC' }));
    expect(readdirSync(empty)).toEqual([]);
    expect([bytes, text() === '1'.repeat(length), isJson]).toEqual([length, true, true]);
    expect(await digest()).toHaveLength(64);
  });

  test('loses text and hash of what was long by then, which nobody takes for whole', async () => {
    const { bytes, start, file, text, digest, isJson } = await receiveThere(3 * MIB, MIB, MIB);

    expect(file).toEqual(expect.objectContaining({ code: 'ENOSPC' }));
    expect(readdirSync(empty)).toEqual([]);
    expect([bytes, text(), isJson, await digest()]).toEqual([5 * MIB, undefined, false, undefined]);
    expect(start).toBe('1'.repeat(64 * 1024));
  });
});

describe('a result of which somebody has removed the file', () => {
  test.for([
    ['up to 2 MiB, is whole', 2 * MIB, false, true],
    ['up to 2 MiB, has only its start once it is released', 2 * MIB, true, false],
    ['that is longer, has only its start', 2 * MIB + 1, false, false],
  ] as const)('%s', async ([, length, isReleased, isWhole]) => {
    const given = Buffer.alloc(length, 'x');
    const { file, start, text, digest, release } = await receive(given);
    if (isReleased) release();
    rmSync(String(file));

    expect(start).toBe('x'.repeat(64 * 1024));
    expect(text() === (isWhole ? given.toString() : undefined)).toBe(true);
    expect(await digest()).toBe(isWhole ? sha256(given) : undefined);
  });
});

test('a result that is released is read from its file', async () => {
  const { text, digest, release } = await receive(Buffer.from('x'));
  release();

  expect([text(), await digest()]).toEqual(['x', sha256(Buffer.from('x'))]);
});

test('the file is removed when the result is discarded, and when its body breaks off', async () => {
  const own = mkdtempSync(join(folder, 'own-'));
  const { discard } = await receiveResult(bodyOf('x'), own);
  expect(readdirSync(own)).toHaveLength(1);
  discard();
  await expect(receiveResult(bodyOf('x', new Error('cut')), own)).rejects.toThrow('cut');

  expect(readdirSync(own)).toEqual([]);
});

test.runIf(process.platform === 'linux')('no descriptor is left open', async () => {
  await receiveResult(bodyOf('x'), folder);
  await expect(receiveResult(bodyOf('x', new Error('cut')), folder)).rejects.toThrow('cut');

  expect(openFilesUnder(folder)).toEqual([]);
});

async function* bodyOf(bytes: string | Uint8Array, end?: Error) {
  yield Buffer.from(bytes);
  if (end) throw end;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
