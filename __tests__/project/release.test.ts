import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

const SCRIPT = resolve('.github/scripts/release.sh');

let folder: string;

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
    cwd: folder,
    stdio: 'ignore',
  });

function commit(version: string, changelog: string): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
  git('add', '--all');
  git('commit', '--quiet', '--no-verify', '--message', version);
}

function release(...args: string[]) {
  const PATH = [join(folder, 'bin'), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH, MAIN: 'main', GITHUB_REPOSITORY: 'octocat/fc-invoke' };
  const { status, stdout } = spawnSync('bash', [SCRIPT, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, stdout };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  git('init', '--quiet', '--initial-branch=main');
  commit('1.2.3', '# Changelog\n\n## 1.2.3\n\n- New.\n\n## 1.2.30\n\n- Other.\n');
});

test('a tag of main whose version is in package.json and the changelog is released', () => {
  expect(release('verify', 'v1.2.3')).toEqual({ status: 0, stdout: '' });
});

test('the notes are the section of the changelog', () => {
  expect(release('notes', 'v1.2.3').stdout.trim()).toBe('- New.');
});

test.each(['v1.2', 'v1.2.3-rc.1', 'v01.2.3'])('%s is no version to release', (tag) => {
  expect(release('verify', tag)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('no version tag'),
  });
});

test('a tag that package.json does not name is refused', () => {
  expect(release('verify', 'v1.2.4')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('package.json says'),
  });
});

test('a version without an entry in the changelog is refused', () => {
  commit('1.3.0', '# Changelog\n\n## 1.3.0\n\n## 1.2.3\n\n- New.\n');

  expect(release('verify', 'v1.3.0')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('has no section'),
  });
});

test('a commit that is not on main is refused', () => {
  git('checkout', '--quiet', '-b', 'other');
  commit('1.3.0', '## 1.3.0\n\n- New.\n');

  expect(release('verify', 'v1.3.0')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('not on main'),
  });
});

test('moving tags point to the newest of their versions only', () => {
  mkdirSync(join(folder, 'bin'));
  // GitHub as the command line sees it: three releases, and refs that are written down.
  const gh = `#!/bin/sh
if [ "$1" = release ]; then printf '%s\\n' v1.3.0 v1.2.3 v1.2.2 v0.9.0; else echo "$@" >> refs; fi`;
  writeFileSync(join(folder, 'bin', 'gh'), gh, { mode: 0o755 });

  expect(release('move-tags', 'v1.2.3')).toMatchObject({ status: 0 });

  const refs = readFileSync(join(folder, 'refs'), 'utf8');
  expect(refs).toMatch(/^api --method PATCH repos\/octocat\/fc-invoke\/git\/refs\/tags\/v1\.2 /);
  expect(refs.trim().split('\n')).toHaveLength(1);
});
