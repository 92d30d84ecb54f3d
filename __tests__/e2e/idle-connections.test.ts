import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../src/clock';
import { expect, test } from './scenario';

const IDLE_MS = 50;

/** So long that the server has closed what is left of the attempt before. */
const clock = { ...systemClock, sleep: () => setTimeout(10 * IDLE_MS) };

test('three attempts against a server that closes idle connections', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy('exports.handler = async (event) => event.toString();');
  for (const body of ['first', 'second', 'third']) {
    emulator.injectFault({ type: 'close-idle', milliseconds: IDLE_MS }, { type: 'body', body });
  }

  const step = await invoke(
    { 'function-name': functionName, attempts: '3', expect: "result == 'third'" },
    { clock },
  );

  expect(step.exitCode).toBe(0);
  expect(step.annotations).toEqual([]);
  expect(step.outputs).toMatchObject({ result: 'third', 'error-type': '', attempts: '3' });
  expect(emulator.executions(functionName)).toBe(3);
});

test('every request has a connection of its own', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy("exports.handler = async () => 'x';");
  emulator.injectFault({ type: 'service-error', code: 'ResourceExhausted', times: 2 });

  await invoke({ 'function-name': functionName });

  expect(emulator.requests.map(({ headers }) => headers.connection)).toEqual([
    'close',
    'close',
    'close',
  ]);
});
