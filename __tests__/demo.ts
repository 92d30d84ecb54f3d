/**
 * `npm start`: the main job for everyone to see. Starts the emulator, and runs the bundled action
 * against it as the runner would: a success, a failing function and an asynchronous invocation.
 */
import { fileURLToPath } from 'node:url';
import { startEmulator } from '../emulator';
import { runAction } from './runner/action';
import { emulatorInputs } from './runner/emulator-inputs';

const emulator = await startEmulator();
console.log(`Function Compute emulator: ${emulator.endpoint}, region ${emulator.region}`);

for (const functionName of ['hello', 'throws']) {
  const code = fileURLToPath(new URL(`functions/${functionName}`, import.meta.url));
  await emulator.deploy({ functionName, code });
}

await show('A function that succeeds', { 'function-name': 'hello', event: 'world' });
await show('A function that throws', { 'function-name': 'throws' });
await show('An asynchronous invocation', {
  'function-name': 'hello',
  'invocation-type': 'async',
  'async-task-id': 'demo-1',
});
await emulator.waitForExecutionEnd('hello', 2);
console.log('\nThe asynchronous invocation has ended in the background.');
await emulator.close();

async function show(title: string, inputs: Record<string, string>): Promise<void> {
  const step = await runAction({
    inputs: {
      ...emulatorInputs(emulator),
      ...inputs,
    },
  });
  console.log(`\n${'='.repeat(80)}\n${title}\n${'='.repeat(80)}`);
  console.log('\n--- log, as the runner shows it');
  for (const { text } of step.log) console.log(text);
  console.log('\n--- outputs');
  for (const [name, value] of Object.entries(step.outputs)) console.log(`${name}: ${value}`);
  console.log(`\n--- exit code ${step.exitCode}`);
  step.dispose();
}
