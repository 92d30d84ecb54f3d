import { expect, sample, test } from './scenario';

const THROWS =
  "exports.handler = async () => { console.log('before'); throw new TypeError('boom'); };";
const REPORTS = "exports.handler = (event, context, callback) => callback(new Error('not today'));";

test('a handler that throws fails the step, with everything that is known about it', async ({
  deploy,
  invoke,
}) => {
  const step = await invoke({ 'function-name': await deploy(THROWS) });

  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({
    'error-type': 'UnhandledInvocationError',
    'error-message': expect.stringMatching(/^Function f_\w+ failed: TypeError: boom\.$/),
    'request-id': expect.stringMatching(/^1-/),
    'status-code': '200',
    logs: expect.stringContaining('before'),
    result: expect.stringContaining('"errorMessage":"boom"'),
    'result-file': expect.stringMatching(/\.json$/),
  });
  const { level, message } = step.annotations[0] ?? {};
  expect(step.annotations).toHaveLength(1);
  expect(step.stdout).toMatch(/\n\nError\n {2}TypeError: boom\n {6}at .*index\.js:1:\d+\)\n/);
  expect(step.stdout.split('"stackTrace":["')).toHaveLength(2);
  expect(level).toBe('error');
  expect(message).toContain('UnhandledInvocationError');
  expect(message).toContain('TypeError: boom');
  expect(message).toContain(step.outputs['request-id']);
});

test('callback(err) fails the step as HandledInvocationError', async ({ deploy, invoke }) => {
  const step = await invoke({ 'function-name': await deploy(REPORTS) });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('HandledInvocationError');
});

test('fail-on: unhandled makes callback(err) a warning', async ({ deploy, invoke }) => {
  const step = await invoke({ 'function-name': await deploy(REPORTS), 'fail-on': 'Unhandled' });

  expect(step.exitCode).toBe(0);
  expect(step.annotations.map(({ level }) => level)).toEqual(['warning']);
  expect(step.annotations[0]?.message).toContain('not today');
  expect(step.outputs['error-type']).toBe('HandledInvocationError');
});

test('fail-on: unhandled still fails for an exception', async ({ deploy, invoke }) => {
  const step = await invoke({ 'function-name': await deploy(THROWS), 'fail-on': 'unhandled' });

  expect(step.exitCode).toBe(1);
});

test('fail-on: none makes an exception a warning, and keeps its outputs', async ({
  deploy,
  invoke,
}) => {
  const step = await invoke({ 'function-name': await deploy(THROWS), 'fail-on': 'none' });

  expect(step.exitCode).toBe(0);
  expect(step.annotations.map(({ level }) => level)).toEqual(['warning']);
  expect(step.outputs['error-type']).toBe('UnhandledInvocationError');
});

test('fail-on: none does not excuse what is not the function’s fault', async ({ invoke }) => {
  const step = await invoke({ 'function-name': 'missing', 'fail-on': 'none' });

  expect(step.exitCode).toBe(1);
});

test.for([
  ['rejects', 'UnhandledInvocationError', 'rejected on purpose'],
  ['exits', 'UnhandledInvocationError', 'Process exited unexpectedly'],
  ['eats-memory', 'UnhandledInvocationError', 'Process exited unexpectedly'],
  ['times-out', 'UnhandledInvocationError', 'Function timed out after 1 seconds'],
  ['initializer-fails', 'InitializationError', 'the database cannot be reached'],
] as const)(
  'the sample %s fails the step as %s',
  async ([name, type, text], { emulator, invoke }) => {
    const code = sample(name);
    await emulator.deploy({ functionName: 'broken', code, instances: 'processes' });

    const step = await invoke({ 'function-name': 'broken' });

    expect(step.exitCode).toBe(1);
    expect(step.outputs['error-type']).toBe(type);
    expect(step.outputs['error-message']).toContain(text);
  },
);
