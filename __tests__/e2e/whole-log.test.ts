import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe } from 'vitest';
import type { Emulator, EmulatorOptions, Fault } from '../../emulator';
import { systemClock } from '../../src/clock';
import { startTestEmulator } from '../support/emulator';
import { expect, test } from './scenario';

const STORE = { project: 'shop-logs', logstore: 'function-log' };
const LOGGED = { logConfig: STORE, timeout: 60 } as const;

/** The inputs that ask for the whole log, which the emulator serves at its own origin. */
function full(emulator: Emulator) {
  return { 'log-type': 'full', 'log-endpoint': emulator.endpoint } as const;
}

/** Logs so many numbered lines, 5 MB of them if asked for, and fails if told to. */
const logging = (lines: number, end = '') => `
  exports.handler = async () => {
    for (let line = 1; line <= ${lines}; line++) console.log('line ' + line);
    ${end}
    return 'ok';
  };`;
const FAILS = "throw new Error('migration 7 failed');";

describe('log-type: full', () => {
  test('reads the whole log of an invocation that failed', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(logging(500, FAILS), LOGGED);
    const step = await invoke({ 'function-name': functionName, ...full(emulator) });

    expect(step.outputs['error-type']).toBe('UnhandledInvocationError');
    const lines = readFileSync(step.outputs['logs-file'] ?? '', 'utf8').split('\n');
    const id = step.outputs['request-id'];
    expect(lines[0]).toBe(`FC Invoke Start RequestId: ${id}`);
    expect(lines.filter((line) => line.includes('line '))).toHaveLength(500);
    expect(lines.at(-2)).toContain(`FC Invoke End RequestId: ${id}`);
    expect(step.outputs.logs).toBe(lines.join('\n'));
    expect(step.groups.find(({ title }) => title === 'Function log')?.lines.join('\n')).toContain(
      'line 1',
    );
    expect(step.annotations).toHaveLength(1);
    expect(statSync(step.outputs['logs-file'] ?? '').mode & 0o777).toBe(0o600);
  });

  test('shows the end of a long one, and has all of it in logs-file', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(
      `exports.handler = async () => {
        for (let line = 1; line <= 5000; line++) console.log(('line ' + line).padEnd(1000, '.'));
        ${FAILS}
      };`,
      LOGGED,
    );
    const step = await invoke({ 'function-name': functionName, ...full(emulator) });

    const text = readFileSync(step.outputs['logs-file'] ?? '', 'utf8');
    expect(text.length).toBeGreaterThan(5_000_000);
    const numbers = [...text.matchAll(/line (\d+)/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1));
    expect(text.endsWith(step.outputs.logs ?? '')).toBe(true);
    expect(step.outputs.logs).toHaveLength(64 * 1024);
    expect(step.stdout.length).toBeLessThan(100_000);
    expect(step.stdout).toContain(`the whole log is in ${step.outputs['logs-file']}`);
  });

  test('reads nothing of one that passed, unless an expectation asks for it', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(logging(500), LOGGED);
    const step = await invoke({ 'function-name': functionName, ...full(emulator) });

    expect(step.exitCode).toBe(0);
    expect(step.outputs['logs-file']).toBe('');
    expect(emulator.requests.map(({ operation }) => operation)).toEqual(['InvokeFunction']);
  });

  test('takes a tail that is whole for it', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(logging(3, FAILS), LOGGED);
    const step = await invoke({ 'function-name': functionName, ...full(emulator) });

    expect(emulator.requests.map(({ operation }) => operation)).toEqual(['InvokeFunction']);
    expect(readFileSync(step.outputs['logs-file'] ?? '', 'utf8').trimEnd()).toBe(
      step.outputs.logs?.trimEnd(),
    );
  });

  test.for<readonly [string, EmulatorOptions, string, string]>([
    [
      'fails on a log with it in its first line',
      {},
      "console.error('ERROR');",
      'ExpectationFailed',
    ],
    ['passes without one', {}, '', ''],
    [
      'fails on a log that is not whole',
      { logDelayMilliseconds: Number.POSITIVE_INFINITY },
      '',
      'ExpectationFailed',
    ],
  ])('!contains(logs, ERROR) %s', async ([, options, first, errorType], { invoke, clock }) => {
    const emulator = await startTestEmulator({ clock: clock.date, ...options });
    try {
      await emulator.deploy({
        functionName: 'f',
        code: {
          'index.js': `exports.handler = async () => { ${first} for (let i = 0; i < 500; i++) console.log('line', i); };`,
        },
        ...LOGGED,
      });
      const step = await invoke({
        'function-name': 'f',
        endpoint: emulator.endpoint,
        'access-key-id': emulator.accessKey.accessKeyId,
        'access-key-secret': emulator.accessKey.accessKeySecret,
        ...full(emulator),
        expect: "!contains(logs, 'ERROR')",
      });
      expect(step.outputs['error-type']).toBe(errorType);
    } finally {
      await emulator.close();
    }
  });

  test('of an awaited task is found by its request ID', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(logging(500, FAILS), {
      ...LOGGED,
      asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 },
    });
    const step = await invoke({
      'function-name': functionName,
      ...full(emulator),
      'invocation-type': 'async',
      wait: 'true',
    });
    expect(step.outputs['error-type']).toBe('AsyncTaskFailed');
    const text = readFileSync(step.outputs['logs-file'] ?? '', 'utf8');
    expect(text.match(/line \d+/g)).toHaveLength(500);
  });

  test('with cases is that of the case that is told', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(logging(500, FAILS), LOGGED);
    const step = await invoke(
      { 'function-name': functionName, ...full(emulator), cases: 'cases.yml' },
      { workspaceFiles: { 'cases.yml': '[{ name: a }, { name: b }]' } },
    );
    expect(readFileSync(step.outputs['logs-file'] ?? '', 'utf8')).toContain(
      step.outputs['request-id'],
    );
  });
});

describe('the step ends as its invocation did, with a warning at most, when', () => {
  const refusal = { type: 'service-error', code: 'AccessDenied', times: 9 } as const;
  const FAULTS: readonly (readonly [string, readonly Fault[], RegExp])[] = [
    [
      'GetFunction is refused',
      [{ ...refusal, operation: 'GetFunction' }],
      /"Action":\["?fc:GetFunction|"Action":"fc:GetFunction"/,
    ],
    [
      'GetLogs is refused',
      [{ ...refusal, operation: 'GetLogs' }],
      /"Action":"log:GetLogStoreLogs","Resource":"acs:log:cn-hangzhou:\*:project\/shop-logs\/logstore\/function-log"/,
    ],
  ];

  test.for(FAULTS)('%s', async ([, faults, message], { emulator, deploy, invoke }) => {
    const functionName = await deploy(logging(500, FAILS), LOGGED);
    for (const fault of faults) emulator.injectFault(fault);
    const step = await invoke({ 'function-name': functionName, ...full(emulator) });

    expect(step.outputs['error-type']).toBe('UnhandledInvocationError');
    expect(step.outputs['logs-file']).toBe('');
    const warnings = step.annotations.filter(({ level }) => level === 'warning');
    expect(warnings.map((warning) => warning.message)).toEqual([expect.stringMatching(message)]);
  });

  test('the function has no logstore', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(logging(500, FAILS));
    const step = await invoke({ 'function-name': functionName, ...full(emulator) });

    expect(step.outputs['error-type']).toBe('UnhandledInvocationError');
    expect(step.annotations.map(({ level }) => level)).toEqual(['warning', 'error']);
  });
});

describe('a log is looked for where it is', () => {
  test('of a trigger that was named, by its own qualifier', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(logging(500, FAILS), LOGGED);
    const qualifier = emulator.publishVersion(functionName);
    await emulator.createTrigger(functionName, { triggerName: 'web', qualifier });
    await emulator.deploy({ functionName, code: { 'index.js': logging(1) } });
    const step = await invoke({
      'function-name': functionName,
      ...full(emulator),
      'http-trigger': 'web',
    });

    expect(step.outputs['error-type']).toBe('UnhandledInvocationError');
    expect(readFileSync(step.outputs['logs-file'] ?? '', 'utf8')).toContain('line 1\n');
  });

  test('of a task that began long before this step, from then on', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(logging(1), {
      ...LOGGED,
      asyncInvokeConfig: { asyncTask: true },
    });
    const requestId = '1-65dd9ece-123e1745-e6b2fe71423f';
    const startedTime = Date.now() - 3_600_000;
    const seconds = Math.floor(startedTime / 1000);
    const texts = ['FC Invoke Start', 'FC Invoke End'].map(
      (mark) => `${mark} RequestId: ${requestId}`,
    );
    emulator.writeLog(
      STORE,
      ...texts.map((message, index) => ({
        seconds: seconds + index,
        topic: `FCLogs:${functionName}`,
        fields: { message, instanceID: 'c-1' },
      })),
    );
    emulator.injectFault({
      operation: 'GetAsyncTask',
      type: 'body',
      body: JSON.stringify({ status: 'Failed', requestId, startedTime }),
    });
    const step = await invoke({
      'function-name': functionName,
      ...full(emulator),
      'invocation-type': 'async',
      wait: 'true',
    });

    expect(step.outputs.logs).toBe(texts.map((text) => `${text}\n`).join(''));
  });

  test('not of an invocation without a request ID, of which no part is taken for all', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(logging(500), LOGGED);
    emulator.injectFault({ type: 'headers', remove: ['x-fc-request-id'] });
    const step = await invoke({
      'function-name': functionName,
      ...full(emulator),
      expect: "!contains(logs, 'ERROR')",
    });

    expect(step.outputs).toMatchObject({ 'error-type': 'ExpectationFailed', 'logs-file': '' });
    expect(emulator.requests.map(({ operation }) => operation)).toEqual(['InvokeFunction']);
  });
});

describe('with compare-with', () => {
  const COMPARED = { 'compare-with': 'live' } as const;

  test('an expectation sees the whole log of the baseline, of which no file stays', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(`${logging(500)} console.log('old');`, LOGGED);
    emulator.createAlias(functionName, 'live', emulator.publishVersion(functionName));
    const step = await invoke({
      'function-name': functionName,
      ...full(emulator),
      ...COMPARED,
      expect: "contains(baseline.logs, 'line 1') && !contains(baseline.logs, logs)",
    });

    expect(step.outputs['error-type']).toBe('');
    const folders = readdirSync(step.tempFolder).filter((name) => name.startsWith('fc-invoke-'));
    const named = [step.outputs['result-file'], step.outputs['logs-file']];
    expect(folders.sort()).toEqual(named.map((file) => basename(dirname(file ?? ''))).sort());
  });

  test('nothing is read of a baseline that cannot be obtained', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(logging(500), LOGGED);
    const step = await invoke({ 'function-name': functionName, ...full(emulator), ...COMPARED });

    expect(step.outputs['error-type']).toBe('BaselineError');
    expect(step.outputs['request-id']).not.toBe('');
    expect(emulator.requests.map(({ operation }) => operation)).toEqual(['InvokeFunction']);
  });
});

test('each attempt that failed is read, and only the last has a file', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(logging(500, FAILS), LOGGED);
  const step = await invoke({ 'function-name': functionName, ...full(emulator), attempts: '3' });

  const titles = step.groups.filter(({ lines }) => lines.join('\n').includes('line 1\n'));
  expect(titles.map(({ title }) => title)).toEqual(
    [1, 2, 3].map((number) => `Attempt ${number} of 3, failed: log`),
  );
  expect(emulator.requests.filter(({ operation }) => operation === 'GetFunction')).toHaveLength(1);
  const folders = readdirSync(step.tempFolder).filter((name) => name.startsWith('fc-invoke-'));
  expect(folders).toHaveLength(2);
});

describe('cancelling while the log is read keeps what is known,', () => {
  const NEVER = { type: 'delay', before: 'response', milliseconds: 60_000 } as const;

  test.for<readonly [what: string, faults: readonly Fault[], requests: number]>([
    ['while its logstore is asked for', [{ ...NEVER, operation: 'GetFunction' }], 2],
    ['while a page is awaited', [{ ...NEVER, operation: 'GetLogs' }], 3],
    [
      'between two searches',
      [{ type: 'body', body: '[]', operation: 'GetLogs', times: Number.POSITIVE_INFINITY }],
      3,
    ],
  ])('%s', async ([, faults, requests], { emulator, deploy, start }) => {
    for (const fault of faults) emulator.injectFault(fault);
    const functionName = await deploy(logging(500), LOGGED);
    const inputs = { 'function-name': functionName, ...full(emulator), attempts: '3' };
    const run = start(
      { ...inputs, expect: "contains(logs, 'line 1')" },
      // Time passes as it does: nothing else ends a wait.
      { clock: systemClock },
    );
    await emulator.waitForRequests(requests);
    run.cancel('SIGINT');
    const step = await run.finished;

    expect(step.outputs).toMatchObject({
      'error-type': 'Cancelled',
      result: 'ok',
      'logs-file': '',
      attempts: '1',
    });
    expect(step.outputs.logs).toContain('line 500');
  });

  test('with the failure that came before as its type, and without another attempt', async ({
    emulator,
    deploy,
    start,
  }) => {
    emulator.injectFault({ ...NEVER, operation: 'GetLogs' });
    const functionName = await deploy(logging(500, FAILS), LOGGED);
    const inputs = { 'function-name': functionName, ...full(emulator), attempts: '3' };
    const run = start(inputs);
    await emulator.waitForRequests(3);
    run.cancel('SIGINT');
    const step = await run.finished;

    expect(step.outputs).toMatchObject({
      'error-type': 'UnhandledInvocationError',
      attempts: '1',
      result: expect.stringContaining('migration 7 failed'),
    });
    expect(step.annotations.at(-1)?.message).toContain(
      'The job was cancelled (SIGINT) while the log',
    );
  });

  test('and fails a case that does not block; the others are not run', async ({
    emulator,
    deploy,
    start,
  }) => {
    emulator.injectFault({ ...NEVER, operation: 'GetLogs' });
    const functionName = await deploy(logging(500, FAILS), LOGGED);
    const run = start(
      { 'function-name': functionName, ...full(emulator), cases: 'cases.yml' },
      { workspaceFiles: { 'cases.yml': '[{ name: a, blocking: false }, { name: b }]' } },
    );
    await emulator.waitForRequests(3);
    run.cancel('SIGINT');
    const step = await run.finished;

    const cases: unknown = JSON.parse(step.outputs.cases ?? '');
    expect(cases).toMatchObject([{ outcome: 'failed' }, { outcome: 'not-run' }]);
    expect(step.outputs['error-message']).toMatch(/"a"; the job was cancelled/);
  });
});
