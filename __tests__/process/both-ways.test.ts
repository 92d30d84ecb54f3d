import type { ActionResult } from '../runner/action';
import { emulatorInputs } from '../runner/emulator-inputs';
import { runInProcess, startInProcess } from '../runner/in-process';
import { expect, test } from './bundle';

/** A test that runs the sources in its own process sees what one of the bundle sees. */
test.for([
  ['a function that returns', "exports.handler = async () => ({ status: 'ok' });", {}],
  ['a function that throws', "exports.handler = async () => { throw new Error('no'); };", {}],
  [
    'a gate that stays shut, after two attempts',
    "exports.handler = async () => ({ status: 'degraded' });",
    { expect: "result.status == 'ok'", attempts: '2', 'attempt-interval': '0' },
  ],
  ['inputs that contradict each other', '', { wait: 'true', expects: 'x' }],
] as const)(
  '%s: same outputs, same log',
  async ([, source, inputs], { deploy, emulator, invoke }) => {
    const functionName = await deploy(source);
    const given = { 'function-name': functionName, event: 'x', ...inputs };

    const asProcess = await invoke(given);
    const inProcess = await runInProcess({ inputs: { ...emulatorInputs(emulator), ...given } });

    expect(comparable(inProcess)).toEqual(comparable(asProcess));
    expect(inProcess.exitCode).toBe(asProcess.exitCode);
    inProcess.dispose();
  },
);

test('cancelling in this process ends the call as a signal does', async ({ deploy, emulator }) => {
  const source = 'exports.handler = () => new Promise(() => setInterval(() => undefined, 1000));';
  const functionName = await deploy(source, { timeout: 60 });

  const inputs = { ...emulatorInputs(emulator), 'function-name': functionName };
  const { cancel, finished } = startInProcess({ inputs });
  await emulator.waitForExecutionStart(functionName);
  cancel('SIGINT');
  const step = await finished;

  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({ 'error-type': 'Cancelled', attempts: '1' });
  step.dispose();
});

/** Without what no two runs share. */
function comparable({ outputs, log, annotations }: ActionResult) {
  return JSON.parse(
    JSON.stringify({ outputs, log, annotations })
      .replaceAll(/\b(?:1|c)-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}\b/g, 'ID')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replaceAll(/\/[^"\s]*\/fc-invoke-[^"\s]*?\/result/g, 'FILE')
      .replaceAll(/\d+(?:\.\d+)? (?=ms|MB|of)/g, 'N ')
      .replaceAll(
        /("(?:duration-ms|billed-duration-ms|latency-ms|memory-used-mb)":)"[\d.]*"/g,
        '$1"N"',
      ),
  );
}
