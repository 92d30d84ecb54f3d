import { expect, test } from './scenario';

const CODE = {
  'index.js': `exports.handler = async (event) => {
    console.log('event', String(event));
    if (String(event) === 'fail') throw new TypeError('as asked');
    return { got: String(event) };
  };`,
};

/** What depends on the run, or on where the function is. */
const VARYING = ['request-id', 'instance-id', 'result-file', 'logs', 'attempts'];
const METRICS = ['duration-ms', 'billed-duration-ms', 'memory-used-mb', 'latency-ms'];

test.for(['hello', 'fail'])(
  'a function gives the same outputs as service-name + function-name and as one of 3.0 (%s)',
  async (event, { emulator, invoke }) => {
    await emulator.deploy({ serviceName: 'shop', functionName: 'order', code: CODE });
    await emulator.deploy({ functionName: 'order', code: CODE });

    const two = await invoke({ 'service-name': 'shop', 'function-name': 'order', event });
    const three = await invoke({ 'function-name': 'order', event });

    expect(emulator.requests.map(({ path }) => path)).toEqual([
      '/2021-04-06/services/shop/functions/order/invocations',
      '/2023-03-30/functions/order/invocations',
    ]);
    const comparable = (outputs: Record<string, string>) =>
      Object.entries(outputs)
        .filter(([name]) => !VARYING.includes(name))
        .map(([name, value]) => [name, METRICS.includes(name) ? value !== '' : stackless(value)]);
    expect(comparable(two.outputs)).toEqual(comparable(three.outputs));
    expect(two.exitCode).toBe(three.exitCode);
    expect(two.outputs.logs).toContain(`event ${event}`);
  },
);

test('an unknown service is told apart from an unknown function', async ({ emulator, invoke }) => {
  await emulator.deploy({ serviceName: 'shop', functionName: 'order', code: CODE });

  const service = await invoke({ 'service-name': 'nowhere', 'function-name': 'order' });
  const unknown = await invoke({ 'service-name': 'shop', 'function-name': 'nothing' });

  expect(service.outputs['error-type']).toBe('ServiceNotFound');
  expect(unknown.outputs['error-type']).toBe('FunctionNotFound');
});

test('a stateful asynchronous invocation is awaited', async ({ emulator, invoke }) => {
  await emulator.deploy({
    serviceName: 'shop',
    functionName: 'order',
    code: CODE,
    asyncInvokeConfig: { asyncTask: true },
  });

  const step = await invoke({
    'service-name': 'shop',
    'function-name': 'order',
    'account-id': emulator.accountId,
    'invocation-type': 'async',
    wait: 'true',
    event: 'later',
  });

  expect(step.exitCode).toBe(0);
  expect(step.outputs).toMatchObject({
    'async-task-status': 'Succeeded',
    result: '{"got":"later"}',
  });
  expect(emulator.requests[0]?.headers).toMatchObject({
    'x-fc-stateful-async-invocation-enable': 'true',
    'x-fc-stateful-async-invocation-id': step.outputs['async-task-id'],
    'x-fc-account-id': emulator.accountId,
  });
});

test('cancelling the job stops a stateful asynchronous invocation', async ({ emulator, start }) => {
  await emulator.deploy({
    serviceName: 'shop',
    functionName: 'slow',
    code: { 'index.js': 'exports.handler = () => new Promise((end) => setTimeout(end, 60_000));' },
    asyncInvokeConfig: { asyncTask: true },
    timeout: 120,
  });
  const run = start({
    'service-name': 'shop',
    'function-name': 'slow',
    'invocation-type': 'async',
    'async-task-id': 'migration',
    wait: 'true',
  });
  await run.waitForOutput(/Async task migration: Running/);

  run.cancel('SIGINT');
  const step = await run.finished;

  expect(step.outputs['error-message']).toContain('async task migration was told to stop');
  await emulator.waitForTask('shop$slow', 'migration', 'Stopped');
});

test('an HTTP function of 2.0 that answers 503 fails the step', async ({ emulator, invoke }) => {
  await emulator.deploy({
    serviceName: 'shop',
    functionName: 'web',
    code: {
      'index.js':
        "exports.handler = (req, resp) => { resp.setStatusCode(503); resp.send('not yet'); };",
    },
  });
  await emulator.createTrigger('shop$web', { triggerName: 'http', authType: 'function' });

  const step = await invoke({
    'service-name': 'shop',
    'function-name': 'web',
    'http-trigger': 'true',
    event: '{"path": "/healthz"}',
  });

  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({ 'error-type': 'HttpError', 'status-code': '503' });
});

/** Stack frames of the runtime hold nothing that this test is about. */
function stackless(value: string): string {
  return value.replace(/"stackTrace":\[.*?\]/, '');
}
