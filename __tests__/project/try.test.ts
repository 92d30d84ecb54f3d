/** `npm run try`: what it runs of a workflow, and what it leaves out and tells. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HELP, readArguments } from '../../scripts/try/arguments';
import { runJobs } from '../../scripts/try/jobs';
import { Expressions, inputDefaults, isDue, readWorkflow } from '../../scripts/try/workflow';
import { checkOut, repositoryOf } from '../../scripts/try/workspace';
import { ACTION } from './documents';

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

interface Given {
  values?: Record<string, string>;
  scripts?: boolean;
  contexts?: Record<string, unknown>;
}

/** Runs a workflow whose steps of this action fail if they are told to. */
async function run(jobs: string, { values = {}, scripts = false, contexts = {} }: Given = {}) {
  const lines: string[] = [];
  const runs: Record<string, string>[] = [];
  const workflow = readWorkflow(write('workflow.yml', `on: push\njobs:\n${jobs}`));
  const count = await runJobs(
    workflow,
    new Expressions(contexts, new Map(Object.entries(values))),
    {
      workspace: folder,
      runsScripts: scripts,
      print: (line) => lines.push(line.trim()),
      runAction: async (inputs, env) => {
        if (inputs['http-trigger'] !== undefined) return 'it calls a URL';
        runs.push({ ...inputs, ...env });
        return { hasFailed: inputs.event === 'fail', outputs: { result: `of ${inputs.event}` } };
      },
    },
  );
  return { count, lines, runs };
}

const step = (event: string, more = '') =>
  `      - { uses: ${ACTION}, with: { event: '${event}' }${more && `, ${more}`} }\n`;
/** An expression of a workflow. */
const at = (expression: string) => `\${{ ${expression} }}`;
const job = (name: string, steps: string, more = '') =>
  `  ${name}:\n${more && `    ${more}\n`}    steps:\n${steps}`;

test('steps of this action run, and others are told as skipped', async () => {
  const { count, lines } = await run(
    job(
      'test',
      `      - uses: actions/checkout@v7\n${step('a', 'name: First')}      - run: s deploy\n      - uses: a/b@v1\n      - { uses: ${ACTION}, with: { http-trigger: 'https://example.com' } }\n`,
    ),
  );

  expect(lines).toEqual([
    '== Job test',
    '-- actions/checkout: skipped (the files are there)',
    '-- First',
    '-- s deploy: skipped (a script)',
    '-- a/b: skipped (another action)',
    '-- fc-invoke/fc-invoke',
    '-- fc-invoke/fc-invoke: skipped (it calls a URL)',
  ]);
  expect(count).toEqual({ passed: 1, failed: 0, skipped: 4 });
});

test('outputs, matrix, environment and what is given reach a step', async () => {
  const first = step('a', 'id: first');
  const second = step('b', `env: { OWN: '${at('matrix.region')} ${at('env.ALL')}' }`).replace(
    "event: 'b'",
    `event: '${['steps.first.outputs.result', 'inputs.target', 'vars.NOTHING'].map(at).join(', ')}'`,
  );
  const strategy = `strategy: { matrix: { region: [x, y] } }\n    env: { ALL: '${at('github.sha')}' }`;
  const { runs } = await run(job('test', first + second, strategy), {
    values: { 'inputs.target': 'v2' },
    contexts: { github: { sha: 'abc' }, inputs: { target: 'v1' } },
  });

  expect(runs).toEqual([
    { event: 'a', ALL: 'abc' },
    { event: 'of a, v2, ', ALL: 'abc', OWN: 'x abc' },
    { event: 'a', ALL: 'abc' },
    { event: 'of a, v2, ', ALL: 'abc', OWN: 'y abc' },
  ]);
});

test('a step that fails ends its job and those that need it, and others go on', async () => {
  const { count, lines, runs } = await run(
    job('a', step('fail') + step('not run') + step('always', `if: '${at('always()')}'`)) +
      job('b', step('not run'), 'needs: a') +
      job('c', step('fail', 'continue-on-error: true') + step('c')) +
      job('d', step('d'), 'needs: [c]') +
      '  e: { uses: ./.github/workflows/other.yml }\n',
  );

  expect(runs.map(({ event }) => event)).toEqual(['fail', 'always', 'fail', 'c', 'd']);
  expect(count).toEqual({ passed: 3, failed: 2, skipped: 3 });
  expect(lines).toContain('== Job b: skipped (a, which it needs)');
  expect(lines).toContain('== Job e: skipped (./.github/workflows/other.yml)');
});

test('one combination of a matrix that fails is enough', async () => {
  const { runs } = await run(
    job('a', step(at('matrix.event')), 'strategy: { matrix: { event: [fail, ok] } }') +
      job('b', step('not run'), 'needs: a'),
  );

  expect(runs.map(({ event }) => event)).toEqual(['fail', 'ok']);
});

test('outputs of a job reach the one that needs it', async () => {
  const { runs } = await run(
    job('a', step('a', 'id: s'), `outputs: { r: '${at('steps.s.outputs.result')}' }`) +
      job('b', step(at('needs.a.outputs.r')), 'needs: a'),
  );

  expect(runs.at(-1)?.event).toBe('of a');
});

test.skipIf(process.platform === 'win32')('scripts run when that is wanted', async () => {
  const steps = `      - { id: s, run: 'echo "file=$NAME" >> "$GITHUB_OUTPUT"; touch "$NAME"', env: { NAME: made } }\n${step(at('steps.s.outputs.file'))}      - run: exit 3\n${step('not run')}`;
  const { count, runs } = await run(job('test', steps), { scripts: true });

  expect(runs).toEqual([{ event: 'made' }]);
  expect(existsSync(join(folder, 'made'))).toBe(true);
  expect(count).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test.each([
  ['an operator', job('t', step(at("inputs.a || ''b''"))), 'is not supported here'],
  [
    'an include',
    job('t', step('a'), 'strategy: { matrix: { include: [{ a: 1 }] } }'),
    "matrix's 'include'",
  ],
  ['no workflow', '  t: 1\n', 'it is not a workflow.'],
  ['no YAML', '  t: {\n', 'cannot be read: '],
])('%s is one clear sentence', async (_what, jobs, sentence) => {
  const error = await run(jobs).catch(String);

  expect(error).toContain(sentence);
  expect(String(error)).not.toContain('\n');
});

test.each([
  [undefined, true, false],
  ['always()', true, true],
  [at('!cancelled()'), true, true],
  ['success() || failure()', true, true],
  ['success()', true, false],
  ['failure()', false, true],
  ["github.ref == 'x'", 'unknown', 'unknown'],
])('if: %s', (condition, before, afterFailure) => {
  expect([isDue(condition, false), isDue(condition, true)]).toEqual([before, afterFailure]);
});

test('inputs have the defaults of the workflow', () => {
  const inputs = (name: string, input: string) => `{ inputs: { ${name}: ${input} } }`;
  const file = write(
    'workflow.yml',
    `on:
  workflow_dispatch: ${inputs('target', '{ default: latest }')}
  workflow_call: ${inputs('other', '{ required: true }')}
jobs: {}`,
  );

  expect(inputDefaults(readWorkflow(file))).toEqual({ target: 'latest', other: '' });
});

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
    for (let index = 0; index <= 2000; index += 1) write(`large/${index}`, '');
    const workspace = join(folder, 'workspace');
    checkOut(small, workspace);

    expect(existsSync(join(workspace, 'cases/a.yml'))).toBe(true);
    expect(existsSync(join(workspace, 'node_modules'))).toBe(false);
    expect(() => checkOut(large, workspace)).toThrow('put the workflow into a folder of its own.');
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
  });
});
