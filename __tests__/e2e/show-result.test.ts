import { expect, test } from './scenario';

test('show-result: false keeps the result out of the log, and in the outputs', async ({
  deploy,
  invoke,
}) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => 'personal data';"),
    'show-result': 'false',
  });

  expect(step.stdout).not.toContain('personal data');
  expect(step.stdout).toContain('Result: 13 bytes, not shown');
  expect(step.outputs.result).toBe('personal data');
});

test('show-result: false keeps the words of a failed function out of the annotation', async ({
  deploy,
  invoke,
}) => {
  const step = await invoke({
    'function-name': await deploy(
      "exports.handler = (event, context, callback) => callback('personal data');",
    ),
    'show-result': 'false',
    'log-type': 'none',
  });

  expect(step.exitCode).toBe(1);
  expect(step.stdout).not.toContain('personal data');
  expect(step.annotations[0]?.message).toMatch(/^HandledInvocationError: Function f_\w+ failed\. /);
  expect(step.outputs['error-message']).toContain('personal data');
});

test('show-result: false keeps the place and the words of an error out of everything but the outputs', async ({
  deploy,
  invoke,
}) => {
  const source = "exports.handler = async () => { throw new Error('personal data'); };";

  const step = await invoke(
    {
      'function-name': await deploy(source),
      'show-result': 'false',
      'log-type': 'none',
      'source-path': '.',
      expect: "result.errorMessage == 'other'",
    },
    { workspaceFiles: { 'index.js': source } },
  );

  expect(step.annotations).toHaveLength(1);
  expect(step.annotations[0]).not.toHaveProperty('file');
  // The function's failure comes first; the expectation is a further one.
  expect(step.annotations[0]?.message).toContain('result.errorMessage ==');
  expect(step.stdout + step.summary).not.toContain('personal data');
  expect(step.outputs.result).toContain('personal data');
});

test('log-type: none asks for no log and shows none', async ({ emulator, deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => { console.log('noise'); };"),
    'log-type': 'none',
  });

  expect(emulator.requests[0]?.headers['x-fc-log-type']).toBe('None');
  expect(step.outputs.logs).toBe('');
  expect(step.groups.map(({ title }) => title)).not.toContain('Function log');
});
