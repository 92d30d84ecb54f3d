/** Which jobs and steps of a workflow run, and with what. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { Progress } from '../../scripts/try/progress';
import { runWorkflow } from '../../scripts/workflow/run-workflow';
import { Scope } from '../../scripts/workflow/scope';
import { runScript } from '../../scripts/workflow/script';
import {
  inputsOf,
  type Job,
  parseComposite,
  parseWorkflow,
  type Step,
  withDefaults,
} from '../../scripts/workflow/workflow';
import { ACTION } from './documents';

interface Given {
  /** Of the workflow, besides its jobs. */
  readonly workflow?: object;
  readonly set?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, object>>;
}

/** Runs jobs whose steps of this action fail if they are told to. */
async function run(jobs: Readonly<Record<string, Job>>, given: Given = {}) {
  const { files = {}, set = {}, contexts = {} } = given;
  const lines: string[] = [];
  const runs: Record<string, string>[] = [];
  const tokens: boolean[] = [];
  const workflow = parseWorkflow(stringify({ ...given.workflow, jobs }), 'test.yml');
  const lookup = { given: new Map(Object.entries(set)), missing: () => '' };
  const listener = new Progress((line) => lines.push(line.trim()));
  const { outputs, jobs: results } = await runWorkflow(workflow, new Scope(contexts, lookup), {
    listener,
    readFile: (path) => stringify(files[path]),
    checkOut: (workspace) => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(workspace, name)), { recursive: true });
        writeFileSync(join(workspace, name), stringify(content));
      }
    },
    whyNot: ({ run: script }) => (script === 's deploy' ? 'a script' : undefined),
    runAction: async ({ inputs, env, mayHaveIdToken }) => {
      runs.push({ ...inputs, ...env });
      tokens.push(mayHaveIdToken);
      return { isFailure: inputs.event === 'fail', outputs: { result: `of ${inputs.event}` } };
    },
    runScript: (step, env, workspace) => runScript(step, workspace, { ...process.env, ...env }),
  });
  const events = runs.map(({ event }) => event);
  return { lines, runs, events, tokens, outputs, results, summary: listener.summary };
}

/** A step of this action. */
const step = (event: string, more: Step = {}): Step => ({ uses: ACTION, with: { event }, ...more });
/** An expression of a workflow. */
const at = (expression: string) => `\${{ ${expression} }}`;

test('steps of this action run, by whatever version, and others are told as skipped', async () => {
  const { lines, summary } = await run({
    test: {
      steps: [
        { uses: 'actions/checkout@v7' },
        step('a', { name: `First of ${at("'all'")}` }),
        { run: 's deploy' },
        { uses: 'a/b@v1' },
        step('b', { uses: ACTION.replace(/@.*/, '@0a1b2c') }),
      ],
    },
  });

  expect(lines).toEqual([
    '== Job test',
    '-- actions/checkout: skipped (the files are there)',
    '-- First of all',
    '-- s deploy: skipped (a script)',
    '-- a/b: skipped (another action)',
    `-- ${ACTION.replace(/@.*/, '')}`,
  ]);
  expect(summary).toBe('2 passed, 0 failed, 3 skipped');
});

test('outputs, matrix, environment and what is given reach a step', async () => {
  const names = ['steps.first.outputs.result', 'inputs.target', 'vars.NOTHING'];
  const { runs, lines } = await run(
    {
      test: {
        strategy: { matrix: { region: ['x', 'y'] } },
        env: { ALL: at('github.sha') },
        steps: [
          step('a', { id: 'first' }),
          step(names.map(at).join(', '), { env: { OWN: at('matrix.region') + at('env.ALL') } }),
        ],
      },
    },
    {
      workflow: { env: { ALL: 'weaker', WIDE: '1' } },
      set: { 'inputs.target': 'v2' },
      contexts: { github: { sha: 'abc' }, inputs: { target: 'v1' } },
    },
  );

  const env = { ALL: 'abc', WIDE: '1' };
  expect(runs).toEqual([
    { event: 'a', ...env },
    { event: 'of a, v2, ', ...env, OWN: 'xabc' },
    { event: 'a', ...env },
    { event: 'of a, v2, ', ...env, OWN: 'yabc' },
  ]);
  expect(lines).toContain('== Job test (x)');
});

test('a step that fails ends its job and those that need it, and others go on', async () => {
  const { lines, events, summary, results } = await run({
    a: { steps: [step('fail'), step('no'), step('always', { if: at('always()') })] },
    b: { needs: 'a', steps: [step('no')] },
    c: { steps: [step('fail', { 'continue-on-error': true }), step('c')] },
    d: { needs: ['c'], steps: [step('d')] },
    e: { needs: ['c', 'a'], if: 'failure()', steps: [step('e')] },
    f: { needs: 'c', if: 'failure()', steps: [step('no')] },
    g: { uses: 'other/repository/.github/workflows/w.yml@v1' },
  });

  expect(events).toEqual(['fail', 'always', 'fail', 'c', 'd', 'e']);
  expect(summary).toBe('4 passed, 2 failed, 4 skipped');
  expect(lines).toContain('== Job b: skipped (a, which it needs)');
  expect(lines).toContain('== Job f: skipped (by its condition)');
  expect(lines).toContain('== Job g: skipped (other/repository/.github/workflows/w.yml@v1)');
  const endings = Object.values(results).map(({ result }) => result);
  const skipped = 'skipped';
  expect(endings).toEqual(['failure', skipped, 'success', 'success', 'success', skipped, skipped]);
});

test('what has a condition that is not supported is skipped', async () => {
  const { lines, events } = await run({
    a: { steps: [step('no', { name: 'A', if: "hashFiles('a') != ''" }), step('a')] },
    b: { if: at("hashFiles('a')"), steps: [step('no')] },
  });

  expect(events).toEqual(['a']);
  const why = 'skipped (its condition is not supported here)';
  expect(lines).toEqual(expect.arrayContaining([`-- A: ${why}`, `== Job b: ${why}`]));
});

test('one combination of a matrix that fails is enough', async () => {
  const matrix = { event: ['fail', 'ok'] };
  const { events } = await run({
    a: { strategy: { matrix }, steps: [step(at('matrix.event'))] },
    b: { needs: 'a', steps: [step('no')] },
  });

  expect(events).toEqual(['fail', 'ok']);
});

test('outputs of a job reach the one that needs it, and none come from what was skipped', async () => {
  const { events } = await run({
    a: {
      outputs: { done: at('steps.s.outputs.result'), left: at('steps.no.outputs.result') },
      steps: [step('a', { id: 's' }), step('no', { id: 'no', if: "env.A == 'b'" })],
    },
    b: {
      needs: 'a',
      steps: [step(`${at('needs.a.outputs.done')}, ${at('needs.a.outputs.left')}`)],
    },
  });

  expect(events).toEqual(['a', 'of a, ']);
});

test.skipIf(process.platform === 'win32')('scripts run as the runner runs them', async () => {
  const write = 'echo "file=$NAME" >> "$GITHUB_OUTPUT"; touch "$GITHUB_WORKSPACE/$NAME"';
  const { summary, events } = await run({
    test: {
      steps: [
        { id: 's', run: write, env: { NAME: 'made' } },
        { run: 'test -e made; false | true' },
        step(at('steps.s.outputs.file')),
        { run: 'false | true', shell: 'bash' },
        step('no'),
      ],
    },
  });

  expect(events).toEqual(['made']);
  expect(summary).toBe('3 passed, 1 failed, 1 skipped');
});

describe('a reusable workflow', () => {
  const uses = './.github/workflows/called.yml';
  const called = {
    on: {
      workflow_call: {
        inputs: { event: { required: true }, more: { default: 'x' } },
        outputs: { result: { value: at('jobs.inner.outputs.result') } },
      },
    },
    jobs: {
      inner: {
        permissions: { 'id-token': 'write' },
        outputs: { result: at('steps.s.outputs.result') },
        steps: [step(at('inputs.event') + at('inputs.more') + at('secrets.KEY'), { id: 's' })],
      },
    },
  };
  const call = (more: Job = {}) => ({
    outer: { uses, with: { event: 'a' }, permissions: { 'id-token': 'write' }, ...more },
    after: { needs: 'outer', steps: [step(at('needs.outer.outputs.result'))] },
  });
  const runCall = (more: Job = {}) =>
    run(call(more), {
      files: { [uses]: called },
      contexts: { secrets: { KEY: '!' }, inputs: { more: 'of the caller' } },
      set: { 'inputs.more': 'for the caller' },
    });

  test('has inputs and secrets of its own, and gives outputs', async () => {
    const { lines, events } = await runCall();

    expect(events).toEqual(['ax', 'of ax']);
    expect(lines.slice(0, 2)).toEqual(['== Job outer', '== Job outer / inner']);
    expect((await runCall({ secrets: 'inherit' })).events[0]).toBe('ax!');
    expect((await runCall({ secrets: { KEY: at('secrets.KEY') } })).events[0]).toBe('ax!');
  });

  test.each([
    ['its job', undefined, { 'id-token': 'write' }, true],
    ['the caller', undefined, undefined, true],
    ['nobody', 'read-all', undefined, false],
  ] as const)('may have an ID token from %s', async (_what, all, own, expected) => {
    const inner = { ...called.jobs.inner, permissions: own };
    const files = { [uses]: { ...called, permissions: all, jobs: { inner } } };

    expect((await run(call(), { files })).tokens).toEqual([expected, false]);
  });

  test('that fails fails the job that calls it', async () => {
    const { events, results } = await runCall({ with: { event: 'fail', more: '' } });

    expect(events).toEqual(['fail']);
    expect(results).toMatchObject({ outer: { result: 'failure' }, after: { result: 'skipped' } });
  });

  test.each([
    [{ with: {} }, "must be given 'event'."],
    [{ with: { event: 'a', other: 'b' } }, "has no input 'other'."],
    [{ permissions: {} }, 'The caller must grant id-token: write.'],
    [{ permissions: { 'id-token': 'read' } }, 'The caller must grant id-token: write.'],
    [{ permissions: 'read-all' }, 'The caller must grant id-token: write.'],
    [{ permissions: undefined }, 'The caller must grant id-token: write.'],
    [{ permissions: 'write-all' }, undefined],
  ] as const)('called with %j', async (more, sentence) => {
    const error = await runCall(more).then(() => undefined, String);

    if (sentence === undefined) expect(error).toBeUndefined();
    else expect(error).toContain(sentence);
  });
});

describe('a composite action', () => {
  const uses = './.github/actions/mine';
  const action = {
    inputs: { event: { required: true } },
    outputs: { result: { value: at('steps.s.outputs.result') } },
    runs: {
      using: 'composite',
      steps: [step(at('inputs.event') + at('secrets.KEY'), { id: 's' }), { uses: 'a/b@v1' }],
    },
  };
  const steps = (event: string): Step[] => [
    { uses: 'actions/checkout@v7' },
    { id: 'mine', uses, with: { event } },
    step(at('steps.mine.outputs.result')),
  ];
  const given = {
    files: { [`${uses}/action.yml`]: action },
    contexts: { secrets: { KEY: '!' } },
  };

  test('runs its steps, which see no secret, and gives outputs', async () => {
    const { lines, events, summary } = await run({ test: { steps: steps('a') } }, given);

    expect(events).toEqual(['a', 'of a']);
    expect(lines).toContain(`-- ${uses}`);
    // It does not count beside its steps.
    expect(summary).toBe('2 passed, 0 failed, 2 skipped');
  });

  test('that fails fails its step', async () => {
    expect((await run({ test: { steps: steps('fail') } }, given)).events).toEqual(['fail']);
  });

  test('must be checked out', async () => {
    const error = await run({ test: { steps: steps('a').slice(1) } }, given).catch(String);

    expect(error).toContain(`The action '${uses}' was not checked out.`);
  });

  test('can be tried as a workflow, in which it is a job', async () => {
    const workflow = parseWorkflow(stringify(action), 'actions/mine/action.yml');

    expect(workflow.jobs).toEqual({
      mine: { permissions: 'write-all', steps: action.runs.steps },
    });
    expect(inputsOf(workflow)).toEqual(action.inputs);
  });
});

test.each([
  ['an expression', { t: { steps: [step(at('inputs.a +'))] } }, "'inputs.a +' is not supported"],
  [
    'an include',
    { t: { strategy: { matrix: { include: [{ a: 1 }] } }, steps: [] } },
    "matrix's 'include'",
  ],
  ['no workflow', { t: {} }, "'test.yml' has no jobs with steps: it is not a workflow."],
])('%s that is not supported is one clear sentence', async (_what, jobs, sentence) => {
  const error = await run(jobs).catch(String);

  expect(error).toContain(sentence);
  expect(error).not.toContain('\n');
});

test.each([
  ['a mapping', { event: { price: 1 } }],
  ['a list', { event: [1] }],
])('%s as a value is refused, as by GitHub', (_what, inputs) => {
  const sentence = '`with.event` must be a string: put the JSON in quotes, or use `event: |`.';
  const files = {
    'a step': { jobs: { t: { steps: [{ run: '' }, { uses: ACTION, with: inputs }] } } },
    'a call': { jobs: { t: { uses: './a.yml', with: inputs } } },
    'a composite action': { runs: { using: 'composite', steps: [{ uses: 'a', with: inputs }] } },
  };
  for (const content of Object.values(files)) {
    expect(() => parseWorkflow(stringify(content), 'a.yml')).toThrow(sentence);
  }
  const composite = stringify(files['a composite action']);
  expect(() => parseComposite(composite, 'a')).toThrow(sentence);
});

test('no YAML is one clear sentence', () => {
  expect(() => parseWorkflow('jobs:\n  t: {\n', 'a.yml')).toThrow(
    /^'a\.yml' cannot be read: .*\.$/,
  );
});

test('inputs have the defaults of the workflow', () => {
  const on = {
    workflow_dispatch: { inputs: { target: { default: 'latest' }, count: { default: 2 } } },
    workflow_call: { inputs: { other: { required: true }, empty: null } },
  };

  const inputs = withDefaults(inputsOf({ on, jobs: {} }), { count: '3' });

  expect(inputs).toEqual({ target: 'latest', count: '3', other: '', empty: '' });
});
