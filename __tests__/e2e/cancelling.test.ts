import { describe } from 'vitest';
import { systemClock } from '../../src/clock';
import { startBlackHole } from '../network/black-hole';
import { startTcpServer } from '../network/tcp-server';
import type { ActionResult, RunningStep } from '../runner/action';
import { AWAITED, expectCancelled, LONG, SLEEPS, TASK } from '../support/cancelling';
import { expect, test } from './scenario';

describe('a job is cancelled', () => {
  test('while the function runs: FC is left and cancels it', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deploy(SLEEPS, LONG);
    const run = start({ 'function-name': functionName });
    await emulator.waitForExecutionStart(functionName);

    expectCancelled(await cancelled(run), 'SIGINT', /FC cancels the running invocation/);
    expect((await emulator.waitForExecutionEnd(functionName)).state).toBe('cancelled');
  });

  test.runIf(process.platform === 'linux')(
    'while connecting',
    async ({ start, onTestFinished }) => {
      const blackHole = await startBlackHole();
      onTestFinished(() => blackHole.close());
      const endpoint = `http://127.0.0.1:${blackHole.port}`;
      const run = start({ 'function-name': 'f', endpoint });
      await run.waitForOutput(/Invoking f/);

      expectCancelled(await cancelled(run), 'SIGINT', /the function has not run/);
    },
  );

  test('during a TLS handshake', async ({ start, onTestFinished }) => {
    const silent = await startTcpServer();
    onTestFinished(() => silent.close());
    const run = start({ 'function-name': 'f', endpoint: `https://127.0.0.1:${silent.port}` });
    await silent.connected;

    expectCancelled(await cancelled(run), 'SIGINT', /the function has not run/);
  });

  test('while a re-send waits', async ({ emulator, deploy, start }) => {
    const functionName = await deploy(SLEEPS);
    emulator.injectFault({
      type: 'service-error',
      code: 'ResourceExhausted',
      headers: [['Retry-After', '60']],
    });
    const run = start({ 'function-name': functionName }, { clock: systemClock });
    await run.waitForOutput(/Retrying in/);

    expectCancelled(await cancelled(run), 'SIGINT', /the function has not run/);
    expect(emulator.executions(functionName)).toBe(0);
  });

  test('between two attempts', async ({ emulator, deploy, start }) => {
    const functionName = await deploy("exports.handler = async () => { throw new Error('x'); };");
    const inputs = { 'function-name': functionName, attempts: '2', 'attempt-interval': '60' };
    const run = start(inputs, { clock: systemClock });
    await run.waitForOutput(/Next attempt in/);

    expectCancelled(await cancelled(run), 'SIGINT', /while no invocation was running/);
    expect((await run.finished).outputs.attempts).toBe('1');
    expect(emulator.executions(functionName)).toBe(1);
  });

  test.for([
    ['stop', /async task job-1 was told to stop/, ['InvokeFunction', 'StopAsyncTask']],
    ['leave', /async task job-1/, ['InvokeFunction']],
  ] as const)(
    'while FC accepts a task that will be awaited, with on-cancel: %s',
    async ([onCancel, message, operations], { emulator, deploy, start }) => {
      const functionName = await deploy(SLEEPS, TASK);
      emulator.injectFault({ type: 'delay', before: 'response', milliseconds: 60_000 });
      const inputs = { ...AWAITED, 'async-task-id': 'job-1', 'on-cancel': onCancel };
      const run = start({ 'function-name': functionName, ...inputs });
      await emulator.waitForTask(functionName, 'job-1', 'Enqueued');

      const step = await cancelled(run);

      expectCancelled(step, 'SIGINT', message);
      expect(step.outputs['async-task-id']).toBe('job-1');
      await emulator.waitForRequests(operations.length);
      expect(emulator.requests.map(({ operation }) => operation)).toEqual(operations);
    },
  );

  test('while a task is awaited: the task is stopped', async ({ emulator, deploy, start }) => {
    const functionName = await deploy(SLEEPS, TASK);
    const run = start({ 'function-name': functionName, ...AWAITED, 'async-task-id': 'job-1' });
    await run.waitForOutput(/Async task job-1: Running/);

    expectCancelled(await cancelled(run), 'SIGINT', /async task job-1 was told to stop/);
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

    expectCancelled(await cancelled(run), 'SIGINT', /async task job-1 is still running/);
    expect(emulator.requests.map(({ operation }) => operation)).not.toContain('StopAsyncTask');
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

    expectCancelled(await cancelled(run), 'SIGINT', /the function has not run/);
  });
});

function cancelled(run: RunningStep): Promise<ActionResult> {
  run.cancel('SIGINT');
  return run.finished;
}
