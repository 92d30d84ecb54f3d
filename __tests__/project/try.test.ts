/** `npm run try`: its arguments, its copy of the repository, and what it takes for granted. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../../emulator/cli/usage-error';
import { HELP, readArguments } from '../../scripts/try/arguments';
import { Cancellation, Cancelled } from '../../scripts/try/cancellation';
import { githubContext } from '../../scripts/try/github';
import { checkOut, repositoryOf } from '../../scripts/try/workspace';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'try-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe('the workspace', () => {
  test.each([
    ['repo/.github/workflows/a.yml', 'repo'],
    ['repo/workflows/a.yml', 'repo/workflows'],
    ['repo/.github/a.yml', 'repo/.github'],
  ])('of %s is a copy of %s', (file, repository) => {
    expect(repositoryOf(resolve(file))).toBe(resolve(repository));
  });

  test('has what git does not ignore', () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    write('.gitignore', 'ignored');
    write('ignored', '');
    write('cases/a.yml', '');
    const workspace = mkdtempSync(join(folder, 'ignored-'));
    checkOut(folder, workspace);

    expect(existsSync(join(workspace, 'cases/a.yml'))).toBe(true);
    expect(existsSync(join(workspace, 'ignored'))).toBe(false);
  });

  test('has all files of a folder that git does not know, if they are not too many', () => {
    const [small, large] = [join(folder, 'small'), join(folder, 'large')];
    write('small/cases/a.yml', '');
    write('small/node_modules/a.js', '');
    for (const index of [1, 2, 3]) write(`large/${index}`, '');
    const workspace = join(folder, 'workspace');
    checkOut(small, workspace);

    expect(existsSync(join(workspace, 'cases/a.yml'))).toBe(true);
    expect(existsSync(join(workspace, 'node_modules'))).toBe(false);
    expect(() => checkOut(large, workspace, 3)).not.toThrow();
    expect(() => checkOut(large, workspace, 2)).toThrow(
      'put the workflow into a folder of its own.',
    );
  });
});

describe('Ctrl-C', () => {
  test.each([
    // npm passes on what the terminal has sent already.
    ['twice within half a second is one', [0, 499], 0],
    ['a second time gives up', [0, 500], 1],
    ['passed on by npm, and a second time', [0, 499, 500], 1],
  ])('%s', (_what, times, expected) => {
    let [now, givenUp] = [1000, 0];
    const cancellation = new Cancellation(
      () => (givenUp += 1),
      () => now,
    );
    for (const time of times) {
      now = 1000 + time;
      cancellation.request('SIGINT');
    }

    expect(cancellation.signal.reason).toBeInstanceOf(Cancelled);
    expect(givenUp).toBe(expected);
  });
});

describe('its arguments', () => {
  test('are a workflow and more', () => {
    const given = ['a.yml', '--functions', 'f', '--set', 'a.b=c=d', '--set', 'e=', '--scripts'];

    expect(readArguments(given, '/work')).toEqual({
      workflow: resolve('/work', 'a.yml'),
      functions: resolve('/work', 'f'),
      values: new Map([
        ['a.b', 'c=d'],
        ['e', ''],
      ]),
      scripts: true,
    });
    expect(readArguments(['a.yml'], '/')).toMatchObject({
      functions: resolve('examples/functions'),
      scripts: false,
    });
    expect(readArguments(['-h'], '/')).toBe('help');
    for (const name of ['functions', 'set', 'scripts', 'help']) expect(HELP).toContain(`--${name}`);
  });

  test.each([
    [[], 'Exactly one workflow file is expected.'],
    [['a', 'b'], 'Exactly one workflow file is expected.'],
    [['a', '--set', '=b'], "--set must be like inputs.target=v2, not '=b'."],
    [['a', '--port', '1'], /^Unknown option '--port'$/],
  ])('%j are a mistake', (given, sentence) => {
    expect(() => readArguments(given, '/')).toThrow(sentence);
    expect(() => readArguments(given, '/')).toThrow(UsageError);
  });
});

test.each([
  [{ push: null, workflow_dispatch: {} }, 'workflow_dispatch'],
  [['pull_request', 'push'], 'push'],
  ['pull_request', 'pull_request'],
  [{ schedule: [] }, 'schedule'],
])('a workflow that runs on %j', (on, event) => {
  const github = githubContext({ name: 'CI', on, jobs: {} });

  expect(github).toMatchObject({ workflow: 'CI', event_name: event });
  expect(Object.keys(github.event ?? {}).length > 0).toBe(event === 'pull_request');
});
