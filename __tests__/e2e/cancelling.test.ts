import { execFileSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { OUTPUT_NAMES } from '../../src/runner/action-metadata';
import { startBlackHole } from '../network/black-hole';
import { startTcpServer } from '../network/tcp-server';
import type { ActionResult, RunningAction } from '../runner/action';
import { readOutputs } from '../runner/files';
import { expect, test } from './scenario';

/** What the action promises, and as much again for a busy machine. */
const GONE_WITHIN_MS = 4_000;
const GONE_WITHIN_MS_WHILE_STOPPING = 8_000;

const SLEEPS = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000, ''));";
const LONG = { timeout: 60 };
const TASK = { timeout: 60, asyncInvokeConfig: { asyncTask: true } };
const AWAITED = { 'invocation-type': 'async', wait: 'true' };

/** Windows has no signals that a test could send to one process. */
describe.runIf(process.platform !== 'win32').concurrent('a job is cancelled', () => {
  describe.each(['SIGINT', 'SIGTERM'] as const)('by %s', (signal) => {
    test('while the function runs: FC is left and cancels it', async ({
      emulator,
      deploy,
      start,
    }) => {
      const functionName = await deploy(SLEEPS, LONG);
      const run = start({ 'function-name': functionName });
      await emulator.waitForExecutionStart(functionName);

      const { step, ms } = await afterSignal(run, signal);

      expectCancelled(step, /FC cancels the running invocation/);
      expect(ms).toBeLessThan(GONE_WITHIN_MS);
      expect((await emulator.waitForExecutionEnd(functionName)).state).toBe('cancelled');
    });
  });

  test.runIf(process.platform === 'linux')(
    'while connecting',
    async ({ start, onTestFinished }) => {
      const blackHole = await startBlackHole();
      onTestFinished(() => blackHole.close());
      const endpoint = `http://127.0.0.1:${blackHole.port}`;
      const run = start({ 'function-name': 'f', endpoint });
      await run.waitForOutput(/Invoking f/);

      const { step, ms } = await afterSignal(run, 'SIGINT');

      expectCancelled(step, /the function has not run/);
      expect(ms).toBeLessThan(GONE_WITHIN_MS);
    },
  );

  test('during a TLS handshake', async ({ start, onTestFinished }) => {
    const silent = await startTcpServer();
    onTestFinished(() => silent.close());
    const run = start({ 'function-name': 'f', endpoint: `https://127.0.0.1:${silent.port}` });
    await silent.connected;

    const { step, ms } = await afterSignal(run, 'SIGINT');

    expectCancelled(step, /the function has not run/);
    expect(ms).toBeLessThan(GONE_WITHIN_MS);
  });

  test('while a re-send waits', async ({ emulator, deploy, start }) => {
    const functionName = await deploy(SLEEPS);
    emulator.injectFault({
      type: 'service-error',
      code: 'ResourceExhausted',
      headers: [['Retry-After', '60']],
    });
    const run = start({ 'function-name': functionName });
    await run.waitForOutput(/Retrying in/);

    const { step, ms } = await afterSignal(run, 'SIGINT');

    expectCancelled(step, /the function has not run/);
    expect(ms).toBeLessThan(GONE_WITHIN_MS);
    expect(emulator.executions(functionName)).toBe(0);
  });

  test('between two attempts', async ({ emulator, deploy, start }) => {
    const functionName = await deploy("exports.handler = async () => { throw new Error('x'); };");
    const run = start({ 'function-name': functionName, attempts: '2', 'attempt-interval': '60' });
    await run.waitForOutput(/Next attempt in/);

    const { step, ms } = await afterSignal(run, 'SIGINT');

    expectCancelled(step, /while no invocation was running/);
    expect(step.outputs.attempts).toBe('1');
    expect(ms).toBeLessThan(GONE_WITHIN_MS);
    expect(emulator.executions(functionName)).toBe(1);
  });

  test('while a task is awaited: the task is stopped', async ({ emulator, deploy, start }) => {
    const functionName = await deploy(SLEEPS, TASK);
    const run = start({ 'function-name': functionName, ...AWAITED, 'async-task-id': 'job-1' });
    await run.waitForOutput(/Async task job-1: Running/);

    const { step, ms } = await afterSignal(run, 'SIGINT');

    expectCancelled(step, /async task job-1 was told to stop/);
    expect(ms).toBeLessThan(GONE_WITHIN_MS_WHILE_STOPPING);
    await emulator.waitForTask(functionName, 'job-1', 'Stopped');
  });

  test('while a task is awaited, with on-cancel: leave: it goes on', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deploy(SLEEPS, TASK);
    const inputs = { ...AWAITED, 'async-task-id': 'job-1', 'on-cancel': 'leave' };
    const run = start({ 'function-name': functionName, ...inputs });
    await run.waitForOutput(/Async task job-1: Running/);

    const { step, ms } = await afterSignal(run, 'SIGINT');

    expectCancelled(step, /async task job-1 is still running/);
    expect(ms).toBeLessThan(GONE_WITHIN_MS);
    expect(emulator.requests.map(({ operation }) => operation)).not.toContain('StopAsyncTask');
  });

  test('and FC does not answer the request to stop: the step ends all the same', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deploy(SLEEPS, TASK);
    emulator.injectFault(SILENT_STOP);
    const run = start({ 'function-name': functionName, ...AWAITED, 'async-task-id': 'job-1' });
    await run.waitForOutput(/Async task job-1: Running/);

    const { step, ms } = await afterSignal(run, 'SIGINT');

    expectCancelled(step, /could not be stopped.*may still be running/);
    expect(ms).toBeLessThan(GONE_WITHIN_MS_WHILE_STOPPING);
  });

  test('twice: the second signal ends it at once', async ({ emulator, deploy, start }) => {
    const functionName = await deploy(SLEEPS, TASK);
    emulator.injectFault(SILENT_STOP);
    const run = start({ 'function-name': functionName, ...AWAITED, 'async-task-id': 'job-1' });
    await run.waitForOutput(/Async task job-1: Running/);
    const before = emulator.requests.length;
    run.signal('SIGINT');
    await emulator.waitForRequests(before + 1);

    const { step, ms } = await afterSignal(run, 'SIGTERM');

    expect(step.exitCode).toBe(1);
    expect(ms).toBeLessThan(2_000);
  });

  test('while GitHub does not answer for an ID token', async ({ start, onTestFinished }) => {
    const silent = await startTcpServer();
    onTestFinished(() => silent.close());
    const run = start(
      {
        'function-name': 'f',
        'access-key-id': '',
        'access-key-secret': '',
        'role-to-assume': 'acs:ram::1234567890123456:role/r',
        'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/p',
      },
      {
        env: {
          ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${silent.port}/?x=1`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-of-this-job',
        },
      },
    );
    await silent.connected;

    const { step, ms } = await afterSignal(run, 'SIGINT');

    expectCancelled(step, /the function has not run/);
    expect(ms).toBeLessThan(GONE_WITHIN_MS);
  });

  test('while outputs are written: they are complete', async ({
    deploy,
    start,
    onTestFinished,
  }) => {
    const functionName = await deploy("exports.handler = async () => 'done';");
    const folder = mkdtempSync(join(tmpdir(), 'fc-fifo-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const fifo = join(folder, 'output');
    execFileSync('mkfifo', [fifo]);
    const run = start({ 'function-name': functionName }, { env: { GITHUB_OUTPUT: fifo } });
    // The next thing that the action does is to open the file, which waits for a reader.
    await run.waitForOutput(/Request ID/);
    run.signal('SIGINT');

    const reader = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
    await run.finished;
    const written = Buffer.alloc(64 * 1024);
    const outputs = readOutputs(written.subarray(0, readSync(reader, written)));

    expect(Object.keys(outputs)).toEqual([...OUTPUT_NAMES]);
    expect(outputs.result).toBe('done');
  });
});

const SILENT_STOP = {
  type: 'delay',
  before: 'run',
  milliseconds: 60_000,
  operation: 'StopAsyncTask',
} as const;

async function afterSignal(
  run: RunningAction,
  name: NodeJS.Signals,
): Promise<{ step: ActionResult; ms: number }> {
  const start = performance.now();
  run.signal(name);
  const step = await run.finished;
  return { step, ms: performance.now() - start };
}

function expectCancelled(step: ActionResult, message: RegExp): void {
  expect(step.exitCode).toBe(1);
  expect(step.signal).toBeNull();
  expect(step.outputs['error-type']).toBe('Cancelled');
  expect(step.outputs['error-message']).toMatch(/^The job was cancelled \(SIG(INT|TERM)\)/);
  expect(step.outputs['error-message']).toMatch(message);
}
