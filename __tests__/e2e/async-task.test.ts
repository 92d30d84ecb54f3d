import { expect, test } from './scenario';

const TASK = { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } };
const WAIT = { 'invocation-type': 'async', wait: 'true' };
const SLEEPS = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));`;

test('an awaited task that succeeds is the outcome of the step', async ({ deploy, invoke }) => {
  const functionName = await deploy(
    "exports.handler = async () => { console.log('migrated'); return { tables: 3 }; };",
    TASK,
  );

  const step = await invoke({
    ...WAIT,
    'function-name': functionName,
    expect: "result.tables == `3` && contains(logs, 'migrated') && statusCode == `202`",
  });

  expect(step.exitCode).toBe(0);
  expect(step.outputs).toMatchObject({
    result: '{"tables":3}',
    'status-code': '202',
    'async-task-id': expect.stringMatching(/^gh-\d+-\d+-\w+-[0-9a-f]{12}$/),
    'async-task-status': 'Succeeded',
    'duration-ms': expect.stringMatching(/^\d/),
    'request-id': expect.stringMatching(/^1-/),
    logs: expect.stringContaining('migrated'),
  });
  const id = step.outputs['async-task-id'];
  expect(step.stdout.indexOf(`Async task ID ${id}`)).toBeGreaterThan(-1);
  expect(step.stdout).toContain(`Async task ${id}: Succeeded`);
});

test('an awaited task that fails makes the step fail with its message', async ({
  deploy,
  invoke,
}) => {
  const functionName = await deploy(
    "exports.handler = async () => { throw new Error('column exists'); };",
    TASK,
  );

  const step = await invoke({ ...WAIT, 'function-name': functionName });

  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({
    'error-type': 'AsyncTaskFailed',
    'async-task-status': 'Failed',
    'error-message': expect.stringContaining('column exists'),
  });
});

test('fail-on: none makes a failed task a warning', async ({ deploy, invoke }) => {
  const functionName = await deploy(
    "exports.handler = async () => { throw new Error('x'); };",
    TASK,
  );

  const step = await invoke({ ...WAIT, 'function-name': functionName, 'fail-on': 'none' });

  expect(step.exitCode).toBe(0);
  expect(step.outputs['error-type']).toBe('AsyncTaskFailed');
});

test('cancelling the job stops the task', async ({ emulator, deploy, start }) => {
  const functionName = await deploy(SLEEPS, { ...TASK, timeout: 120 });
  const run = start({ ...WAIT, 'function-name': functionName, 'async-task-id': 'migration' });
  await run.waitForOutput(/Async task migration: Running/);

  run.cancel('SIGINT');
  const step = await run.finished;

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('Cancelled');
  expect(step.outputs['error-message']).toContain('async task migration was told to stop');
  await emulator.waitForTask(functionName, 'migration', 'Stopped');
});

test('on-cancel: leave lets the task go on, and names it', async ({ emulator, deploy, start }) => {
  const functionName = await deploy(SLEEPS, { ...TASK, timeout: 120 });
  const run = start({
    ...WAIT,
    'function-name': functionName,
    'async-task-id': 'migration',
    'on-cancel': 'leave',
  });
  await run.waitForOutput(/Async task migration: Running/);

  run.cancel('SIGTERM');
  const step = await run.finished;

  expect(step.outputs['error-message']).toContain('async task migration is still running');
  const [task] = emulator.asyncTasks(functionName);
  expect(task?.events.map(({ status }) => status)).not.toContain('Stopping');
});

test('a timeout does not stop the task, and names it', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy(SLEEPS, { ...TASK, timeout: 120 });

  const step = await invoke({ ...WAIT, 'function-name': functionName, timeout: '1' });

  const id = step.outputs['async-task-id'];
  expect(step.outputs).toMatchObject({
    'error-type': 'Timeout',
    'error-message': `Async task ${id} did not end within 1 s; it is still running.`,
    'async-task-status': 'Running',
  });
  const [task] = emulator.asyncTasks(functionName);
  expect(task?.events.map(({ status }) => status)).not.toContain('Stopping');
});

test('a function without the task feature is told how to get it', async ({ deploy, invoke }) => {
  const functionName = await deploy("exports.handler = async () => 'x';");

  const step = await invoke({ ...WAIT, 'function-name': functionName, timeout: '60' });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('AsyncTaskNotFound');
  expect(step.annotations[0]?.message).toContain('asyncTask: true');
});
