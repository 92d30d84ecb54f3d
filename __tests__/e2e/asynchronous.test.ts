import { expect, test } from './scenario';

const HANDLER = "exports.handler = async () => 'nobody sees this';";

test('an asynchronous invocation is accepted and runs in the background', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(HANDLER);

  const step = await invoke({
    'function-name': functionName,
    'invocation-type': 'async',
    'async-task-id': 'deploy-42',
    event: '{}',
  });

  expect(step.exitCode).toBe(0);
  expect(step.outputs).toMatchObject({
    'status-code': '202',
    'async-task-id': 'deploy-42',
    'request-id': expect.stringMatching(/^1-/),
    result: '',
    'result-file': '',
    logs: '',
  });
  await emulator.waitForExecutionEnd(functionName);
  expect(emulator.executions(functionName)).toBe(1);
});

test('an ID that is taken fails the step', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy(HANDLER);
  const inputs = {
    'function-name': functionName,
    'invocation-type': 'async',
    'async-task-id': 'once',
  };
  await invoke(inputs);

  const step = await invoke(inputs);

  expect(step.exitCode).toBe(1);
  expect(step.outputs['status-code']).toBe('409');
  await emulator.waitForExecutionEnd(functionName);
  expect(emulator.executions(functionName)).toBe(1);
});

test('a payload over 256 KiB is refused, one over 128 KiB warned about', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(HANDLER);
  const send = (bytes: number) =>
    invoke(
      { 'function-name': functionName, 'invocation-type': 'async', 'event-file': 'event' },
      { workspaceFiles: { event: Buffer.alloc(bytes) } },
    );

  const refused = await send(256 * 1024 + 1);
  expect(refused.outputs['error-type']).toBe('InvalidInput');
  expect(emulator.requests).toEqual([]);

  const warned = await send(128 * 1024 + 1);
  expect(warned.exitCode).toBe(0);
  expect(warned.annotations.map(({ level }) => level)).toEqual(['warning']);
});
