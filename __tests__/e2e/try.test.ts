/** `npm run try` in this process: what it prints, what a step gets, and how it ends. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Serving, serve } from '../../emulator/cli/serve';
import { Cancellation } from '../../scripts/try/cancellation';
import { tryWorkflow } from '../../scripts/try/try-workflow';
import type { Job, Step } from '../../scripts/workflow/workflow';
import { ACTION } from '../project/documents';
import { startInProcess } from '../runner/in-process';
import { SkippingClock } from '../support/skipping-clock';

const FUNCTIONS = {
  'hello/index.js': "exports.handler = async () => 'hi';",
  'slow/index.js': 'exports.handler = () => new Promise(() => {});',
  'slow/function.json': '{"asyncInvokeConfig":{"asyncTask":true}}',
};

const KEYS = { 'access-key-id': at('secrets.ID'), 'access-key-secret': at('secrets.SECRET') };
const ROLE = {
  'role-to-assume': at('vars.ROLE'),
  'oidc-provider-arn': at('vars.PROVIDER'),
};

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'try-test-'));
  for (const [name, content] of Object.entries(FUNCTIONS)) write(`functions/${name}`, content);
  const options = { folder: join(folder, 'functions'), port: 0, keyless: true, logs: true };
  serving = await serve(options, () => {}, {}, { instances: 'in-process' });
});

afterAll(async () => {
  await serving.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** An expression of a workflow. */
function at(expression: string): string {
  return `\${{ ${expression} }}`;
}

function step(inputs: object = {}, more: Step = {}): Step {
  const given = { region: 'cn-hangzhou', 'function-name': 'hello', ...KEYS, ...inputs };
  return { uses: ACTION, with: given, ...more };
}

interface Given {
  readonly set?: Readonly<Record<string, string>>;
  readonly scripts?: boolean;
  readonly isCancelled?: boolean;
  readonly onLine?: (line: string, cancellation: Cancellation) => void;
}

/** Tries a workflow with these jobs. */
async function tried(jobs: Record<string, Job>, given: Given = {}) {
  const { set = {}, scripts = false, onLine = () => {} } = given;
  const lines: string[] = [];
  const cancellation = new Cancellation(() => {});
  if (given.isCancelled) cancellation.request('SIGINT');
  const workflow = write('flow/test.yml', stringify({ on: 'push', jobs }));
  const values = new Map(Object.entries(set));
  const result = await tryWorkflow(
    { workflow, functions: 'functions', values, scripts },
    {
      site: serving.site,
      functionNames: serving.functionNames,
      startAction: (options) => startInProcess({ ...options, clock: new SkippingClock() }),
      print: (line) => {
        lines.push(line.trim());
        onLine(line, cancellation);
      },
      keepIn: folder,
      stop: cancellation.signal,
    },
  );
  return { result, lines, warnings: lines.filter((line) => line.startsWith('Warning: ')) };
}

const job = (...steps: Step[]) => ({ test: { steps } });

describe('a run that is cancelled', () => {
  test('ends with the step that runs, which stops its task', async () => {
    const inputs = { 'function-name': 'slow', 'invocation-type': 'async', wait: 'true' };
    const jobs = {
      first: { steps: [step(inputs), step({}, { name: 'later' })] },
      second: { if: 'always()', steps: [step({}, { name: 'later' })] },
    };

    const { result, lines } = await tried(jobs, {
      // A line that is printed before the step has ended.
      onLine: (line, cancellation) => {
        if (/: Running/.test(line)) cancellation.request('SIGINT');
      },
    });

    expect(result).toBe('cancelled');
    expect(lines.join('\n')).toMatch(/##\[error\]Cancelled.*SIGINT/);
    expect(lines.join('\n')).toContain('was told to stop');
    expect(lines.at(-1)).toBe('The run was cancelled (SIGINT): later steps and jobs were not run.');
    expect(lines.join('\n')).not.toMatch(/later$|second/m);
  });

  test.skipIf(process.platform === 'win32')('ends a script', async () => {
    const { result, lines } = await tried(job({ run: 'echo begun; exec sleep 600' }, step()), {
      scripts: true,
      onLine: (line, cancellation) => {
        if (line === 'begun') cancellation.request('SIGTERM');
      },
    });

    expect(result).toBe('cancelled');
    expect(lines.at(-1)).toContain('SIGTERM');
  });

  test('before it began runs nothing', async () => {
    const { result, lines } = await tried(job(step()), { isCancelled: true });

    expect(result).toBe('cancelled');
    expect(lines).toHaveLength(1);
  });
});

describe('an ID token', () => {
  const grant = { 'id-token': 'write' } as const;

  test.each([
    ['a job that asks for it', { permissions: grant }, 'passed'],
    ['a job that asks for nothing', {}, 'failed'],
    ['a job that asks for others', { permissions: { contents: 'read' } }, 'failed'],
    ['a job with write-all', { permissions: 'write-all' }, 'passed'],
  ] as const)('%s', async (_what, more, expected) => {
    const inputs = { region: 'cn-hangzhou', 'function-name': 'hello', ...ROLE };
    const steps = [{ uses: ACTION, with: inputs }];
    const { result, lines, warnings } = await tried({ test: { steps, ...more } });

    expect(result).toBe(expected);
    expect(warnings).toEqual([]);
    expect(lines.some((line) => line.includes('id-token: write'))).toBe(expected === 'failed');
  });
});

describe('a warning', () => {
  const NONE = "Warning: this step sets no credentials; the emulator's are used here.";
  const UNSET = (path: string, input: string) =>
    `Warning: ${path} is not set: ${input} is empty here; set it with --set ${path}=…`;
  const { 'access-key-id': _id, 'access-key-secret': _secret, ...bare } = step().with ?? {};

  test.each<[string, Step, string[]]>([
    ['no credentials', { uses: ACTION, with: bare }, [NONE]],
    ['keys', step(), []],
    ['keys in variables', { uses: ACTION, with: bare, env: { ALICLOUD_ACCESS_KEY: '' } }, []],
    ['a variable', step({ event: at('vars.EVENT') }), [UNSET('vars.EVENT', 'event')]],
    ['a part that is empty', step({ event: `a${at('vars.EVENT')}` }), []],
    ['one that is given', step({ event: at('vars.GIVEN') }), []],
    ['a default', step({ event: at("vars.EVENT || 'x'") }), []],
  ])('of %s', async (_what, each, expected) => {
    const { result, warnings } = await tried(job(each), { set: { 'vars.GIVEN': '' } });

    expect(result).toBe('passed');
    expect(warnings).toEqual(expected);
  });

  test('of an output of a step that was skipped', async () => {
    const deploy: Step = { id: 'deploy', run: 'deploy' };
    const qualifier = at('steps.deploy.outputs.version');

    const { warnings } = await tried(job(deploy, step({ event: qualifier })));

    expect(warnings).toEqual([UNSET('steps.deploy.outputs.version', 'event')]);
  });

  test('of a region, which fails as on GitHub', async () => {
    const { result, warnings } = await tried(job(step({ region: at('vars.REGION') })));

    expect(result).toBe('failed');
    expect(warnings).toEqual([UNSET('vars.REGION', 'region')]);
  });
});

describe('nothing that ran is a failure', () => {
  test.each<[string, Step, string]>([
    ['another action', { uses: 'a/b@v1' }, 'No step uses fc-invoke/fc-invoke.'],
    [
      'a typing mistake',
      { uses: 'fc-invoke/fc-invok@v1' },
      "No step uses fc-invoke/fc-invoke; write that instead of 'fc-invoke/fc-invok'.",
    ],
    ['a condition', step({}, { if: 'false' }), 'No step that uses fc-invoke/fc-invoke ran.'],
  ])('for %s', async (_what, each, sentence) => {
    const { result, lines } = await tried(job(each));

    expect(result).toBe('failed');
    expect(lines.at(-1)).toBe(sentence);
  });
});

test("this repository's own workflows use this action as ./", async () => {
  write('flow/action.yml', readFileSync('action.yml', 'utf8'));
  const { with: inputs } = step();
  const steps = [{ uses: 'actions/checkout@v7' }, { uses: './', with: inputs ?? {} }];

  const { result } = await tried({ test: { steps } });

  rmSync(join(folder, 'flow/action.yml'));
  expect(result).toBe('passed');
});

test('a function that is not there: all that are', async () => {
  const { lines } = await tried(job(step({ 'function-name': 'helo' })));

  expect(lines).toContain('Functions in functions: hello, slow');
});

describe('what a step writes for people', () => {
  test('is kept, and its place told', async () => {
    const { lines } = await tried(job(step({ 'junit-report': 'reports/fc.xml' })));

    const [summary = '', report = ''] = placesIn(lines);
    expect(readFileSync(summary, 'utf8')).toContain('hello');
    expect(readFileSync(report, 'utf8')).toContain('<testsuites');
    expect(report).toMatch(/fc\.xml$/);
  });

  test('is not told if there is nothing', async () => {
    const { lines } = await tried(job(step({ summary: 'false' })));

    expect(placesIn(lines)).toEqual([]);
  });

  const placesIn = (lines: string[]) =>
    lines.flatMap((line) => (line.startsWith('Written: ') ? line.slice(9).split(', ') : []));
});
