import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Emulator } from '../../emulator';
import { invoke } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});

afterEach(() => emulator.close());

test('an asynchronous invocation is accepted before it has run', async () => {
  await emulator.deploy({
    functionName: 'slow',
    timeout: 30,
    code: {
      'index.js':
        'exports.handler = (event) => new Promise((resolve) => setTimeout(resolve, 300, event));',
    },
  });

  const { status, headers, body } = await invoke(emulator, 'slow', {
    type: 'Async',
    taskId: 'task-1',
    body: 'event',
  });

  expect(status).toBe(202);
  expect(body.length).toBe(0);
  expect(headers['x-fc-async-task-id']).toBe('task-1');
  expect(headers).not.toHaveProperty('x-fc-error-type');
  const ended = await emulator.waitForExecutionEnd('slow');
  expect(ended).toMatchObject({
    requestId: headers['x-fc-request-id'],
    invocationType: 'Async',
    state: 'completed',
  });
  expect(ended.durationMs).toBeGreaterThan(290);
  expect(emulator.executions('slow')).toBe(1);
});

test('a failure in the background is recorded, not reported', async () => {
  await emulator.deploy({
    functionName: 'broken',
    code: { 'index.js': 'exports.handler = async () => { throw new Error("later"); };' },
  });

  expect((await invoke(emulator, 'broken', { type: 'Async' })).status).toBe(202);
  expect((await emulator.waitForExecutionEnd('broken')).state).toBe('failed');
});

test('a task ID is taken once for each function', async () => {
  const code = { 'index.js': 'exports.handler = async () => 1;' };
  await emulator.deploy({ functionName: 'one', code });
  await emulator.deploy({ functionName: 'two', code });
  const task = { type: 'Async', taskId: 'same' } as const;

  expect((await invoke(emulator, 'one', task)).status).toBe(202);
  await expect(invoke(emulator, 'one', task)).rejects.toMatchObject({ statusCode: 409 });
  expect((await invoke(emulator, 'two', task)).status).toBe(202);
  await emulator.waitForExecutionEnd('one');
  expect(emulator.executions('one')).toBe(1);
});

test('closing the emulator ends what runs in the background', async () => {
  await emulator.deploy({
    functionName: 'endless',
    timeout: 600,
    code: { 'index.js': 'exports.handler = () => new Promise(() => {});' },
  });
  await invoke(emulator, 'endless', { type: 'Async' });
  const { state } = await emulator.waitForExecutionStart('endless');
  const ended = emulator.waitForExecutionEnd('endless');

  expect(state).toBe('running');
  await emulator.close();
  expect((await ended).state).toBe('cancelled');
});
