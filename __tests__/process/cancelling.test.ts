import { execFileSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { OUTPUT_NAMES } from '../../src/runner/action-metadata';
import type { ActionResult, RunningAction } from '../runner/action';
import { readOutputs } from '../runner/files';
import { AWAITED, expectCancelled, LONG, SLEEPS, TASK } from '../support/cancelling';
import { expect, test } from './bundle';

/** Far more than the action promises, for a busy machine, and far less than what is waited for. */
const GONE_WITHIN_MS = 20_000;

/** Windows has no signals that a test could send to one process. */
describe.runIf(process.platform !== 'win32')('a job is cancelled', () => {
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

      expectCancelled(step, signal, /FC cancels the running invocation/);
      expect(ms).toBeLessThan(GONE_WITHIN_MS);
      expect((await emulator.waitForExecutionEnd(functionName)).state).toBe('cancelled');
    });
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

    expectCancelled(step, 'SIGINT', /could not be stopped.*may still be running/);
    expect(ms).toBeLessThan(GONE_WITHIN_MS);
  });

  test('while the whole log is awaited: what the function returned stays', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deploy(
      "exports.handler = async () => { console.log('x'.repeat(5000)); return 'done'; };",
      { logConfig: { project: 'shop-logs', logstore: 'function-log' } },
    );
    emulator.injectFault({
      operation: 'GetLogs',
      type: 'delay',
      before: 'response',
      milliseconds: 60_000,
    });
    const run = start({
      'function-name': functionName,
      'log-type': 'full',
      'log-endpoint': emulator.endpoint,
      expect: "contains(logs, 'x')",
    });
    await emulator.waitForRequests(3);

    const { step, ms } = await afterSignal(run, 'SIGINT');

    expectCancelled(step, 'SIGINT', /while the log of the invocation was read/);
    expect(step.outputs.result).toBe('done');
    expect(ms).toBeLessThan(GONE_WITHIN_MS);
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
