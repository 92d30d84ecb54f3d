import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeReportFile } from '../../../src/runner/report-file';

let folder: string;
beforeEach(() => {
  folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'fc-report-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The reason of the error, after which everything is as it was. */
function refusal(path: string): string {
  const before = files();
  try {
    writeReportFile(path, 'new');
  } catch (error) {
    expect(files()).toEqual(before);
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('It was written.');
}

function files(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

describe('a report is written', () => {
  test.for(['report.xml', 'a/report.xml', 'a/b/c/report.xml'])('to a new %s', (name) => {
    const path = join(folder, name);

    writeReportFile(path, '函数 <x/>\n');

    expect(readFileSync(path, 'utf8')).toBe('函数 <x/>\n');
    expect(readdirSync(join(path, '..'))).toEqual(['report.xml']);
  });

  test('to a folder that exists, with what is in it', () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a/other.xml'), 'other');

    writeReportFile(join(folder, 'a/report.xml'), 'new');

    expect(readdirSync(join(folder, 'a'))).toEqual(['other.xml', 'report.xml']);
  });

  test('over an older one, as a whole', () => {
    const path = join(folder, 'report.xml');
    writeFileSync(path, 'an older report, longer than the new one');

    writeReportFile(path, 'new');

    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['report.xml']);
  });

  test('beside a file that shares its content with the older one by a hard link', () => {
    const path = join(folder, 'report.xml');
    writeFileSync(path, 'old');
    linkSync(path, join(folder, 'same.xml'));

    writeReportFile(path, 'new');

    expect(readFileSync(join(folder, 'same.xml'), 'utf8')).toBe('old');
  });

  // Windows has no such modes, and a thread cannot change its process.
  test.runIf(process.platform !== 'win32' && isMainThread).for([
    [0o022, 0o644],
    [0o002, 0o644],
    [0o077, 0o600],
  ] as const)('readable as the umask allows, in row %$', ([umask, mode]) => {
    const before = process.umask(umask);
    try {
      writeReportFile(join(folder, 'report.xml'), 'new');
    } finally {
      process.umask(before);
    }

    expect(statSync(join(folder, 'report.xml')).mode & 0o777).toBe(mode);
  });
});

describe('a link that came after the path was checked', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere/report.xml'), 'of somebody else');
  });

  test.for([
    ['in place of the file', 'report.xml', 'elsewhere/report.xml', 'report.xml'],
    ['which leads nowhere', 'report.xml', 'elsewhere/missing.xml', 'report.xml'],
    ['in place of the folder', 'reports', 'elsewhere', 'reports/report.xml'],
    ['above it', 'reports', 'elsewhere', 'reports/a/b/report.xml'],
    ['above it, which leads nowhere', 'reports', 'missing', 'reports/a/report.xml'],
  ] as const)('%s is not followed', ([, link, target, path]) => {
    symlinkSync(join(folder, target), join(folder, link));

    expect(refusal(join(folder, path))).toBe(
      link === path
        ? 'what is at its path is not a regular file'
        : 'a part of its path is a link or not a folder',
    );
    expect(readFileSync(join(folder, 'elsewhere/report.xml'), 'utf8')).toBe('of somebody else');
  });
});

describe('a report that cannot be written leaves nothing, and says why', () => {
  test('a folder is at its path', () => {
    mkdirSync(join(folder, 'report.xml'));

    expect(refusal(join(folder, 'report.xml'))).toBe('what is at its path is not a regular file');
  });

  test('a file is above it', () => {
    writeFileSync(join(folder, 'a'), '');

    expect(refusal(join(folder, 'a/report.xml'))).toBe(
      'a part of its path is a link or not a folder',
    );
  });

  test.runIf(process.platform === 'linux')('a pipe is at its path', () => {
    const path = join(folder, 'report.xml');
    execFileSync('mkfifo', [path]);

    expect(refusal(path)).toBe('what is at its path is not a regular file');
    expect(lstatSync(path).isFIFO()).toBe(true);
  });

  test('the file system does not take its name', () => {
    const path = join(folder, `${'x'.repeat(300)}.xml`);

    expect(refusal(path)).toMatch(/^(ENAMETOOLONG|ENOENT): [a-z ]+$/);
  });

  test.runIf(process.platform === 'linux')('only a folder can have its name', () => {
    expect(refusal(join(folder, 'report.xml/'))).toBe('ENOTDIR: not a directory');
  });

  test.runIf(process.platform === 'linux')('its folder takes no files', () => {
    expect(refusal('/sys/report.xml')).toMatch(/^(EACCES: permission denied|EROFS: read-only)/);
  });

  test.runIf(process.platform === 'linux')('the disk takes only a part of it', () => {
    const path = join(folder, 'report.xml');
    writeFileSync(path, 'old');
    const module = new URL('../../../src/runner/report-file.ts', import.meta.url).href;
    const program = `
      import { writeReportFile } from ${JSON.stringify(module)};
      try {
        writeReportFile(${JSON.stringify(path)}, 'x'.repeat(1024 * 1024));
      } catch (error) {
        process.stdout.write(error.message);
      }`;
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program];

    const reason = execFileSync('bash', ['-c', 'ulimit -f 64; exec "$@"', 'bash', ...node], {
      encoding: 'utf8',
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });

    expect(reason).toBe('EFBIG: file too large');
    expect(readdirSync(folder)).toEqual(['report.xml']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});
