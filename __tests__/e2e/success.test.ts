import { readFileSync } from 'node:fs';
import { expect, test } from './scenario';

test('a function that answers passes the step and fills every output that is known', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(
    "exports.handler = async (event) => { console.log('got', String(event)); return { ok: true }; };",
  );

  const step = await invoke({ 'function-name': functionName, event: 'hello' });

  expect(step.exitCode).toBe(0);
  expect(step.annotations).toEqual([]);
  expect(step.outputs).toEqual({
    result: '{"ok":true}',
    'result-file': expect.stringMatching(/result\.json$/),
    'request-id': expect.stringMatching(/^1-[0-9a-f-]+$/),
    'error-type': '',
    'error-message': '',
    'status-code': '200',
    logs: expect.stringContaining('got hello'),
    'duration-ms': expect.stringMatching(/^\d+(\.\d+)?$/),
    'billed-duration-ms': expect.stringMatching(/^\d+$/),
    'memory-used-mb': expect.stringMatching(/^\d+(\.\d+)?$/),
    'latency-ms': expect.stringMatching(/^\d+(\.\d{1,2})?$/),
    'instance-id': expect.stringMatching(/^c-/),
    'function-version': 'LATEST',
    'code-checksum': expect.stringMatching(/^\d+$/),
    'logs-file': '',
    differences: '',
    runs: '',
    cases: '',
    'cases-passed': '',
    'cases-failed': '',
    'async-task-id': '',
    'async-task-status': '',
    attempts: '1',
  });
  expect(readFileSync(step.outputs['result-file'] ?? '', 'utf8')).toBe('{"ok":true}');
  expect(emulator.executions(functionName)).toBe(1);
});

test('the log says what is invoked, then shows log, result and metrics', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(
    "exports.handler = async () => { console.log('step 1'); return 'done'; };",
  );

  const step = await invoke({ 'function-name': functionName, event: '12345' });

  const lines = step.log.map(({ text }) => text).filter((line) => line !== '');
  expect(lines.at(0)).toBe(
    `Invoking ${functionName} (LATEST) in ${emulator.region} at ${emulator.endpoint}, sync, 5 bytes of payload, credentials from inputs`,
  );
  expect(lines.at(-1)).toMatch(
    /^Request ID 1-\S+, duration [\d.]+ ms, billed \d+ ms, memory [\d.]+ of \d+ MB$/,
  );
  expect(step.groups.map(({ title }) => title)).toEqual(['Function log', 'Result']);
  expect(step.groups[0]?.lines.join('\n')).toContain('step 1');
  expect(step.groups[1]?.lines).toContain('done');
});
