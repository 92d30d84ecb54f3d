import { expect, test } from './scenario';

const SLEEPS_5_S = `exports.handler = () => new Promise((resolve) => {
  setTimeout(() => resolve('awake'), 5000);
});`;

test('a function that runs longer than timeout fails the step and is cancelled', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(SLEEPS_5_S, { timeout: 60 });

  const step = await invoke({ 'function-name': functionName, timeout: '2' });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('Timeout');
  expect(step.outputs['error-message']).toBe(
    'No answer came within 2 s; the function may have run.',
  );
  const execution = await emulator.waitForExecutionEnd(functionName);
  expect(execution.state).toBe('cancelled');
});

test('a function that runs 5 s is waited for', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy(SLEEPS_5_S, { timeout: 60 });

  const step = await invoke({ 'function-name': functionName, timeout: '60' });

  expect(step.outputs.result).toBe('awake');
  expect(emulator.executions(functionName)).toBe(1);
});
