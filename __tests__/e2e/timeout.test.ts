import { preloadOption } from '../faults/arrangements';
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
  expect(step.outputs['error-message']).toBe('No response within 2 s; the function may have run.');
  const execution = await emulator.waitForExecutionEnd(functionName);
  expect(execution.state).toBe('cancelled');
});

test('a function that runs 5 s is waited for', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy(SLEEPS_5_S, { timeout: 60 });

  const step = await invoke({ 'function-name': functionName, timeout: '60' });

  expect(step.outputs.result).toBe('awake');
  expect(emulator.executions(functionName)).toBe(1);
});

/** A thread of Node.js that reads what nobody writes, as from a network drive that hangs. */
const HANGING_THREAD = preloadOption(`
  import { execFileSync } from 'node:child_process';
  import { openSync, read } from 'node:fs';
  const pipe = process.env.RUNNER_TEMP + '/pipe';
  execFileSync('mkfifo', [pipe]);
  read(openSync(pipe, 'r+'), Buffer.alloc(1), 0, 1, null, () => undefined);
`);

// Without an end of its own, the process would wait for the thread, and this test with it.
test.runIf(process.platform !== 'win32')(
  'a step that has failed ends, whatever its threads wait for',
  async ({ deploy, invoke }) => {
    const functionName = await deploy(SLEEPS_5_S, { timeout: 60 });

    const step = await invoke(
      { 'function-name': functionName, timeout: '1' },
      { env: { NODE_OPTIONS: HANGING_THREAD } },
    );

    expect(step.exitCode).not.toBe(0);
    expect(step.outputs['error-type']).toBe('Timeout');
    expect(step.annotations).toHaveLength(1);
  },
);
