import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { SLEEPS } from '../support/cancelling';
import { test } from './keyless-scenario';
import { expect } from './scenario';

const FILE = {
  workspaceFiles: {
    'cases.yml': '[{ name: a }, { name: b }, { name: c, skip: true }, { name: d }]',
  },
} as const;
const ECHO = 'exports.handler = async (event) => event.toString();';

function outcomes(cases: string | undefined): string[] {
  return JSON.parse(cases ?? '').map(({ outcome }: { outcome: string }) => outcome);
}

describe('refused credentials end the step', () => {
  test('at the first case, whether it blocks or not: the others are not run', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(ECHO);
    const step = await invoke(
      {
        'function-name': functionName,
        cases: 'cases.yml',
        'access-key-secret': 'a-secret-that-is-wrong',
        attempts: '3',
      },
      {
        workspaceFiles: {
          'cases.yml': '[{ name: a, blocking: false }, { name: b }, { name: c, skip: true }]',
        },
      },
    );
    expect(step.exitCode).toBe(1);
    expect(outcomes(step.outputs.cases)).toEqual(['failed', 'not-run', 'skipped']);
    expect(step.outputs['error-type']).toBe('SignatureNotMatch');
    expect(step.stdout).toContain('0 of 3 cases passed, 1 failed, 1 skipped, 1 not run');
    expect(emulator.executions(functionName)).toBe(0);
  });

  test('that cannot be found: no case is run', async ({ invoke }) => {
    const step = await invoke(
      { 'function-name': 'f', cases: 'cases.yml', 'access-key-id': '', 'access-key-secret': '' },
      FILE,
    );
    expect(step.exitCode).toBe(1);
    expect(outcomes(step.outputs.cases)).toEqual(['not-run', 'not-run', 'skipped', 'not-run']);
    expect(step.outputs).toMatchObject({
      'error-type': 'CredentialsError',
      'error-message': expect.stringContaining('No credentials'),
      attempts: '0',
      'cases-passed': '0',
      'cases-failed': '0',
    });
    expect(step.annotations).toHaveLength(1);
  });

  test('that STS does not issue: no case is run', async ({ startJob }) => {
    const job = await startJob();
    const step = await job.invoke(
      { 'function-name': 'f', cases: 'cases.yml', audience: 'another' },
      FILE,
    );
    expect(step.exitCode).toBe(1);
    expect(outcomes(step.outputs.cases)).toEqual(['not-run', 'not-run', 'skipped', 'not-run']);
    expect(step.outputs).toMatchObject({
      'error-type': 'CredentialsError',
      'error-message': expect.stringMatching(/^STS did not issue.*; nothing was invoked\.$/),
    });
  });
});

test('keyless credentials are obtained once for all', async ({ deploy, startJob }) => {
  const functionName = await deploy(ECHO);
  const job = await startJob();
  const step = await job.invoke(
    { 'function-name': functionName, cases: 'cases.yml', 'max-parallel': '3' },
    FILE,
  );
  expect(step.exitCode).toBe(0);
  expect(job.world.sts.requests).toHaveLength(1);
});

describe('a cancelled job', () => {
  test('fails the case that runs, and the others are not run', async ({
    emulator,
    deploy,
    start,
  }) => {
    const functionName = await deploy(SLEEPS);
    const run = start(
      { 'function-name': functionName, cases: 'cases.yml', 'junit-report': 'report.xml' },
      FILE,
    );
    await emulator.waitForExecutionStart(functionName);
    run.cancel('SIGINT');
    const step = await run.finished;

    expect(step.exitCode).toBe(1);
    expect(outcomes(step.outputs.cases)).toEqual(['failed', 'not-run', 'skipped', 'not-run']);
    expect(step.outputs['error-type']).toBe('Cancelled');
    const report = readFileSync(join(step.workspace, 'report.xml'), 'utf8');
    expect(report).toContain('tests="4" failures="0" errors="3" skipped="1"');
  });

  test('after a failure, which keeps the outputs', async ({ emulator, deploy, start }) => {
    const functionName = await deploy(`
      exports.handler = async (event) => {
        if (event.toString() === 'bad') throw new Error('bad');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      };`);
    const run = start(
      { 'function-name': functionName, cases: 'cases.yml' },
      { workspaceFiles: { 'cases.yml': '[{ name: bad, event: bad }, { name: slow, event: x }]' } },
    );
    await run.waitForOutput(/✗ bad/);
    await emulator.waitForExecutionStart(functionName);
    run.cancel('SIGTERM');
    const step = await run.finished;

    expect(step.outputs['error-type']).toBe('UnhandledInvocationError');
    expect(step.outputs['error-message']).toBe(
      '2 of 2 cases failed: "bad", "slow"; the job was cancelled.',
    );
  });
});

describe('a case inherits what it does not set:', () => {
  const TELL = 'exports.handler = async (event) => JSON.stringify([event.toString()]);';

  test.for([
    ['the event', {}, 'of the step'],
    ['not if it has one', { event: 'own' }, 'own'],
    ['not if it is empty', { event: '' }, ''],
    ['not if it is null', { event: null }, 'null'],
    ['not if it has a file', { 'event-file': 'own.txt' }, 'of the file'],
    ['an object is sent as JSON', { event: { a: 1 } }, '{"a":1}'],
  ] as const)('%s', async ([, own, sent], { deploy, invoke }) => {
    const step = await invoke(
      { 'function-name': await deploy(TELL), cases: 'tests/cases.yml', event: 'of the step' },
      {
        workspaceFiles: {
          'tests/cases.yml': JSON.stringify([
            { name: 'a', ...own, expect: `result[0] == '${sent}'` },
          ]),
          'tests/own.txt': 'of the file',
        },
      },
    );
    expect(step.outputs['error-message']).toBe('');
    expect(step.exitCode).toBe(0);
  });

  test.for([
    ['the template, into which its event is merged', { event: { bucket: 'b' } }, 'result.bucket'],
    [
      'an event, merged into a template of its own',
      { 'event-template': 'timer' },
      'result.payload',
    ],
  ] as const)('%s', async ([, own, present], { deploy, invoke }) => {
    const inputs = 'event' in own ? { 'event-template': 'oss' } : { event: '{"extra": 1}' };
    const step = await invoke(
      { 'function-name': await deploy(ECHO), cases: 'cases.yml', ...inputs },
      {
        workspaceFiles: {
          'cases.yml': JSON.stringify([
            { name: 'a', ...own, expect: `type(${present}) == 'string'` },
          ]),
        },
      },
    );
    expect(step.exitCode).toBe(0);
  });

  test('expectations of the step are judged besides its own', async ({ deploy, invoke }) => {
    const step = await invoke(
      { 'function-name': await deploy(ECHO), cases: 'cases.yml', expect: "result != 'b'" },
      {
        workspaceFiles: {
          'cases.yml': `[{ name: a, event: a, expect: "result == 'a'" }, { name: b, event: b, expect: ["result == 'b'"] }]`,
        },
      },
    );
    expect(outcomes(step.outputs.cases)).toEqual(['passed', 'failed']);
  });
});

test('headers of the step’s request are kept where that of a case does not set them', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(
    'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(JSON.parse(event).headers) });',
  );
  await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'anonymous' });
  const step = await invoke(
    {
      'function-name': functionName,
      'http-trigger': 'true',
      cases: 'cases.yml',
      event: '{"headers": {"X-Kept": "step", "X-Own": "step"}}',
    },
    {
      workspaceFiles: {
        'cases.yml': `
- name: a request
  event: { path: /a, headers: { x-own: case } }
  expect: |
    result."X-Kept" == 'step'
    result."X-Own" == 'case'
- name: a body has none
  event: [1]
  expect: "!contains(keys(result), 'X-Kept')"
- name: inherits all
  expect: result."X-Own" == 'step'
`,
      },
    },
  );
  expect(step.stdout).toContain('3 of 3 cases passed');
  expect(step.outputs['error-message']).toBe('');
});
