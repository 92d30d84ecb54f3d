/** How a comparison ends that does not come to its end, and what is left of the baseline then. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { Emulator } from '../../emulator';
import type { ActionResult } from '../runner/action';
import { expectCancelled, LONG } from '../support/cancelling';
import { expect, test } from './scenario';
import { deployVersions, returning } from './versions';

const COMPARED = { 'compare-with': 'live' } as const;
const JUNIT = { 'junit-report': 'report.xml' } as const;

/** One code, as a version and as what was deployed last; the number of its call is `call`. */
const counting = (body: string) => `
  let call = 0;
  exports.handler = async (event, context) => {
    const isBaseline = context.service.qualifier === 'live';
    call++;
    ${body}
  };`;
const never = 'new Promise((resolve) => setTimeout(resolve, 60_000))';

async function deployTwice(
  emulator: Emulator,
  deploy: (source: string, configuration?: typeof LONG) => Promise<string>,
  source: string,
): Promise<string> {
  const functionName = await deploy(source, LONG);
  emulator.createAlias(functionName, 'live', emulator.publishVersion(functionName));
  return functionName;
}

/** The response to the third request, which is the second to the baseline. */
function refuseThird(emulator: Emulator, code: 'AccessDenied' | 'InternalServerError'): void {
  emulator.injectFault({ type: 'delay', before: 'run', milliseconds: 0, times: 2 });
  emulator.injectFault({ type: 'service-error', code });
}

function resultFolders({ tempFolder }: ActionResult): string[] {
  return readdirSync(tempFolder).filter((name) => name.startsWith('fc-invoke-'));
}

describe('a job is cancelled', () => {
  test('while the baseline runs: the candidate is not invoked', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deployTwice(emulator, deploy, counting(`await ${never};`));
    const run = start({ 'function-name': functionName, ...COMPARED, ...JUNIT, attempts: '3' });
    await emulator.waitForExecutionStart(functionName);
    run.cancel('SIGINT');
    const step = await run.finished;

    expectCancelled(step, 'SIGINT', /FC cancels the running invocation/);
    expect(step.outputs).toMatchObject({ attempts: '0', differences: '', result: '' });
    expect(emulator.executions(functionName)).toBe(1);
    expect(step.summary).toContain('was cancelled');
    expect(readFileSync(join(step.workspace, 'report.xml'), 'utf8')).toMatch(
      /<error type="Cancelled"/,
    );
  });

  test('while the baseline runs again: what came of the candidate is kept', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deployTwice(
      emulator,
      deploy,
      counting(
        `if (!isBaseline) throw new Error('broken'); if ((globalThis[__dirname] = (globalThis[__dirname] ?? 0) + 1) === 2) await ${never};`,
      ),
    );
    const run = start(
      { 'function-name': functionName, ...COMPARED, cases: 'cases.yml' },
      { workspaceFiles: { 'cases.yml': '[{ name: a, attempts: 2 }, { name: b }]' } },
    );
    await emulator.waitForExecutionStart(functionName, 3);
    run.cancel('SIGINT');
    const step = await run.finished;

    expect(step.outputs).toMatchObject({
      'error-type': 'Cancelled',
      attempts: '1',
      result: expect.stringContaining('broken'),
    });
    expect(JSON.parse(step.outputs.cases ?? '')).toMatchObject([
      { outcome: 'failed', differences: null },
      { outcome: 'not-run' },
    ]);
    expect(emulator.executions(functionName)).toBe(3);
    expect(resultFolders(step)).toHaveLength(1);
  });
});

describe('a baseline', () => {
  test('that takes too long: the candidate is not invoked', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deployTwice(emulator, deploy, counting(`await ${never};`));
    const step = await invoke({ 'function-name': functionName, ...COMPARED, timeout: '1' });

    expect(step.outputs).toMatchObject({
      'error-type': 'BaselineError',
      'error-message': expect.stringMatching(/^The baseline live cannot be obtained: No response/),
      attempts: '0',
      differences: '',
    });
    expect(emulator.executions(functionName)).toBe(1);
  });

  test('that fails when it is invoked again: the expectations are judged all the same', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deployTwice(emulator, deploy, counting('return { isBaseline };'));
    refuseThird(emulator, 'InternalServerError');
    const step = await invoke({
      'function-name': functionName,
      ...COMPARED,
      expect: 'result.isBaseline\nbaseline.result.isBaseline',
    });

    expect(step.outputs).toMatchObject({
      'error-type': 'BaselineError',
      result: '{"isBaseline":false}',
      differences: '',
      attempts: '1',
    });
    expect(step.stdout).toContain('1 of 2 expectations passed');
    expect(step.annotations).toMatchObject([
      { level: 'error', message: expect.stringContaining('1 of 2 expectations failed') },
    ]);
    expect(resultFolders(step)).toHaveLength(1);
  });

  test('that is refused when it is invoked again is not attempted again', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deployTwice(emulator, deploy, counting('return { isBaseline };'));
    refuseThird(emulator, 'AccessDenied');
    const step = await invoke({ 'function-name': functionName, ...COMPARED, attempts: '3' });

    expect(step.outputs).toMatchObject({ 'error-type': 'BaselineError', attempts: '1' });
    expect(emulator.requests).toHaveLength(3);
  });

  test.for<readonly [string, string, string]>([
    ['is equal', "'same'", "'same' "],
    ['differs', '{ a: 1 }', '{ a: 2 }'],
    ['is noise', 'String(Math.random())', 'String(Math.random()) '],
    ['is noise in part', '{ a: Math.random() }', '{ a: Math.random() } '],
  ])('leaves no file behind where it %s', async ([, live, next], { emulator, deploy, invoke }) => {
    const functionName = await deployVersions(emulator, deploy, returning(live), returning(next));
    const step = await invoke({ 'function-name': functionName, ...COMPARED, attempts: '2' });

    expect(resultFolders(step)).toHaveLength(1);
    expect(step.outputs['result-file']).toContain(resultFolders(step)[0]);
  });

  test('leaves no file behind where the candidate has none', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deployVersions(emulator, deploy, returning('1'), returning('2'));
    emulator.injectFault({ type: 'delay', before: 'run', milliseconds: 0 });
    emulator.injectFault({ type: 'service-error', code: 'InternalServerError' });
    const step = await invoke({ 'function-name': functionName, ...COMPARED });

    expect(step.outputs).toMatchObject({ 'error-type': 'InternalServerError', differences: '' });
    expect(resultFolders(step)).toEqual([]);
  });
});

/** A web function; `live` and the version after it may differ. */
const server = (status: number, body: string) => `
  require('node:http').createServer((request, response) => {
    response.writeHead(${status});
    response.end(${JSON.stringify(body)});
  }).listen(process.env.FC_SERVER_PORT);`;
const WEB = { customRuntimeConfig: { command: ['node', 'index.js'] }, timeout: 30 } as const;

describe('through HTTP triggers', () => {
  test.for([
    ['equal statuses are judged by fail-on', 503, 'down', 'none', '0', 'HttpError', 0],
    ['another status is a place', 500, 'down', 'none', '1', 'HttpError', 1],
    ['another body is a place', 503, 'up', 'none', '1', 'HttpError', 1],
  ] as const)(
    '%s',
    async ([, status, body, failOn, differences, errorType, exitCode], {
      emulator,
      deploy,
      invoke,
    }) => {
      const functionName = await deploy(server(503, 'down'), WEB);
      emulator.createAlias(functionName, 'live', emulator.publishVersion(functionName));
      const code = { 'index.js': server(status, body) };
      await emulator.deploy({ functionName, code, ...WEB });
      const trigger = { authType: 'function', methods: ['GET'] } as const;
      await emulator.createTrigger(functionName, { triggerName: 'new', ...trigger });
      await emulator.createTrigger(functionName, {
        triggerName: 'old',
        qualifier: 'live',
        ...trigger,
      });
      const step = await invoke({
        'function-name': functionName,
        'http-trigger': 'true',
        'fail-on': failOn,
        ...COMPARED,
      });

      expect(step.outputs).toMatchObject({ differences, 'error-type': errorType });
      expect(step.exitCode).toBe(exitCode);
      expect(step.stdout).toMatch(/\nBaseline live: Request ID \S+, .*GET \/\S+ → 503\n/);
      if (status === 500) expect(step.stdout).toContain('`statusCode` is 500, in the baseline 503');
    },
  );

  test('a baseline without one says which is missing', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(server(200, ''), WEB);
    emulator.createAlias(functionName, 'live', emulator.publishVersion(functionName));
    await emulator.createTrigger(functionName, { triggerName: 'new', authType: 'anonymous' });
    const step = await invoke({
      'function-name': functionName,
      'http-trigger': 'true',
      ...COMPARED,
    });

    expect(step.outputs).toMatchObject({ 'error-type': 'BaselineError', attempts: '0' });
    expect(step.annotations[0]?.message).toContain(
      'also calls the HTTP trigger of the qualifier live: create one for it',
    );
    expect(emulator.executions(functionName)).toBe(0);
  });

  test('a baseline that refuses a token names its authType', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(server(200, ''), WEB);
    emulator.createAlias(functionName, 'live', emulator.publishVersion(functionName));
    await emulator.createTrigger(functionName, { triggerName: 'new', authType: 'anonymous' });
    await emulator.createTrigger(functionName, {
      triggerName: 'old',
      qualifier: 'live',
      authType: 'bearer',
      authorizations: ['Bearer of-the-trigger'],
    });
    const step = await invoke({
      'function-name': functionName,
      'http-trigger': 'true',
      event: JSON.stringify({ headers: { authorization: 'Bearer not-the-right-token' } }),
      ...COMPARED,
    });

    expect(step.outputs['error-type']).toBe('BaselineError');
    expect(step.annotations[0]?.message).toContain('The HTTP trigger has authType bearer');
  });
});

test('bytes that are not text are compared by their digest', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deployVersions(
    emulator,
    deploy,
    returning('Buffer.of(0xff, 1)'),
    returning('Buffer.of(0xff, 2)'),
  );
  const step = await invoke({ 'function-name': functionName, ...COMPARED });

  expect(step.outputs).toMatchObject({ differences: '1', 'error-type': 'ResultsDiffer' });
  expect(step.stdout).toMatch(
    /`result` is 2 bytes, SHA-256 [0-9a-f]{64}, in the baseline 2 bytes, SHA-256 [0-9a-f]{64}/,
  );
});

test('show-result: false shows no value anywhere, but in outputs', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deployVersions(
    emulator,
    deploy,
    returning("{ card: 'old-number', at: 'old-' + Math.random(), gone: { a: 'old-thing' } }"),
    returning("{ card: 'new-number', at: 'new-' + Math.random() }"),
  );
  const inputs = { 'function-name': functionName, ...COMPARED, ...JUNIT, 'show-result': 'false' };
  const file = '[{ name: a }, { name: b, attempts: 2 }, { name: c, blocking: false }]';
  for (const cases of ['', 'cases.yml']) {
    const step = await invoke(
      { ...inputs, cases, 'log-type': 'none' },
      { workspaceFiles: { 'cases.yml': file }, env: { RUNNER_DEBUG: '1' } },
    );

    const report = readFileSync(join(step.workspace, 'report.xml'), 'utf8');
    const annotated = step.annotations.map(({ message }) => message).join('\n');
    for (const shown of [step.stdout, annotated, step.summary, report]) {
      expect(shown).toContain('card');
      expect(shown).not.toMatch(/(?:old|new)-(?:number|\d|thing)/);
    }
    expect(step.outputs.result).toContain('new-number');
    if (cases === '') expect(step.outputs['error-message']).toContain("'new-number'");
  }
});

test('no name of a field acts as a command, as Markdown or as HTML', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const names = [
    '::error::owned',
    '\n::set-output name=x::owned',
    '##[error]owned',
    '</code><script>owned</script>',
    '`**owned**` [x](https://evil.example)',
    '\u202eowned\u0007',
  ];
  const source = (value: string) =>
    returning(`Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, ${value}]))`);
  const functionName = await deployVersions(
    emulator,
    deploy,
    source("'::warning::' + name"),
    source('name'),
  );
  const step = await invoke({ 'function-name': functionName, ...COMPARED });

  expect(step.outputs.differences).toBe(String(names.length));
  expect(step.annotations).toHaveLength(1);
  expect(step.summary).not.toMatch(/<script>|\p{Bidi_C}|\n\n/u);
  expect(step.summary).toContain('&lt;script&gt;');
});
