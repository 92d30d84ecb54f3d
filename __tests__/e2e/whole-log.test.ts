import { readFileSync, statSync } from 'node:fs';
import { describe } from 'vitest';
import type { Emulator, EmulatorOptions, Fault } from '../../emulator';
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
    expect(step.stdout).toContain(`all of it is in ${step.outputs['logs-file']}`);
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

test('cancelling while the log is read keeps what is known', async ({
  emulator,
  deploy,
  start,
}) => {
  const functionName = await deploy(logging(500), LOGGED);
  emulator.injectFault({
    type: 'delay',
    before: 'response',
    milliseconds: 60_000,
    operation: 'GetLogs',
  });
  const run = start({
    'function-name': functionName,
    ...full(emulator),
    expect: "contains(logs, 'line 1')",
  });
  await emulator.waitForRequests(3);
  run.cancel('SIGINT');
  const step = await run.finished;

  expect(step.outputs).toMatchObject({ 'error-type': 'Cancelled', result: 'ok', 'logs-file': '' });
});
