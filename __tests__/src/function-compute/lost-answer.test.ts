/** An asynchronous invocation with a task ID: what FC has of it is asked for, never sent again. */
import { describe, test } from 'vitest';
import type { Fault } from '../../../emulator';
import { systemClock } from '../../../src/clock';
import { invoke } from '../../../src/function-compute/invoke';
import { cancelled } from '../../../src/http/errors';
import { startTestEmulator } from '../../support/emulator';
import { invocationSettings } from './invocation-settings';
import { ANSWERS, requestFor, TASK_ID, underFault } from './under-fault';

describe('the answer to an asynchronous invocation with a task ID is lost', () => {
  const lostAnswer: Fault = { type: 'reset', when: 'after-run' };

  test.concurrent('found: it was accepted', async ({ expect }) => {
    const { invocation, reads } = await underFault('async with ID', lostAnswer);

    expect(invocation.failure).toBeUndefined();
    expect(invocation.metadata.asyncTaskId).toBe(TASK_ID);
    expect(reads).toBe(1);
  });

  test.concurrent('known only after a while: it is asked for again', async ({ expect }) => {
    const readFault: Fault = { type: 'service-error', code: 'AsyncTaskNotFound' };
    const { invocation, reads } = await underFault('async with ID', lostAnswer, {}, { readFault });

    expect(invocation.failure).toBeUndefined();
    expect(reads).toBe(2);
  });

  test.concurrent('the function has no async tasks: it may have run', async ({ expect }) => {
    const { invocation, requests, executions } = await underFault(
      'async with ID',
      lostAnswer,
      {},
      { asyncTask: false },
    );

    expect(invocation.failure?.summary).toContain(`may have run, as async task ${TASK_ID}`);
    expect([requests, executions]).toEqual([1, 1]);
  });

  test.concurrent('reading the task is refused: it may have run, and nobody asks twice', async ({
    expect,
  }) => {
    const { invocation, reads, executions } = await underFault(
      'async with ID',
      lostAnswer,
      {},
      { asyncTask: true, mayOnlyInvoke: true },
    );

    expect(invocation.failure?.type).toBe('NetworkError');
    expect(invocation.failure?.summary).toContain(`may have run, as async task ${TASK_ID}`);
    expect([reads, executions]).toEqual([1, 1]);
  });
});

test.concurrent('cancelled while FC is asked for the task: the end is Cancelled', async ({
  expect,
}) => {
  const emulator = await startTestEmulator({ taskVisibilityDelayMilliseconds: 60_000 });
  const job = new AbortController();
  await emulator.deploy(ANSWERS);
  emulator.injectFault({ type: 'reset', when: 'after-run', operation: 'InvokeFunction' });
  const { settings, end } = invocationSettings(emulator.accessKey, 0, job.signal);
  // It is asked for until the job is cancelled.
  const patient = { ...settings, clock: systemClock };

  const running = invoke(await requestFor('async with ID', emulator), patient);
  await emulator.waitForRequests(2);
  job.abort(cancelled('SIGINT'));
  const { failure, metadata } = await running.finally(end);

  expect(failure?.type).toBe('Cancelled');
  expect(failure?.summary).toContain(`may have run, as async task ${TASK_ID}`);
  expect(metadata.asyncTaskId).toBe(TASK_ID);
  await emulator.close();
});

test.concurrent('an ID that FC already has fails at once', async ({ expect }) => {
  const { errorType, requests, reads, executions } = await underFault('async with ID', {
    type: 'service-error',
    code: 'StatefulAsyncInvocationAlreadyExists',
  });

  expect(errorType).toBe('StatefulAsyncInvocationAlreadyExists');
  expect([requests, reads, executions]).toEqual([1, 0, 0]);
});
