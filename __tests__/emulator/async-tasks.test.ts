import {
  GetAsyncTaskRequest,
  ListAsyncTasksRequest,
  type AsyncTask as SdkTask,
  StopAsyncTaskRequest,
} from '@alicloud/fc20230330';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Deployment, Emulator, EmulatorOptions } from '../../emulator';
import { invoke, sdkClient } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;

beforeEach(() => start());

afterEach(() => emulator.close());

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = await startTestEmulator(options);
}

async function restart(options: EmulatorOptions): Promise<void> {
  await emulator.close();
  await start(options);
}

async function deploy(source: string, asyncInvokeConfig: Deployment['asyncInvokeConfig'] = {}) {
  await emulator.deploy({
    functionName: 'worker',
    timeout: 30,
    asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0, ...asyncInvokeConfig },
    code: { 'index.js': `exports.handler = ${source};` },
  });
}

async function submit(taskId: string, qualifier?: string) {
  const body = `payload of ${taskId}`;
  const options = qualifier === undefined ? {} : { qualifier };
  return invoke(emulator, 'worker', { type: 'Async', taskId, body, ...options });
}

async function getTask(taskId: string, qualifier?: string): Promise<SdkTask> {
  const request = new GetAsyncTaskRequest(qualifier === undefined ? {} : { qualifier });
  const { body } = await sdkClient(emulator).getAsyncTask('worker', taskId, request);
  if (!body) throw new Error('The SDK has got no task.');
  return body;
}

async function stopTask(taskId: string): Promise<number | undefined> {
  const request = new StopAsyncTaskRequest({});
  return (await sdkClient(emulator).stopAsyncTask('worker', taskId, request)).statusCode;
}

const ECHO = 'async (event) => "got " + event';
const FOREVER = '() => new Promise(() => {})';

test('a task goes through its states to its end, and tells what it did', async () => {
  await deploy('async (event) => { console.log("at work"); return "got " + event; }');

  const { headers } = await submit('one');
  await emulator.waitForTask('worker', 'one', 'Succeeded');

  const task = await getTask('one');
  expect(task).toMatchObject({
    taskId: 'one',
    status: 'Succeeded',
    requestId: headers['x-fc-request-id'],
    instanceId: expect.stringMatching(/^c-/),
    qualifier: 'LATEST',
    functionArn: `acs:fc:cn-hangzhou:${emulator.accountId}:functions/worker`,
    taskPayload: 'payload of one',
    returnPayload: 'got payload of one',
    alreadyRetriedTimes: 0,
  });
  expect(task).not.toHaveProperty('taskErrorMessage');
  const events = task.events ?? [];
  expect(events.map(({ status }) => status)).toEqual([
    'Enqueued',
    'Dequeued',
    'Running',
    'Succeeded',
  ]);
  expect(events.map(({ eventId }) => eventId)).toEqual([1, 2, 3, 4]);
  expect(JSON.parse(events[3]?.eventDetail ?? '').logTail).toContain('[INFO] at work');
  expect(task.startedTime).toBe(events[2]?.timestamp);
  expect(task.endTime).toBe(events[3]?.timestamp);
  const { durationMs = 0 } = await emulator.waitForExecutionEnd('worker');
  expect(task.durationMs).toBe(Math.round(durationMs));
});

test('a task is Enqueued as long as it is held, and Running while its handler runs', async () => {
  await deploy(FOREVER);
  emulator.holdAsyncInvocations();
  await submit('one');

  expect((await getTask('one')).status).toBe('Enqueued');
  expect(emulator.executions()).toBe(0);
  emulator.releaseAsyncInvocations();
  await emulator.waitForExecutionStart('worker');
  const { status, startedTime, endTime } = await getTask('one');
  expect(status).toBe('Running');
  expect(startedTime).toBeDefined();
  expect(endTime).toBeUndefined();
});

test('a failed run is repeated as configured, and then the task has failed', async () => {
  await deploy('async () => { throw new Error("broken for good"); }', { maxAsyncRetryAttempts: 2 });

  await submit('one');
  await emulator.waitForTask('worker', 'one', 'Failed');

  const task = await getTask('one');
  expect(task.events?.map(({ status }) => status)).toEqual([
    'Enqueued',
    ...['Dequeued', 'Running', 'Retrying'],
    ...['Dequeued', 'Running', 'Retrying'],
    ...['Dequeued', 'Running', 'Failed'],
  ]);
  expect(task).toMatchObject({ taskErrorMessage: 'broken for good', alreadyRetriedTimes: 2 });
  expect(task).not.toHaveProperty('returnPayload');
  expect(emulator.executions('worker')).toBe(3);
});

test('without a configuration a failed run is repeated three times, task or not', async () => {
  await emulator.deploy({
    functionName: 'worker',
    code: { 'index.js': 'exports.handler = async () => { throw new Error("again"); };' },
  });

  await submit('one');
  await emulator.waitForTask('worker', 'one', 'Failed');

  expect(emulator.executions('worker')).toBe(4);
  await expect(getTask('one')).rejects.toMatchObject({
    code: 'AsyncTaskNotFound',
    statusCode: 404,
  });
});

test('a repetition can succeed', async () => {
  await deploy(
    `async () => {
      exports.runs = (exports.runs ?? 0) + 1;
      if (exports.runs < 3) throw new Error('not yet');
      return 'at last';
    }`,
    { maxAsyncRetryAttempts: 3 },
  );

  await submit('one');
  await emulator.waitForTask('worker', 'one', 'Succeeded');

  const task = await getTask('one');
  expect(task).toMatchObject({ returnPayload: 'at last', alreadyRetriedTimes: 2 });
  expect(task).not.toHaveProperty('taskErrorMessage');
});

test('a running task that is stopped ends its handler', async () => {
  await deploy(FOREVER, { maxAsyncRetryAttempts: 3 });
  await submit('one');
  await emulator.waitForExecutionStart('worker');

  expect(await stopTask('one')).toBe(204);

  expect((await emulator.waitForExecutionEnd('worker')).state).toBe('cancelled');
  await emulator.waitForTask('worker', 'one', 'Stopped');
  const { events } = await getTask('one');
  expect(events?.slice(-2).map(({ status }) => status)).toEqual(['Stopping', 'Stopped']);
  expect(emulator.executions('worker')).toBe(1);
});

test('a task that is stopped while it waits never runs', async () => {
  await deploy(ECHO);
  emulator.holdAsyncInvocations();
  await submit('one');

  await stopTask('one');
  await emulator.waitForTask('worker', 'one', 'Stopped');
  emulator.releaseAsyncInvocations();
  await submit('two');
  await emulator.waitForTask('worker', 'two', 'Succeeded');

  expect(emulator.executions('worker')).toBe(1);
});

test('a task that has ended cannot be stopped', async () => {
  await deploy(ECHO);
  await submit('one');
  await emulator.waitForTask('worker', 'one', 'Succeeded');

  await expect(stopTask('one')).rejects.toMatchObject({
    code: 'AsyncInvocationStopped',
    statusCode: 412,
  });
  await expect(stopTask('another')).rejects.toMatchObject({ code: 'AsyncTaskNotFound' });
});

test('a task that waits longer than it may expires', async () => {
  let now = Date.now();
  await restart({ clock: () => new Date(now) });
  await deploy(ECHO, { maxAsyncEventAgeInSeconds: 10 });
  emulator.holdAsyncInvocations();
  await submit('one');

  now += 11_000;
  emulator.releaseAsyncInvocations();
  await emulator.waitForTask('worker', 'one', 'Expired');

  expect((await getTask('one')).status).toBe('Expired');
  expect(emulator.executions('worker')).toBe(0);
});

test('a task whose function is gone is invalid', async () => {
  await deploy(ECHO);
  emulator.holdAsyncInvocations();
  await submit('one');

  emulator.deleteFunction('worker');
  emulator.releaseAsyncInvocations();
  await emulator.waitForTask('worker', 'one', 'Invalid');

  const task = await getTask('one');
  expect(task.status).toBe('Invalid');
  expect(task.taskErrorMessage).toContain('does not exist');
});

test('a fresh task is not visible at once', async () => {
  let now = Date.now();
  await restart({ clock: () => new Date(now), taskVisibilityDelayMilliseconds: 3000 });
  await deploy(ECHO);
  await submit('one');

  await expect(getTask('one')).rejects.toMatchObject({ code: 'AsyncTaskNotFound' });
  now += 2999;
  await expect(getTask('one')).rejects.toMatchObject({ code: 'AsyncTaskNotFound' });
  now += 1;
  expect((await getTask('one')).taskId).toBe('one');
});

test('the return payload can be left out, as FC often does', async () => {
  await restart({ taskReturnPayloads: false });
  await deploy(ECHO);
  await submit('one');
  await emulator.waitForTask('worker', 'one', 'Succeeded');

  expect(await getTask('one')).not.toHaveProperty('returnPayload');
});

test('a task is found with the qualifier that it was started with', async () => {
  await deploy(ECHO);
  emulator.createAlias('worker', 'prod', emulator.publishVersion('worker'));

  await submit('one', 'prod');
  await emulator.waitForTask('worker', 'one', 'Succeeded');

  expect(await getTask('one', 'prod')).toMatchObject({ qualifier: 'prod' });
  await expect(getTask('one')).rejects.toMatchObject({ code: 'AsyncTaskNotFound' });
  await expect(getTask('one', '1')).rejects.toMatchObject({ code: 'AsyncTaskNotFound' });
});

test('a task that is given no ID gets one', async () => {
  await deploy(ECHO);

  const { headers } = await invoke(emulator, 'worker', { type: 'Async' });

  const taskId = headers['x-fc-async-task-id'] ?? '';
  await emulator.waitForTask('worker', taskId, 'Succeeded');
  expect((await getTask(taskId)).requestId).toBe(headers['x-fc-request-id']);
});

test('tasks are listed, the latest first, in pages, by state and by prefix', async () => {
  await deploy('async (event) => { if (String(event).includes("bad")) throw new Error("bad"); }');
  const ids = ['job-1', 'job-2', 'bad-3'];
  for (const id of ids) {
    await submit(id);
    await emulator.waitForTask('worker', id, id.startsWith('bad') ? 'Failed' : 'Succeeded');
  }
  const list = async (request: ConstructorParameters<typeof ListAsyncTasksRequest>[0]) => {
    const response = await sdkClient(emulator).listAsyncTasks(
      'worker',
      new ListAsyncTasksRequest(request),
    );
    const { tasks = [], nextToken } = response.body ?? {};
    return { ids: tasks.map(({ taskId }) => taskId), nextToken, tasks };
  };

  expect((await list({})).ids).toEqual(['bad-3', 'job-2', 'job-1']);
  expect((await list({ sortOrderByTime: 'asc' })).ids).toEqual(ids);
  expect((await list({ status: 'Failed' })).ids).toEqual(['bad-3']);
  expect((await list({ prefix: 'job-' })).ids).toEqual(['job-2', 'job-1']);
  const first = await list({ limit: 2 });
  expect(first.ids).toEqual(['bad-3', 'job-2']);
  const last = await list({ limit: 2, nextToken: first.nextToken });
  expect(last).toMatchObject({ ids: ['job-1'], nextToken: undefined });
  expect(last.tasks[0]).not.toHaveProperty('taskPayload');
  expect((await list({ includePayload: true })).tasks[0]?.taskPayload).toBe('payload of bad-3');
});

test('reading tasks can be refused while invoking is not', async () => {
  await deploy(ECHO);
  emulator.injectFault({
    type: 'service-error',
    code: 'AccessDenied',
    operation: 'GetAsyncTask',
    times: Number.POSITIVE_INFINITY,
  });

  expect((await submit('one')).status).toBe(202);
  await expect(getTask('one')).rejects.toMatchObject({ code: 'AccessDenied', statusCode: 403 });
});
