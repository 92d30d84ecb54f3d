/** How repeated invocations end early, and what is excused in them. */
import { readdirSync } from 'node:fs';
import { describe } from 'vitest';
import { AWAITED, LONG, TASK } from '../support/cancelling';
import { expect, test } from './scenario';

/** Counts the calls over all instances, which share the test's process. */
const counting = (body: string) => `
  const calls = (globalThis.__calls ??= new Map());
  exports.handler = async (event) => {
    const call = (calls.get(__filename) ?? 0) + 1;
    calls.set(__filename, call);
    ${body}
  };`;
const never = 'await new Promise((resolve) => setTimeout(resolve, 60_000));';
const EXCUSES = 'runs.errorRate <= `1`';

/** So many requests are as always before this one. */
const AS_ALWAYS = { type: 'delay', before: 'run', milliseconds: 0 } as const;

function outcomes(cases: string | undefined): string[] {
  return JSON.parse(cases ?? '').map(({ outcome }: { outcome: string }) => outcome);
}

describe('a cancelled job fails the step, whatever is excused', () => {
  test('in the fifth run of ten', async ({ emulator, deploy, start }) => {
    const functionName = await deploy(counting(`if (call === 5) ${never}`), LONG);
    const run = start({ 'function-name': functionName, repeat: '10', expect: EXCUSES });
    await emulator.waitForExecutionStart(functionName, 5);
    run.cancel('SIGTERM');
    const step = await run.finished;

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      'error-type': 'Cancelled',
      'error-message': expect.stringMatching(
        /^1 of 5 runs failed, the first: The job was cancelled \(SIGTERM\)/,
      ),
      attempts: '5',
      runs: expect.stringContaining('"count":5,"errors":1'),
    });
    expect(step.summary).toContain('was cancelled');
    expect(emulator.executions(functionName)).toBe(5);
  });

  test('with several runs under way, of which none is left running', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deploy(counting(never), LONG);
    const inputs = { repeat: '20', 'max-parallel': '4', expect: EXCUSES };
    const run = start({ 'function-name': functionName, ...inputs });
    await emulator.waitForExecutionStart(functionName, 4);
    run.cancel('SIGINT');
    const step = await run.finished;

    expect(step.outputs).toMatchObject({
      'error-type': 'Cancelled',
      'error-message': expect.stringMatching(/^4 of 4 runs failed, the first: The job/),
      attempts: '4',
    });
    await emulator.waitForExecutionEnd(functionName, 4);
    expect(emulator.executions(functionName)).toBe(4);
  });

  test('after a failure, which is told; no other case is run', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deploy(
      counting(`if (call === 1) throw new Error('first'); if (call === 3) ${never}`),
      LONG,
    );
    const run = start(
      { 'function-name': functionName, repeat: '5', cases: 'cases.yml' },
      { workspaceFiles: { 'cases.yml': '[{ name: a, blocking: false }, { name: b }]' } },
    );
    await emulator.waitForExecutionStart(functionName, 3);
    run.cancel('SIGINT');
    const step = await run.finished;

    expect(outcomes(step.outputs.cases)).toEqual(['failed', 'not-run']);
    expect(JSON.parse(step.outputs.cases ?? '')).toMatchObject([
      {
        errorType: 'UnhandledInvocationError',
        errorMessage: expect.stringMatching(
          /^2 of 3 runs failed, and the job was cancelled; the first: Function \w+ failed: .*first\.$/,
        ),
        attempts: 3,
      },
      { errorType: null, runs: null },
    ]);
    expect(step.outputs['error-message']).toContain('; the job was cancelled');
    expect(step.outputs.result).toContain('first');
  });
});

describe('refused credentials fail the step, whatever is excused', () => {
  test('in the third run', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(counting('return call;'));
    emulator.injectFault({ ...AS_ALWAYS, times: 2 });
    emulator.injectFault({ type: 'service-error', code: 'AccessDenied' });
    const step = await invoke({ 'function-name': functionName, repeat: '9', expect: EXCUSES });

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      'error-type': 'AccessDenied',
      'error-message': expect.stringMatching(/^1 of 3 runs failed, the first: FC responded/),
    });
    expect(step.annotations[0]?.message).toContain('"Action":"fc:InvokeFunction"');
    expect(emulator.requests).toHaveLength(3);
  });

  test('and end all cases, blocking or not', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(counting("if (call === 1) throw new Error('x');"));
    emulator.injectFault(AS_ALWAYS);
    emulator.injectFault({ type: 'service-error', code: 'AccessDenied' });
    const step = await invoke(
      { 'function-name': functionName, repeat: '5', cases: 'cases.yml' },
      { workspaceFiles: { 'cases.yml': '[{ name: a, blocking: false }, { name: b }]' } },
    );
    expect(outcomes(step.outputs.cases)).toEqual(['failed', 'not-run']);
    expect(JSON.parse(step.outputs.cases ?? '')[0].errorMessage).toMatch(
      /^2 of 2 runs failed, and AccessDenied ended them; the first: Function/,
    );
  });
});

describe('fail-on', () => {
  const HANDLED = (call: number) =>
    `exports.handler = (event, context, callback) => {
       const calls = (globalThis.__calls ??= new Map());
       const call = (calls.get(__filename) ?? 0) + 1;
       calls.set(__filename, call);
       call === ${call} ? callback(new Error('handled')) : callback(null, call);
     };`;

  test.for([
    ['any', {}, 1, ['error']],
    ['unhandled', {}, 0, ['warning']],
    ['none', {}, 0, ['warning']],
    ['any', { expect: 'runs.errors == `1`' }, 0, []],
    ['any', { expect: 'runs.errors == `0`' }, 1, ['error']],
  ] as const)('%s, %j', async ([failOn, more, exitCode, levels], { deploy, invoke }) => {
    const step = await invoke({
      'function-name': await deploy(HANDLED(2)),
      repeat: '3',
      'fail-on': failOn,
      ...more,
    });
    expect(step.exitCode).toBe(exitCode);
    expect(step.annotations.map(({ level }) => level)).toEqual(levels);
    // The run with the error is told, whatever it means for the step.
    expect(step.outputs).toMatchObject({
      'error-type': 'HandledInvocationError',
      result: expect.stringContaining('handled'),
      runs: expect.stringContaining('"count":3,"errors":1,'),
    });
    expect(step.outputs['result-file']).toContain('fc-invoke-');
    expect(readdirSync(step.tempFolder).filter((name) => name.startsWith('fc-'))).toHaveLength(1);
  });
});

/** Notes how many calls are under way at most, and lets the first ones go when so many are. */
const gathering = (together: number) => `
  const state = ((globalThis.__gathered ??= new Map()).get(__filename)) ?? { now: 0, most: 0 };
  globalThis.__gathered.set(__filename, state);
  state.all ??= new Promise((resolve) => { state.open = resolve; });
  exports.handler = async () => {
    state.now++;
    state.most = Math.max(state.most, state.now);
    if (state.now === ${together}) state.open();
    await state.all;
    await new Promise(setImmediate);
    state.now--;
    return { most: state.most };
  };`;

describe('max-parallel', () => {
  test.for([
    ['runs', { repeat: '12', 'max-parallel': '5' }, 5, 12],
    ['runs, if there are fewer', { repeat: '3', 'max-parallel': '50' }, 3, 3],
    ['the runs of all cases', { repeat: '6', 'max-parallel': '3', cases: 'c.yml' }, 3, 12],
  ] as const)('limits %s', async ([, inputs, limit, count], { emulator, deploy, invoke }) => {
    const functionName = await deploy(gathering(limit), { timeout: 60 });
    const step = await invoke(
      { 'function-name': functionName, ...inputs, expect: `result.most <= \`${limit}\`` },
      { workspaceFiles: { 'c.yml': '[{ name: a }, { name: b }]' } },
    );
    expect(step.annotations).toEqual([]);
    expect(step.outputs.attempts).toBe(String(count));
    expect(emulator.executions(functionName)).toBe(count);
    expect(step.stderr).toBe('');
  });
});

test('an awaited task is repeated as a task of its own', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy("exports.handler = async () => 'done';", TASK);
  const step = await invoke({
    'function-name': functionName,
    ...AWAITED,
    repeat: '3',
    'max-parallel': '3',
    expect: 'runs.errors == `0`\nruns.count == `3`',
  });
  expect(step.annotations).toEqual([]);
  expect(emulator.executions(functionName)).toBe(3);
  const ids = [...step.stdout.matchAll(/^Run \d: Async task ID (\S+)$/gm)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(3);
  expect(ids).toContain(step.outputs['async-task-id']);
});

test('a trigger is called each time, and its statuses count as errors', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const server = `
    let call = 0;
    require('node:http').createServer((request, response) => {
      response.writeHead(++call === 2 ? 503 : 200);
      response.end(String(call));
    }).listen(process.env.FC_SERVER_PORT);`;
  const functionName = await deploy(server, {
    customRuntimeConfig: { command: ['node', 'index.js'] },
    timeout: 30,
  });
  await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'anonymous' });
  const step = await invoke({
    'function-name': functionName,
    'http-trigger': 'true',
    repeat: '4',
    expect: 'runs.errorRate == `0.25`\nstatusCode == `200`',
  });
  expect(step.exitCode).toBe(0);
  expect(step.annotations).toEqual([]);
  expect(step.outputs).toMatchObject({
    'error-type': 'HttpError',
    'status-code': '503',
    result: '2',
  });
});

test('the error of a run is annotated in its source', async ({ deploy, invoke }) => {
  const source = "exports.handler = async () => {\n  throw new Error('broken');\n};";
  const step = await invoke(
    { 'function-name': await deploy(source), repeat: '2', 'source-path': '.' },
    { workspaceFiles: { 'index.js': source } },
  );
  expect(step.annotations).toMatchObject([{ file: 'index.js', line: 2 }]);
});

test('show-result: false shows no value of a run', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy(counting("return { name: 'personal' + call };")),
    repeat: '2',
    'show-result': 'false',
    'log-type': 'none',
    expect: "result.name == 'other'\nruns.errors == `0`",
  });
  const annotated = step.annotations.map(({ message }) => message).join();
  expect(step.stdout + annotated + step.summary).not.toContain('personal');
  expect(step.stdout).toContain('`result.name` is not shown');
  expect(step.outputs.result).toContain('personal1');
});
