/** What a step does, by its inputs. */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSummaryWanted, junitReportIn } from '../../../src/inputs/inputs';
import { InvalidInputs } from '../../../src/inputs/reader';
import { readStep, workspaceWith } from './inputs-in-process';

const ASYNC = { 'invocation-type': 'async' };
const URL = { 'http-trigger': 'https://web.example' };

test.for([
  [{}, { type: 'sync', logType: 'tail' }],
  [{ 'log-type': 'none' }, { type: 'sync', logType: 'none' }],
  [ASYNC, { type: 'async', wait: false, taskId: undefined }],
  [
    { ...ASYNC, 'async-task-id': 'a' },
    { type: 'async', wait: false, taskId: 'a' },
  ],
  [
    { ...ASYNC, wait: 'True' },
    { type: 'async', wait: true, taskId: undefined, onCancel: 'stop', logType: 'tail' },
  ],
  [
    { ...ASYNC, wait: 'true', 'async-task-id': 'a', 'on-cancel': 'LEAVE' },
    { type: 'async', wait: true, taskId: 'a', isGivenId: true, onCancel: 'leave', logType: 'tail' },
  ],
] as const)('%j is invoked as %j', async ([inputs, mode]) => {
  expect((await readStep(inputs)).request?.mode).toEqual(mode);
});

test('without a case file, a step is one case, which runs and fails the step', async () => {
  const { inputs } = await readStep({});

  expect(inputs?.plan).toMatchObject({
    cases: [{ name: 'hello', blocking: true, skip: false }],
    caseFile: undefined,
    maxParallel: 1,
    waitForUpdateSeconds: 0,
  });
  expect(inputs?.plan.cases).toHaveLength(1);
});

describe('credentials are needed', () => {
  test.for([
    [{}, true],
    [{ 'http-trigger': 'true' }, true],
    [{ 'http-trigger': 'web' }, true],
    [URL, false],
    [{ ...URL, ...ASYNC }, false],
    // The task is looked up through the API.
    [{ ...URL, ...ASYNC, wait: 'true' }, true],
  ] as const)('with %j: %s', async ([inputs, areNeeded]) => {
    const step = await readStep(inputs);

    expect(step.problems).toEqual([]);
    expect(step.inputs?.credentials !== undefined).toBe(areNeeded);
  });
});

test.for([
  [{}, 'https://fcv3.cn-hangzhou.aliyuncs.com'],
  [{ 'account-id': '123456' }, 'https://123456.cn-hangzhou.fc.aliyuncs.com'],
  [{ 'service-name': 'shop' }, 'https://fc.cn-hangzhou.aliyuncs.com'],
  [{ endpoint: 'fc.example', 'account-id': '123456' }, 'https://fc.example'],
] as const)('with %j the endpoint is %s', async ([inputs, origin]) => {
  const { protocol, host } = (await readStep(inputs)).request?.target.endpoint ?? {};

  expect(`${protocol}://${host}`).toBe(origin);
});

test.for([
  ['', true],
  ['true', true],
  ['FALSE', false],
  [' false ', false],
  ['fasle', true],
] as const)('with `summary: %s` the summary is written: %s', ([text, isWanted]) => {
  expect(isSummaryWanted({ INPUT_SUMMARY: text })).toBe(isWanted);
});

describe('the JUnit report', () => {
  test.for([
    ['report.xml', 'report.xml'],
    [' reports/fc.xml\n', 'reports/fc.xml'],
  ] as const)('%j is written in the workspace', async ([text, path]) => {
    const workspace = realpathSync.native(workspaceWith({}));

    expect(junitReportIn(workspace, { 'INPUT_JUNIT-REPORT': text })).toBe(join(workspace, path));
    expect((await readStep({ 'junit-report': text }, { workspace })).problems).toEqual([]);
  });

  test.for(['../report.xml', '.git/report.xml', 'reports/'])(
    '%s is a problem, and not written',
    async (text) => {
      const workspace = workspaceWith({});

      expect(junitReportIn(workspace, { 'INPUT_JUNIT-REPORT': text })).toBeUndefined();
      expect((await readStep({ 'junit-report': text }, { workspace })).problems).toEqual([
        expect.stringMatching(/^`junit-report` must (?:be a path|name a file)/),
      ]);
    },
  );

  test.for(['', ' '])('%j is no path, and no problem', async (text) => {
    const workspace = workspaceWith({});

    expect(junitReportIn(workspace, { 'INPUT_JUNIT-REPORT': text })).toBeUndefined();
    expect((await readStep({ 'junit-report': text }, { workspace })).problems).toEqual([]);
  });
});

test('all problems are one message', () => {
  expect(new InvalidInputs(['`a` is wrong', '`b` too']).message).toBe('`a` is wrong; `b` too');
});
