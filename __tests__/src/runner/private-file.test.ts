import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PrivateFile } from '../../../src/runner/private-file';
import { openFilesUnder } from '../../support/open-files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fc-private-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what is written to it is there, in order, under the name it has by then', () => {
  const file = new PrivateFile(folder, 'x');
  file.write('一');
  file.write(Buffer.of(0xff));
  file.close();
  file.addSuffix('.bin');

  expect(basename(file.path)).toBe('x.bin');
  expect(readdirSync(dirname(file.path))).toEqual(['x.bin']);
  expect(readFileSync(file.path)).toEqual(Buffer.from([...Buffer.from('一'), 0xff]));
});

// Windows has no such modes.
test.runIf(process.platform !== 'win32')('it is its owner’s alone, with its folder', () => {
  const { path } = new PrivateFile(folder, 'x');

  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
});

describe('it is removed with its folder', () => {
  test.for<readonly [when: string, use: (file: PrivateFile) => void]>([
    ['while it is open', () => undefined],
    ['when it is closed', (file) => file.close()],
    ['under another name', (file) => [file.close(), file.addSuffix('.txt')]],
    ['once, whoever asks for it again', (file) => file.remove()],
    ['also when somebody has removed it', (file) => [file.close(), rmSync(file.path)]],
  ])('%s', ([, use]) => {
    const file = new PrivateFile(folder, 'x');
    use(file);

    file.remove();

    expect(readdirSync(folder)).toEqual([]);
  });
});

test('one that cannot be created leaves nothing behind', () => {
  expect(() => new PrivateFile(folder, 'x'.repeat(300))).toThrow(/ENAMETOOLONG|ENOENT/);
  expect(readdirSync(folder)).toEqual([]);
});

test.runIf(process.platform === 'linux').for(['close', 'remove'] as const)(
  'no descriptor is left open by %s()',
  (end) => {
    const file = new PrivateFile(folder, 'x');
    expect(openFilesUnder(folder)).toHaveLength(1);

    file[end]();

    expect(openFilesUnder(folder)).toEqual([]);
  },
);
