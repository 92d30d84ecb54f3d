import { expect, test } from './scenario';

const SLEEPS = `exports.handler = () => new Promise((resolve) => {
  setTimeout(() => resolve('awake'), 1500);
});`;

test('a function that runs longer than timeout fails the step and is cancelled', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(SLEEPS, { timeout: 60 });

  const step = await invoke({ 'function-name': functionName, timeout: '1' });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('Timeout');
  expect(step.outputs['error-message']).toBe('No response within 1 s; the function may have run.');
  const execution = await emulator.waitForExecutionEnd(functionName);
  expect(execution.state).toBe('cancelled');
});

test('a function that runs longer than a second is waited for', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(SLEEPS, { timeout: 60 });

  const step = await invoke({ 'function-name': functionName, timeout: '60' });

  expect(step.outputs.result).toBe('awake');
  expect(emulator.executions(functionName)).toBe(1);
});
