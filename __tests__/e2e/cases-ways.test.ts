/** Cases in every way to invoke, and with files, names and functions that mean no good. */
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { ActionResult } from '../runner/action';
import { readXml, type XmlElement } from '../src/report/junit-sample';
import { AWAITED } from '../support/cancelling';
import { expect, test } from './scenario';

const CASES = { cases: 'cases.yml' } as const;
const ECHO = 'exports.handler = async (event) => event.toString();';

function file(cases: unknown): { readonly workspaceFiles: Record<string, string> } {
  return {
    workspaceFiles: { 'cases.yml': typeof cases === 'string' ? cases : JSON.stringify(cases) },
  };
}

function casesOf(step: ActionResult): Record<string, unknown>[] {
  return JSON.parse(step.outputs.cases ?? '');
}

function reportOf(step: ActionResult): XmlElement {
  return readXml(readFileSync(join(step.workspace, 'report.xml'), 'utf8'));
}

describe('cases that are invoked asynchronously', () => {
  const TASK = { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } };

  test('pass when FC has accepted them', async ({ deploy, invoke }) => {
    const step = await invoke(
      { 'function-name': await deploy(ECHO), ...CASES, 'invocation-type': 'async' },
      file([{ name: 'a', event: 'x' }, { name: 'b' }]),
    );
    expect(step.exitCode).toBe(0);
    expect(step.stdout).toMatch(/, async, 2 cases of cases\.yml/);
    expect(casesOf(step)).toEqual([
      expect.objectContaining({ outcome: 'passed', statusCode: 202 }),
      expect.objectContaining({ outcome: 'passed', statusCode: 202 }),
    ]);
  });

  test('and awaited have a task each, whose ID is printed with the case’s name', async ({
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(
      `exports.handler = async (event) => {
        if (event.toString() === 'bad') throw new Error('no stock');
        return { ok: true };
      };`,
      TASK,
    );
    const step = await invoke(
      { 'function-name': functionName, ...CASES, ...AWAITED, 'max-parallel': '2' },
      file([
        { name: 'good', event: 'x', expect: 'result.ok' },
        { name: 'bad', event: 'bad' },
        { name: 'good too', event: 'x', expect: 'result.ok' },
      ]),
    );
    expect(step.exitCode).toBe(1);
    expect(casesOf(step).map(({ outcome, errorType }) => [outcome, errorType])).toEqual([
      ['passed', null],
      ['failed', 'AsyncTaskFailed'],
      ['passed', null],
    ]);
    const ids = [...step.stdout.matchAll(/^(good|bad|good too): Async task ID (gh-\S+)$/gm)];
    expect(ids.map(([, name]) => name).sort()).toEqual(['bad', 'good', 'good too']);
    expect(new Set(ids.map(([, , id]) => id)).size).toBe(3);
    expect(step.outputs['async-task-id']).toBe(ids.find(([, name]) => name === 'bad')?.[2]);
    expect(step.outputs['async-task-status']).toBe('Failed');
  });
});

test('wait-for-update waits once, before the first case', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy(ECHO);
  const step = await invoke(
    {
      'function-name': functionName,
      ...CASES,
      'wait-for-update': '60',
      expect: 'codeChecksum == deployedCodeChecksum',
    },
    file([
      { name: 'a', event: 'x' },
      { name: 'b', event: 'x' },
    ]),
  );
  expect(step.outputs['error-message']).toBe('');
  expect(step.exitCode).toBe(0);
  const reads = emulator.requests.filter(({ operation }) => operation === 'GetFunction');
  expect(reads).toHaveLength(1);
});

test('an update that cannot be read leaves every case not run, and is the outcome of the step', async ({
  emulator,
  invoke,
}) => {
  const step = await invoke(
    {
      'function-name': 'absent',
      ...CASES,
      'wait-for-update': '60',
      'junit-report': 'report.xml',
    },
    file([{ name: 'a' }, { name: 'b', skip: true }, { name: 'c', blocking: false }]),
  );
  expect(step.exitCode).toBe(1);
  expect(casesOf(step).map(({ outcome }) => outcome)).toEqual(['not-run', 'skipped', 'not-run']);
  expect(step.outputs).toMatchObject({
    'error-type': 'FunctionNotFound',
    'status-code': '404',
    attempts: '0',
  });
  expect(step.annotations).toHaveLength(1);
  expect(reportOf(step).attributes).toMatchObject({ tests: '3', errors: '2', skipped: '1' });
  expect(emulator.executions('absent')).toBe(0);
});

describe('through an HTTP trigger', () => {
  test('each has its own request, and its status is its outcome', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(
      'exports.handler = async (event) => ({ statusCode: JSON.parse(event).rawPath === "/bad" ? 500 : 200, body: "x" });',
    );
    await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'anonymous' });
    const step = await invoke(
      { 'function-name': functionName, ...CASES, 'http-trigger': 'true', 'max-parallel': '3' },
      file([
        { name: 'good', event: { path: '/good' } },
        { name: 'bad', event: { path: '/bad' } },
        { name: 'expected', event: { path: '/bad' }, 'fail-on': 'none' },
      ]),
    );
    expect(casesOf(step).map(({ outcome, statusCode }) => [outcome, statusCode])).toEqual([
      ['passed', 200],
      ['failed', 500],
      ['passed', 500],
    ]);
    expect(step.outputs['error-type']).toBe('HttpError');
    expect(step.stdout).toMatch(/^bad: .*GET \S+\/bad → 500$/m);
  });

  test('a token in an event is masked once, and before anything else is printed', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy('exports.handler = async () => ({ statusCode: 200 });');
    await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'anonymous' });
    const headers = { authorization: 'Bearer the-token-of-the-cases' };
    const step = await invoke(
      { 'function-name': functionName, ...CASES, 'http-trigger': 'true' },
      file([
        { name: 'a', event: { path: '/', headers } },
        { name: 'uses the-token-of-the-cases', event: { path: '/', headers } },
      ]),
    );
    const lines = step.stdout.split('\n');
    const masks = lines.filter((line) => line === '::add-mask::the-token-of-the-cases');
    expect(masks).toHaveLength(1);
    expect(lines.findIndex((line) => line.includes('Invoking'))).toBeGreaterThan(
      lines.indexOf('::add-mask::the-token-of-the-cases'),
    );
    expect(casesOf(step)[1]?.name).toBe('uses ***');
    const said = lines.filter((line) => !line.startsWith('::add-mask::')).join('\n');
    expect(said + step.summary).not.toContain('the-token-of-the-cases');
  });
});

describe('a failure besides a cancelled job', () => {
  test('keeps the outputs, though its case comes later in the file', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deploy(`
      exports.handler = async (event) => {
        if (event.toString() === 'bad') throw new Error('bad');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      };`);
    const run = start(
      {
        'function-name': functionName,
        ...CASES,
        'max-parallel': '2',
        'junit-report': 'report.xml',
      },
      file([
        { name: 'slow', event: 'x' },
        { name: 'bad', event: 'bad' },
        { name: 'slow too', event: 'x' },
        { name: 'rest', event: 'x' },
      ]),
    );
    await run.waitForOutput(/✗ bad/);
    await emulator.waitForExecutionStart(functionName);
    run.cancel('SIGINT');
    const step = await run.finished;

    expect(casesOf(step).map(({ outcome, errorType }) => [outcome, errorType])).toEqual([
      ['failed', 'Cancelled'],
      ['failed', 'UnhandledInvocationError'],
      ['failed', 'Cancelled'],
      ['not-run', null],
    ]);
    expect(step.outputs).toMatchObject({
      'error-type': 'UnhandledInvocationError',
      'error-message': '3 of 4 cases failed: "slow", "bad", "slow too"; the job was cancelled.',
      result: expect.stringContaining('"errorMessage":"bad"'),
    });
    const [suite] = reportOf(step).elements;
    expect(suite?.attributes).toMatchObject({ tests: '4', failures: '1', errors: '3' });
    expect(suite?.elements[3]?.elements[0]?.attributes.message).toMatch(/^Not run\. The job was/);
  });
});

describe('junit-report', () => {
  test('without cases is one test case, named after the function', async ({ deploy, invoke }) => {
    const functionName = await deploy("exports.handler = async () => { throw new Error('no'); };");
    const step = await invoke({ 'function-name': functionName, 'junit-report': 'report.xml' });
    const [suite] = reportOf(step).elements;
    expect(suite?.attributes).toMatchObject({ tests: '1', failures: '1', errors: '0' });
    const [testCase] = suite?.elements ?? [];
    expect(testCase?.attributes).toMatchObject({
      name: functionName,
      classname: `${functionName}.LATEST`,
    });
    expect(testCase?.elements.map(({ name }) => name)).toEqual([
      'properties',
      'failure',
      'system-out',
    ]);
  });

  test('of a warning without cases passes', async ({ deploy, invoke }) => {
    const functionName = await deploy("exports.handler = async () => { throw new Error('no'); };");
    const step = await invoke({
      'function-name': functionName,
      'junit-report': 'report.xml',
      'fail-on': 'none',
    });
    expect(reportOf(step).attributes).toMatchObject({ tests: '1', failures: '0', errors: '0' });
  });

  /** A step whose report cannot be written, since a link appeared at its path while it ran. */
  test.for([
    ['a step that passed', 'good', [], 'OutputError'],
    ['before a failed expectation', 'good', ["result == 'no'"], 'OutputError'],
    ['after a function error', 'bad', [], 'UnhandledInvocationError'],
  ] as const)(
    'that cannot be written fails %s',
    async ([, event, expectations, type], { deploy, start }) => {
      const functionName = await deploy(
        "exports.handler = async (event) => { if (event.toString() === 'bad') throw new Error('bad'); };",
      );
      const run = start(
        { 'function-name': functionName, ...CASES, 'junit-report': 'report.xml' },
        file([
          { name: 'first' },
          { name: 'a', event, ...(expectations.length > 0 && { expect: expectations }) },
        ]),
      );
      const target = join(run.tempFolder, 'target');
      await run.waitForOutput(/✓ first/);
      symlinkSync(target, join(run.workspace, 'report.xml'));
      const step = await run.finished;

      expect(step.exitCode).toBe(1);
      expect(step.outputs['error-type']).toBe(type);
      const [annotation] = step.annotations.slice(-1);
      expect(annotation?.level).toBe('error');
      expect(annotation?.message).toContain('The JUnit report cannot be written');
      expect(step.summary).toContain('❌');
      expect(existsSync(target)).toBe(false);
    },
  );

  test('is not written through a link, which is an input error', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deploy(ECHO);
    const run = start(
      { 'function-name': functionName, ...CASES, 'junit-report': 'folder/report.xml' },
      file([{ name: 'a' }]),
    );
    symlinkSync(run.tempFolder, join(run.workspace, 'folder'));
    const step = await run.finished;
    expect(step.outputs['error-type']).toBe('InvalidInput');
    expect(step.outputs['error-message']).toContain('`junit-report` must be a path inside the');
    expect(existsSync(join(step.tempFolder, 'report.xml'))).toBe(false);
    expect(emulator.requests).toEqual([]);
    rmSync(join(step.workspace, 'folder'));
  });
});

describe('source-path', () => {
  test('places no annotation of cases: each is at its line of the case file', async ({
    deploy,
    invoke,
  }) => {
    const step = await invoke(
      {
        'function-name': await deploy("exports.handler = async () => { throw new Error('no'); };"),
        ...CASES,
        'source-path': '.',
      },
      { workspaceFiles: { 'cases.yml': '# first\n- name: a', 'index.js': '' } },
    );
    expect(step.annotations.map(({ file: path, line }) => [path, line])).toEqual([
      ['cases.yml', 2],
      [undefined, undefined],
    ]);
  });
});

describe('hostile', () => {
  const NAMES = [
    '::error::h0stile',
    '::stop-commands::h0stile',
    '##[error]h0stile',
    ' \u200b::set-output name=h0stile::x',
    '</td><script>h0stile</script>',
    '**h0stile** @octocat #1',
    '"h0stile", "b"; the job was cancelled',
    '😀'.repeat(99),
    'h0stile\ttab\u001b[31m',
  ];

  test.for(['', '1'])(
    'names and reasons are text wherever they are shown, with debug %j',
    async (debug, { deploy, invoke }) => {
      const functionName = await deploy(
        "exports.handler = async (event) => { console.log('::error::h0stile'); if (event.toString() === 'bad') throw new Error('::error::h0stile'); return '##[error]h0stile'; };",
      );
      const cases = NAMES.flatMap((name) => [
        { name, event: 'good' },
        { name: `${name}!`, event: 'bad' },
        { name: `${name}?`, event: 'bad', blocking: false },
        { name: `${name}.`, skip: name },
      ]);
      const step = await invoke(
        {
          'function-name': functionName,
          ...CASES,
          'junit-report': 'report.xml',
          'max-parallel': '8',
          attempts: '2',
          'attempt-interval': '0',
        },
        { ...file(cases), env: { RUNNER_DEBUG: debug } },
      );
      // The fixture refuses every command that the action did not mean.
      expect(step.stillStopped).toBe(false);
      expect(casesOf(step).map(({ name }) => name)).toEqual(cases.map(({ name }) => name.trim()));
      expect(step.annotations).toHaveLength(9);
      expect(step.summary).not.toMatch(/<script|<\/td><script/);
      const { length } = NAMES;
      expect(reportOf(step).attributes).toMatchObject({
        tests: String(4 * length),
        failures: String(length),
        skipped: String(length),
      });
    },
  );

  test('functions cost no more than their cases: 60 with cookies, logs and results', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(`
      exports.handler = async (event) => {
        const n = JSON.parse(event).rawPath.slice(1);
        const cookies = Array.from({ length: 50 }, (_, i) => 'c' + i + '=' + n.padEnd(200, 'x') + i);
        return { statusCode: 500, headers: { 'Set-Cookie': cookies.join(', ') }, body: '<h0stile>'.repeat(4_000) };
      };`);
    await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'anonymous' });
    const cases = Array.from({ length: 60 }, (_, index) => ({
      name: `n${index}`,
      event: { path: `/${index}` },
    }));
    const step = await invoke(
      {
        'function-name': functionName,
        ...CASES,
        'http-trigger': 'true',
        'max-parallel': '20',
        'junit-report': 'report.xml',
      },
      file(cases),
    );
    expect(step.outputs['cases-failed']).toBe('60');
    expect(casesOf(step)).toHaveLength(60);
    expect(Buffer.byteLength(step.summary)).toBeLessThan(950 * 1024);
    expect(step.annotations.filter(({ level }) => level === 'error')).toHaveLength(9);
    expect(step.stderr).toBe('');
  });
});
