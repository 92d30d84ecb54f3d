import { expect, test } from './scenario';

const HANDLER = "exports.handler = async () => 'x';";
const FAILED = { type: 'headers', set: [['X-Fc-Error-Type', 'HandledInvocationError']] } as const;

test('a connection that breaks in a function’s error fails the step whatever fail-on says', async ({
  emulator,
  deploy,
  invoke,
}) => {
  emulator.injectFault(
    FAILED,
    { type: 'body', body: 'x'.repeat(1000) },
    { type: 'truncate', bytes: 10 },
  );

  const step = await invoke({ 'function-name': await deploy(HANDLER), 'fail-on': 'none' });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('HandledInvocationError');
  expect(step.outputs['error-message']).toContain('its error message was lost');
});

test('a result file that cannot be written fails the step beside a tolerated error', async ({
  deploy,
  invoke,
}) => {
  const functionName = await deploy("exports.handler = (e, c, callback) => callback('no');");

  const step = await invoke(
    { 'function-name': functionName, 'fail-on': 'unhandled' },
    { env: { RUNNER_TEMP: '/nonexistent' } },
  );

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('HandledInvocationError');
  expect(step.annotations[0]?.message).toContain('result-file cannot be written');
});

test('a task that may not be asked for is not run again by attempts', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(HANDLER, { asyncInvokeConfig: { asyncTask: true } });
  emulator.injectFault({
    type: 'service-error',
    code: 'AccessDenied',
    operation: 'GetAsyncTask',
    times: Number.POSITIVE_INFINITY,
  });

  const step = await invoke({
    'function-name': functionName,
    'invocation-type': 'async',
    wait: 'true',
    attempts: '3',
    'attempt-interval': '0',
  });

  expect(step.outputs).toMatchObject({ 'error-type': 'AccessDenied', attempts: '1' });
  expect(emulator.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('a refusal whose body is cut keeps its status, and is a reason to send again', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(HANDLER);
  emulator.injectFault(
    { type: 'service-error', code: 'ResourceExhausted' },
    { type: 'truncate', bytes: 5 },
  );

  const step = await invoke({ 'function-name': functionName });

  expect(step.exitCode).toBe(0);
  expect(emulator.executions(functionName)).toBe(1);
});

test('nothing sent is no attempt', async ({ invoke }) => {
  const step = await invoke({
    'function-name': 'f',
    endpoint: 'http://127.0.0.1:9',
    'max-retries': '0',
  });

  expect(step.outputs).toMatchObject({ 'error-type': 'NetworkError', attempts: '0' });
});
