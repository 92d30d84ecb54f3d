import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from './scenario';

const answers = (value: unknown) => `exports.handler = async () => (${JSON.stringify(value)});`;

/** Fails until its nth call; what it knows of earlier ones is in a file beside the code. */
const READY_AT_THIRD = `
const fs = require('node:fs');
exports.handler = async () => {
  fs.appendFileSync(process.env.CALLS, '.');
  if (fs.readFileSync(process.env.CALLS).length < 3) throw new Error('not ready');
  return { status: 'ok' };
};`;

test('a degraded function fails the step, which says so', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy(answers({ status: 'degraded' })),
    expect: "result.status == 'ok'",
  });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('ExpectationFailed');
  expect(step.annotations).toHaveLength(1);
  expect(step.annotations[0]?.message).toContain("'degraded'");
  expect(step.outputs.result).toBe('{"status":"degraded"}');
});

test('expectations on result, metrics, log, status and headers pass', async ({
  deploy,
  invoke,
}) => {
  const step = await invoke({
    'function-name': await deploy(
      "exports.handler = async () => { console.log('migrated 3 tables'); return { status: 'ok' }; };",
    ),
    expect: `
      # the gate of a release
      result.status == 'ok'
      durationMs < \`60000\`
      memoryUsedMb > \`1\` && billedDurationMs >= durationMs
      contains(logs, 'migrated')
      statusCode == \`200\`
      headers."content-type" == 'application/octet-stream'
      memorySizeMb >= memoryUsedMb
      codeChecksum != '' && errorType == \`null\``,
  });

  expect(step.annotations).toEqual([]);
  expect(step.exitCode).toBe(0);
  const lines = step.stdout.split('\n');
  expect(lines).toContain("✓ result.status == 'ok'");
  expect(lines).toContain("✓ codeChecksum != '' && errorType == `null` (errorType is null)");
  expect(lines).toContain('8 of 8 expectations passed');
});

test('an ID of 19 digits is no other ID', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy(
      'exports.handler = (event, context, callback) => callback(null, Buffer.from(\'{"id":1234567890123456788}\'));',
    ),
    expect: 'result.id == `1234567890123456788`\nresult.id == `1234567890123456789`',
  });

  expect(step.exitCode).toBe(1);
  expect(step.stdout).toContain('✓ result.id == `1234567890123456788`');
  expect(step.stdout).toContain(
    '✗ result.id == `1234567890123456789`: `result.id` is 1234567890123456788',
  );
  expect(step.stdout).toContain('1 of 2 expectations passed');
});

test('a passed expectation on a part of the log is a warning', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy(
      "exports.handler = async () => { for (let i = 0; i < 200; i++) console.log('x'.repeat(80)); return 1; };",
    ),
    expect: "!contains(logs, 'ERROR')",
  });

  expect(step.exitCode).toBe(0);
  expect(step.annotations).toMatchObject([
    { level: 'warning', message: expect.stringContaining('`log-type: full`') },
  ]);
});

test('an `expect` of comments only is an input error', async ({ emulator, invoke }) => {
  const step = await invoke({ 'function-name': 'f', expect: "# result.status == 'ok'\n# later" });

  expect(step.outputs['error-message']).toContain('`expect` contains no expression');
  expect(emulator.requests).toEqual([]);
});

test('only true passes: a string that is not empty does not', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy(answers({ status: 'ok' })),
    expect: 'result.status',
  });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-message']).toContain('a string, not true');
});

test('wrong expressions are input errors with line and column, before anything is sent', async ({
  emulator,
  invoke,
}) => {
  const step = await invoke({
    'function-name': 'f',
    expect: "len(result)\ncontains(result)\na = 'b'",
  });

  expect(step.outputs['error-type']).toBe('InvalidInput');
  for (const line of [1, 2, 3]) {
    expect(step.outputs['error-message']).toContain(`\`expect\` is wrong in line ${line}, column`);
  }
  expect(emulator.requests).toEqual([]);
});

test('a failing function can be what is expected', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => { throw new Error('no'); };"),
    'fail-on': 'none',
    expect: "errorType == 'UnhandledInvocationError'\ncontains(errorMessage, 'no')",
  });

  expect(step.exitCode).toBe(0);
  expect(step.annotations).toEqual([]);
  expect(step.stdout).toContain('As expected: UnhandledInvocationError: ');
});

test('an error that is tolerated, but was not expected, is a warning', async ({
  deploy,
  invoke,
}) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => { throw new Error('no'); };"),
    'fail-on': 'none',
    expect: 'durationMs < `60000`',
  });

  expect(step.exitCode).toBe(0);
  expect(step.annotations.map(({ level }) => level)).toEqual(['warning']);
});

test('a result of 32 MB of [ is text, and its file ends in .txt', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => '['.repeat(32_000_000);"),
    expect: "type(result) == 'string'",
  });

  expect(step.outputs['result-file']).toMatch(/\.txt$/);
  expect(step.exitCode).toBe(0);
});

test('show-result: false keeps the values of operands away', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy(answers({ status: 'personal data' })),
    expect: "result.status == 'ok'",
    'show-result': 'false',
  });

  expect(step.exitCode).toBe(1);
  expect(step.stdout + step.summary).not.toContain('personal data');
  expect(step.outputs['error-message']).toContain('personal data');
});

test('attempts go on until the function is ready', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy(READY_AT_THIRD, {
    environmentVariables: { CALLS: `${mkdtempSync(join(tmpdir(), 'calls-'))}/calls` },
  });

  const step = await invoke({
    'function-name': functionName,
    attempts: '5',
    'attempt-interval': '0',
    expect: "result.status == 'ok'",
  });

  expect(step.exitCode).toBe(0);
  expect(step.outputs.attempts).toBe('3');
  const folders = readdirSync(step.tempFolder).map((name) => join(step.tempFolder, name));
  expect(folders).toEqual([dirname(step.outputs['result-file'] ?? '')]);
  expect(emulator.executions(functionName)).toBe(3);
  expect(step.groups.map(({ title }) => title)).toEqual([
    'Attempt 1 of 5, failed: log',
    'Attempt 1 of 5, failed: result',
    'Attempt 2 of 5, failed: log',
    'Attempt 2 of 5, failed: result',
    'Attempt 3 of 5, passed: log',
    'Attempt 3 of 5, passed: result',
  ]);
  expect(step.annotations).toEqual([]);
});

test('refused credentials are not tried again', async ({ emulator, deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy(answers(1)),
    'access-key-secret': 'wrong',
    attempts: '3',
    'attempt-interval': '0',
  });

  expect(step.outputs).toMatchObject({ 'error-type': 'SignatureNotMatch', attempts: '1' });
  expect(emulator.requests).toHaveLength(1);
});
