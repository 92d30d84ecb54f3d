/** The contract's "Repeated invocations": what all runs are together. */
import { describe, expect, test } from 'vitest';
import { type Failure, sentence } from '../../../src/failure';
import type { Invocation } from '../../../src/function-compute/invocation';
import type { Gate } from '../../../src/gate/attempt';
import { parseExpectations } from '../../../src/gate/expectation';
import { Runs } from '../../../src/gate/runs';
import type { FailOn } from '../../../src/gate/verdict';
import type { Result } from '../../../src/runner/result';
import { resultOf } from '../../support/results';

const BROKEN: Failure = {
  kind: 'function',
  type: 'UnhandledInvocationError',
  summary: 'The function failed',
  detail: 'broken',
};
const HANDLED: Failure = { ...BROKEN, type: 'HandledInvocationError', isHandled: true };
const LATE: Failure = { kind: 'timeout', type: 'Timeout', summary: 'No response' };
const CANCELLED: Failure = { kind: 'cancelled', type: 'Cancelled', summary: 'The job ended' };
const REFUSED: Failure = {
  kind: 'service',
  type: 'AccessDenied',
  summary: 'FC responded with 403',
  refusal: { operation: undefined, statusCode: 403, message: 'no' },
};

const ok = (value: unknown, metadata: Invocation['metadata'] = {}): Invocation => ({
  wasSent: true,
  statusCode: 200,
  metadata,
  result: resultOf(JSON.stringify(value)),
});
const failed = (failure: Failure): Invocation => ({ wasSent: true, metadata: {}, failure });

function gateOf(expect: string, failOn: FailOn): Gate {
  const expectations = parseExpectations(expect, [], 1000);
  return { failOn, expectations, attempts: 1, attemptIntervalSeconds: 0 };
}

/** The runs, judged in the order in which they end; numbers are by `numbers`, else by that order. */
function judgeAll(
  invocations: readonly Invocation[],
  {
    expect = '',
    failOn = 'any',
    numbers = invocations.map((_, index) => index + 1),
  }: { expect?: string; failOn?: FailOn; numbers?: readonly number[] } = {},
) {
  const runs = new Runs(gateOf(expect, failOn));
  for (const [index, invocation] of invocations.entries()) {
    runs.add(runs.judge(numbers[index] ?? 0, invocation));
  }
  return { ...runs.end(), told: runs.told };
}

describe('what the runs mean for the step', () => {
  const COUNTED = 'runs.errorRate < `0.5`';
  test.for<
    readonly [string, readonly Invocation[], { expect?: string; failOn?: FailOn }, string, number?]
  >([
    ['all pass', [ok(1), ok(1)], {}, 'passed', 2],
    ['one has an error', [ok(1), failed(BROKEN), ok(1)], {}, 'failed', 2],
    ['one is late', [ok(1), failed(LATE), ok(1)], { failOn: 'none' }, 'failed', 2],
    ['one does not meet an expectation', [ok(1), ok(2)], { expect: 'result == `1`' }, 'failed', 2],
    ['fail-on excuses one', [ok(1), failed(BROKEN)], { failOn: 'none' }, 'passed-with-warning', 2],
    [
      'fail-on excuses it',
      [failed(HANDLED), ok(1)],
      { failOn: 'unhandled' },
      'passed-with-warning',
      1,
    ],
    ['fail-on does not excuse it', [failed(BROKEN), ok(1)], { failOn: 'unhandled' }, 'failed', 1],
    [
      'an error was expected',
      [failed(BROKEN), ok(1)],
      { failOn: 'none', expect: "errorType != 'x'" },
      'passed',
      1,
    ],
    [
      'errors are counted, and few',
      [ok(1), failed(BROKEN), ok(1)],
      { expect: COUNTED },
      'passed',
      2,
    ],
    ['of any kind', [ok(1), failed(LATE), ok(1)], { expect: COUNTED }, 'passed', 2],
    ['by their number', [ok(1), failed(LATE)], { expect: 'runs.errors == `1`' }, 'passed', 2],
    ['errors are counted, and many', [ok(1), failed(BROKEN)], { expect: COUNTED }, 'failed', 2],
    [
      'errors are counted, and other expectations are not met',
      [failed(BROKEN), ok(1), ok(2), ok(1)],
      { expect: `${COUNTED}\nresult == \`1\`` },
      'failed',
      3,
    ],
    [
      'errors are counted, and what they returned is not looked at',
      [ok(1), failed(BROKEN), ok(1)],
      { expect: `${COUNTED}\nresult == \`1\`` },
      'passed',
      2,
    ],
    [
      'only other figures are used',
      [ok(1), failed(BROKEN)],
      { expect: 'runs.count == `2`' },
      'failed',
      2,
    ],
    ['there is no run', [], { failOn: 'none' }, 'failed'],
    [
      'none is free of error',
      [failed(BROKEN), failed(BROKEN)],
      { failOn: 'none', expect: 'runs.errors == `2`' },
      'failed',
      1,
    ],
    ['the job was cancelled', [ok(1), ok(1), failed(CANCELLED)], { expect: COUNTED }, 'failed', 3],
    ['credentials are refused', [ok(1), ok(1), failed(REFUSED)], { expect: COUNTED }, 'failed', 3],
    [
      'errors are counted, and the file of one result cannot be written',
      [
        ok(1),
        { ...failed(BROKEN), result: { ...resultOf('x'), file: new Error('ENOSPC') } },
        ok(1),
      ],
      { expect: COUNTED },
      'failed',
      2,
    ],
    ['a figure is not met', [ok(1), ok(1)], { expect: 'runs.count > `2`' }, 'failed', 2],
  ])('%s', ([, invocations, settings, verdict, told]) => {
    const judged = judgeAll(invocations, settings);
    expect(judged.verdict).toBe(verdict);
    expect(judged.told?.number).toBe(told);
    const hasError = invocations.some(({ failure }) => failure !== undefined);
    expect(judged.failures.length > 0).toBe(
      hasError || (verdict === 'failed' && invocations.length > 0),
    );
  });
});

describe('the run that is told', () => {
  const COUNTED = 'runs.errors <= `9`\nresult == `1`';
  test.for<readonly [string, readonly Invocation[], readonly number[], number]>([
    ['is the last', [ok(1), ok(1), ok(1)], [2, 3, 1], 3],
    ['is the first that failed', [ok(2), ok(2), ok(1)], [3, 2, 1], 2],
    [
      'is the first that is excused, if none failed',
      [failed(BROKEN), failed(LATE), ok(1)],
      [2, 1, 3],
      1,
    ],
    [
      'is one that failed rather than one that is excused',
      [failed(BROKEN), ok(2), ok(1)],
      [1, 2, 3],
      2,
    ],
  ])('%s, by number', ([, invocations, numbers, told]) => {
    const discarded: Result[] = [];
    const noting = invocations.map((each, index) => {
      const result: Result = {
        ...resultOf(each.result?.text() ?? 'error'),
        discard: () => discarded.push(result),
      };
      return { ...each, result, metadata: { requestId: String(numbers[index]) } };
    });
    const judged = judgeAll(noting, { expect: COUNTED, numbers });

    expect(judged.told?.invocation.metadata.requestId).toBe(String(told));
    // The results of all others are removed, each once.
    const others = noting.filter(({ metadata }) => metadata.requestId !== String(told));
    expect(new Set(discarded)).toEqual(new Set(others.map(({ result }) => result)));
    expect(discarded).toHaveLength(others.length);
  });
});

describe('the failure', () => {
  test.for<readonly [readonly Invocation[], string, string, string]>([
    [
      [ok(1), failed(BROKEN), failed(LATE)],
      '',
      'UnhandledInvocationError',
      '2 of 3 runs failed, the first: The function failed: broken.',
    ],
    [
      [ok(1), failed(BROKEN)],
      'runs.errors == `1`',
      'UnhandledInvocationError',
      '1 of 2 runs had an error, the first: The function failed: broken.',
    ],
    [[ok(1), failed(CANCELLED)], '', 'Cancelled', '1 of 2 runs failed, the first: The job ended.'],
    [
      [failed(CANCELLED), failed(CANCELLED)],
      '',
      'Cancelled',
      '2 of 2 runs failed, the first: The job ended.',
    ],
    [
      [failed(LATE), failed(CANCELLED)],
      '',
      'Timeout',
      '2 of 2 runs failed, and the job was cancelled; the first: No response.',
    ],
    [
      [failed(LATE), failed(REFUSED)],
      '',
      'Timeout',
      '2 of 2 runs failed, and AccessDenied ended them; the first: No response.',
    ],
    [
      [ok(1), ok(2)],
      'result == `1`',
      'ExpectationFailed',
      '1 of 2 runs failed, the first: The expectation failed: `result == `1``, but `result` is 2.',
    ],
  ])('of %# is told in one sentence', ([invocations, expectations, type, text]) => {
    const [cause] = judgeAll(invocations, { expect: expectations }).failures;
    expect(cause?.type).toBe(type);
    expect(cause && sentence(cause)).toBe(text);
  });

  test('of a figure stands beside that of the runs, which is the cause', () => {
    const { failures } = judgeAll([ok(1), failed(BROKEN)], { expect: 'runs.errors == `0`' });
    expect(failures.map(({ kind }) => kind)).toEqual(['runs', 'expectation']);
  });
});

test('the figures are over the runs without error, and instances over all', () => {
  const { figures } = judgeAll([
    ok(1, { durationMs: 1, latencyMs: 10, memoryUsedMb: 5, instanceId: 'a' }),
    ok(1, { durationMs: 3, latencyMs: 30, memoryUsedMb: 7, instanceId: 'b' }),
    ok(1, { instanceId: 'a' }),
    { metadata: { durationMs: 99, latencyMs: 99, instanceId: 'c' }, failure: BROKEN },
  ]);
  expect(figures).toMatchObject({
    count: 4,
    errors: 1,
    errorRate: 0.25,
    instances: 3,
    durationMs: { min: 1, mean: 2, p50: 1, p90: null, max: 3 },
    latencyMs: { min: 10, mean: 20, max: 30 },
    memoryUsedMb: { min: 5, max: 7 },
  });
});

test('a run whose request was not sent is not counted as sent', () => {
  const unsent = { metadata: {}, wasSent: false, failure: REFUSED };
  expect(judgeAll([ok(1), unsent, ok(1)])).toMatchObject({ sent: 2, failed: 1 });
});

test('the slowest five are by duration, or by latency where there is none', () => {
  const timed = (requestId: string | undefined, durationMs?: number, latencyMs?: number) =>
    ok(1, { requestId, durationMs, latencyMs });
  const { slowest } = judgeAll([
    timed('a', 10, 900),
    timed('b', 60, 61),
    timed('c', 30),
    timed('d', undefined, 50),
    timed(undefined, 1000),
    timed('e', 20),
    timed('f'),
    timed('g', 40),
  ]);
  expect(slowest).toEqual([
    { requestId: 'b', milliseconds: 60 },
    { requestId: 'd', milliseconds: 50 },
    { requestId: 'g', milliseconds: 40 },
    { requestId: 'c', milliseconds: 30 },
    { requestId: 'e', milliseconds: 20 },
  ]);
  expect(judgeAll([timed('f'), timed(undefined, 1000)]).slowest).toEqual([]);
});

describe('the expectations that are told', () => {
  test('are all, in their order: of each run that which failed it first, else the last', () => {
    const invocations = [
      ok({ a: 1, b: 1 }),
      ok({ a: 1, b: 3 }),
      ok({ a: 1, b: 2 }),
      ok({ a: 1, b: 1 }),
    ];
    const expect_ = 'runs.count == `4`\nresult.b == `1`\nresult.a == `1`\nruns.errors == `1`';
    const { expectations } = judgeAll(invocations, { expect: expect_, numbers: [1, 3, 2, 4] });
    expect(expectations.map(({ expectation: { text }, passed }) => [text, passed])).toEqual([
      ['runs.count == `4`', true],
      ['result.b == `1`', false],
      ['result.a == `1`', true],
      ['runs.errors == `1`', false],
    ]);
    expect(expectations[1]?.operands).toMatchObject([{ value: '2' }]);
  });

  test('are only those that were judged', () => {
    const { expectations } = judgeAll([failed(LATE)], {
      expect: 'result == `1`\nruns.count > `0`',
    });
    expect(expectations.map(({ expectation }) => expectation.text)).toEqual(['runs.count > `0`']);
  });
});

test('the tally counts a run before it is added', () => {
  const runs = new Runs(gateOf('', 'any'));
  const first = runs.judge(1, failed(BROKEN));
  expect(runs.tallyWith(first)).toEqual({ ended: 1, failed: 1, hasFailed: true });
  runs.add(first);
  const second = runs.judge(2, ok(1));
  expect(runs.tallyWith(second)).toEqual({ ended: 2, failed: 1, hasFailed: false });
});
