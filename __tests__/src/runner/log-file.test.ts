import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepLog } from '../../../src/runner/log-file';
import { fillDiskUnder, openFilesUnder } from '../../support/open-files';

const KIB_64 = 64 * 1024;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fc-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function kept(lines: readonly string[], foreignLines = 0) {
  const { file, ...log } = keepLog(lines, foreignLines, folder);
  if (typeof file !== 'string') throw file;
  return { ...log, file };
}

describe('a log is kept in a file', () => {
  test.for<readonly [what: string, lines: readonly string[], text: string]>([
    ['no line', [], ''],
    ['an empty line', [''], '\n'],
    ['lines', ['one', '', '三'], 'one\n\n三\n'],
    ['what ends lines elsewhere', ['a\r', '\u2028b', '\u0000'], 'a\r\n\u2028b\n\u0000\n'],
  ])('%s', ([, lines, text]) => {
    const log = kept(lines, 2);

    expect(readFileSync(log.file, 'utf8')).toBe(text);
    expect(log.text()).toBe(text);
    expect(log).toMatchObject({ end: text, isCut: false, foreignLines: 2 });
  });

  test('of several pieces, none of which is lost or doubled', () => {
    const lines = Array.from({ length: 3_500 }, (_, index) => `line ${index}`.padEnd(999, '.'));
    const text = lines.map((line) => `${line}\n`).join('');

    expect(text.length).toBeGreaterThan(3 * 1024 * 1024);
    expect(kept(lines).text() === text).toBe(true);
  });

  // Windows has no such modes.
  test.runIf(process.platform !== 'win32')('that only its owner reads', () => {
    expect(statSync(kept(['x']).file).mode & 0o777).toBe(0o600);
  });

  test.runIf(process.platform === 'linux')('that is closed', () => {
    kept(['x']);
    expect(openFilesUnder(folder)).toEqual([]);
  });

  test('of its own, which goes with its folder when it is discarded', () => {
    const [one, other] = [kept(['one']), kept(['other'])];
    one.discard();
    one.discard();

    expect(existsSync(one.file)).toBe(false);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(other.text()).toBe('other\n');
  });
});

describe('its end is kept at hand', () => {
  test.for<readonly [what: string, lines: readonly string[], end: string, isCut: boolean]>([
    ['64 KiB', ['a'.repeat(KIB_64 - 1)], `${'a'.repeat(KIB_64 - 1)}\n`, false],
    ['64 KiB in lines', ['a', 'b'.repeat(KIB_64 - 3)], `a\n${'b'.repeat(KIB_64 - 3)}\n`, false],
    ['a line of one more', ['a'.repeat(KIB_64)], `${'a'.repeat(KIB_64 - 1)}\n`, true],
    ['a line break of one more', ['', 'a'.repeat(KIB_64 - 1)], `${'a'.repeat(KIB_64 - 1)}\n`, true],
    ['lines of one more', ['ab', 'c'.repeat(KIB_64 - 3)], `b\n${'c'.repeat(KIB_64 - 3)}\n`, true],
    // In bytes, from the beginning of a character.
    ['Chinese', ['函数'.repeat(KIB_64)], `${'函数'.repeat(KIB_64)}\n`.slice(-21_846), true],
    [
      'all of a character',
      ['😀', 'c'.repeat(KIB_64 - 6)],
      `😀\n${'c'.repeat(KIB_64 - 6)}\n`,
      false,
    ],
    [
      'no part of a character',
      ['😀', 'c'.repeat(KIB_64 - 5)],
      `\n${'c'.repeat(KIB_64 - 5)}\n`,
      true,
    ],
  ])('%s', ([, lines, end, isCut]) => {
    const log = kept(lines);

    expect(log.end === end).toBe(true);
    expect(log.isCut).toBe(isCut);
    expect(log.text()).toBe(lines.map((line) => `${line}\n`).join(''));
  });
});

test('where no file can be written, it is kept in memory, with the reason', () => {
  const log = keepLog(['one', 'two'], 1, join(folder, 'missing'));

  expect(log.file).toMatchObject({ code: 'ENOENT' });
  expect(log).toMatchObject({ end: 'one\ntwo\n', isCut: false, foreignLines: 1 });
  expect(log.text()).toBe('one\ntwo\n');
  log.discard();
  expect(log.text()).toBe('one\ntwo\n');
});

test.runIf(process.platform === 'linux')(
  'where the disk is full by the second piece, it is kept in memory, and no file is left',
  () => {
    const lines = Array.from({ length: 1_500 }, (_, index) => `line ${index}`);
    const text = lines.map((line) => `${line}\n`).join('');
    Object.defineProperty(lines, 1_200, {
      get() {
        fillDiskUnder(folder);
        return 'line 1200';
      },
    });

    const log = keepLog(lines, 0, folder);

    expect(log.file).toMatchObject({ code: 'ENOSPC' });
    expect(log.text()).toBe(text);
    expect(readdirSync(folder)).toEqual([]);
  },
);
