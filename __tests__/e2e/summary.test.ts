import { expect, test } from './scenario';

test('the summary of a success says what was invoked and what came back', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(
    "exports.handler = async () => { console.log('step one'); return { status: 'ok' }; };",
  );

  const step = await invoke({ 'function-name': functionName, expect: "result.status == 'ok'" });

  expect(step.summary).toContain(`✅ <code>${functionName}</code> passed`);
  for (const part of [step.outputs['request-id'], emulator.endpoint, 'step one', 'result.status']) {
    expect(step.summary).toContain(part);
  }
});

test('the summary of a failure has the message and the advice', async ({ invoke }) => {
  const step = await invoke({ 'function-name': 'nowhere' });

  expect(step.summary).toContain('FunctionNotFound');
  expect(step.summary).toContain('Check function-name (nowhere)');
});

test('invalid inputs are in the summary too', async ({ invoke }) => {
  const step = await invoke({ 'function-name': '', timeout: 'soon' });

  expect(step.summary).toContain('InvalidInput');
});

test('summary: false writes none', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => 'x';"),
    summary: 'false',
  });

  expect(step.summary).toBe('');
});

test('1 MB of hostile Markdown stays within bounds', async ({ deploy, invoke }) => {
  const hostile = '</pre></details>\\n```\\n<img src=x onerror=alert(1)>\\n@everyone | # h1 <!-- ';
  const step = await invoke({
    'function-name': await deploy(`exports.handler = async () => '${hostile}'.repeat(15000);`),
  });

  expect(step.exitCode).toBe(0);
  expect(Buffer.byteLength(step.summary)).toBeLessThan(900_000);
  expect(step.summary).not.toContain('<img');
});

test('a summary that cannot be written is a warning', async ({ deploy, invoke }) => {
  const step = await invoke(
    { 'function-name': await deploy("exports.handler = async () => 'x';") },
    { env: { GITHUB_STEP_SUMMARY: '/nonexistent/summary' } },
  );

  expect(step.exitCode).toBe(0);
  expect(step.annotations.map(({ level }) => level)).toEqual(['warning']);
});
