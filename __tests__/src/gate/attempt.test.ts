/** The contract's `attempts`, `attempt-interval`, `fail-on` and "Failing". */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Invocation } from '../../../src/function-compute/invocation';
import { type Attempt, type Gate, invokeUntilPassed, judged } from '../../../src/gate/attempt';
import { parseExpectations } from '../../../src/gate/expectation';
import type { FailOn } from '../../../src/gate/verdict';
import { resultOf } from '../../support/results';

function gateOf(expect = '', rest: Partial<Gate> = {}): Gate {
  const expectations = parseExpectations(expect);
  return { failOn: 'any', expectations, attempts: 1, attemptIntervalSeconds: 5, ...rest };
}

const PASSED: Invocation = { statusCode: 200, metadata: {}, result: resultOf('{"ok":true}') };

const HANDLED: Failure = {
  kind: 'function',
  type: 'HandledInvocationError',
  summary: 'Function f failed',
  detail: 'no stock',
  isHandled: true,
};
const UNHANDLED: Failure = { ...HANDLED, type: 'UnhandledInvocationError', isHandled: false };
const STATUS: Failure = { kind: 'http', type: 'HttpError', summary: 'f responded', detail: 'no' };
const TASK: Failure = { kind: 'task', type: 'AsyncTaskFailed', summary: 'It failed', detail: 'no' };
const NETWORK: Failure = { kind: 'network', type: 'NetworkError', summary: 'No connection' };
const LATE: Failure = { kind: 'timeout', type: 'Timeout', summary: 'It took too long' };
const LARGE: Failure = { kind: 'too-large', type: 'ResultTooLarge', summary: 'It is too large' };
const TRIGGER: Failure = { kind: 'trigger', type: 'TriggerError', summary: 'No trigger' };
const DEFECT: Failure = { kind: 'internal', type: 'InternalError', summary: 'A defect' };
const CANCELLED: Failure = {
  kind: 'cancelled',
  type: 'Cancelled',
  summary: 'The job was cancelled',
};

function refused(statusCode: number): Failure {
  const refusal = { operation: undefined, statusCode, message: 'no' };
  return { kind: 'service', type: 'Refused', summary: 'FC responded', refusal };
}

function without(problem: 'sts-unavailable' | 'role-not-trusting' | 'none-found'): Failure {
  return {
    kind: 'credentials',
    type: 'CredentialsError',
    summary: 'No credentials',
    problem,
    claims: undefined,
  };
}

const failed = (failure: Failure): Invocation => ({ metadata: {}, failure });

/** What happens when each invocation ends as given, the last one for ever, on a clock of its own. */
async function run(gate: Gate, ...endings: readonly Invocation[]) {
  const events: string[] = [];
  const attempt = await invokeUntilPassed(
    gate,
    async (number) => {
      events.push(`invoke ${number}`);
      return judged(gate, number, { invocation: endings[number - 1] ?? endings.at(-1) ?? PASSED });
    },
    ({ number, verdict }, isLast) => {
      events.push(`${number} ${verdict}${isLast ? ', last' : ''}`);
    },
    async (ms) => {
      events.push(`${ms} ms`);
    },
  );
  return { attempt, events };
}

const invocationsOf = (events: readonly string[]) =>
  events.filter((event) => event.startsWith('invoke')).length;

describe('attempts', () => {
  const gate = gateOf('', { attempts: 3, attemptIntervalSeconds: 2 });

  test('end with the one that passes; the interval, in seconds, is waited before each other', async () => {
    const { attempt, events } = await run(gate, failed(NETWORK), failed(UNHANDLED), PASSED);
    expect(events).toEqual([
      'invoke 1',
      '1 failed',
      '2000 ms',
      'invoke 2',
      '2 failed',
      '2000 ms',
      'invoke 3',
      '3 passed, last',
    ]);
    expect(attempt).toMatchObject({ number: 3, invocation: PASSED });
  });

  test('end when they are used up, and nothing is waited for after the last', async () => {
    const { attempt, events } = await run(gate, failed(NETWORK));
    expect(events).toEqual([
      'invoke 1',
      '1 failed',
      '2000 ms',
      'invoke 2',
      '2 failed',
      '2000 ms',
      'invoke 3',
      '3 failed, last',
    ]);
    expect(attempt.failures).toEqual([NETWORK]);
  });

  test.each([
    ['one that passes', gateOf('', { attempts: 9 }), PASSED, 'passed'],
    ['a warning', gateOf('', { attempts: 9, failOn: 'none' }), failed(TASK), 'passed-with-warning'],
    ['one, if no more are allowed', gateOf(), failed(NETWORK), 'failed'],
  ])('end at once with %s', async (_, only, invocation, verdict) => {
    const { events } = await run(only, invocation);
    expect(events).toEqual(['invoke 1', `1 ${verdict}, last`]);
  });

  test('follow each other at once with an interval of 0', async () => {
    const { events } = await run(
      gateOf('', { attempts: 2, attemptIntervalSeconds: 0 }),
      failed(LATE),
    );
    expect(events).toContain('0 ms');
  });

  test('are repeated for an expectation, until it passes', async () => {
    const expecting = gateOf('result.ok', { attempts: 3 });
    const { events } = await run(expecting, { metadata: {}, result: resultOf('{}') }, PASSED);
    expect(invocationsOf(events)).toBe(2);
  });

  test('end when the wait between them is ended', async () => {
    const cancelled = new Error('cancelled');
    const found: Attempt[] = [];
    const running = invokeUntilPassed(
      gate,
      async (number) => judged(gate, number, { invocation: failed(NETWORK) }),
      (attempt) => found.push(attempt),
      () => Promise.reject(cancelled),
    );
    await expect(running).rejects.toBe(cancelled);
    expect(found.map(({ number }) => number)).toEqual([1]);
  });

  test.each([
    ['a handled error', HANDLED, 3],
    ['an unhandled error', UNHANDLED, 3],
    ['a status of 400 or above', STATUS, 3],
    ['a failed task', TASK, 3],
    ['a network failure', NETWORK, 3],
    ['a timeout', LATE, 3],
    ['a result that is too large', LARGE, 3],
    ['no trigger', TRIGGER, 3],
    ['a service error', refused(500), 3],
    ['an unknown function', refused(404), 3],
    ['wrong credentials', refused(401), 3],
    ['no permission', refused(403), 1],
    ['an STS that cannot be reached', without('sts-unavailable'), 3],
    ['an STS that refuses', without('role-not-trusting'), 1],
    ['no credentials', without('none-found'), 1],
    ['a cancelled job', CANCELLED, 1],
    ['a defect', DEFECT, 1],
  ])('after %s', async (_, failure, invocations) => {
    const { events } = await run(gate, failed(failure));
    expect(invocationsOf(events)).toBe(invocations);
  });

  test('after a failure beside one that is final are decided by the first', async () => {
    const unwritable = { ...resultOf('1'), file: new Error('ENOSPC') };
    expect((await run(gate, { metadata: {}, result: unwritable })).events).toHaveLength(8);
    const both = { ...failed(refused(403)), result: unwritable };
    expect((await run(gate, both)).events).toHaveLength(2);
  });
});

describe('an attempt', () => {
  const WARNED = 'passed-with-warning';

  /** What `any`, `unhandled` and `none` make of it; the last two when an expectation expects it. */
  test.each<[string, Failure | undefined, ...string[]]>([
    ['that passes', undefined, 'passed', 'passed', 'passed', 'passed', 'passed'],
    ['with a handled error', HANDLED, 'failed', WARNED, WARNED, 'passed', 'passed'],
    ['with an unhandled error', UNHANDLED, 'failed', 'failed', WARNED, 'failed', 'passed'],
    ['with a status of 400', STATUS, 'failed', 'failed', WARNED, 'failed', 'passed'],
    ['with a failed task', TASK, 'failed', 'failed', WARNED, 'failed', 'passed'],
    ['with a service error', refused(503), 'failed', 'failed', 'failed', 'failed', 'failed'],
    ['with a network failure', NETWORK, 'failed', 'failed', 'failed', 'failed', 'failed'],
    ['with a result that is lost', LARGE, 'failed', 'failed', 'failed', 'failed', 'failed'],
  ])('%s', (_, failure, ...verdicts) => {
    const verdict = (failOn: FailOn, expect?: string) =>
      judged(gateOf(expect, { failOn }), 1, { invocation: { ...PASSED, failure } }).verdict;
    const expecting = failure === undefined ? '!errorType' : 'type(errorType) == `"string"`';
    expect([
      verdict('any'),
      verdict('unhandled'),
      verdict('none'),
      verdict('unhandled', expecting),
      verdict('none', expecting),
    ]).toEqual(verdicts);
    expect(verdict('any', expecting)).toBe(verdict('any'));
  });

  test.each([
    ["errorType == 'HandledInvocationError'", 'passed'],
    ["contains(errorMessage, 'no stock')", 'passed'],
    ['statusCode == `200`', 'passed'],
    ['result.ok', WARNED],
    ["errorType == 'HandledInvocationError' || result.ok", 'passed'],
    ["errorType == 'Other'", 'failed'],
    ['result.ok\nstatusCode == `201`', 'failed'],
  ])('whose error is tolerated and expected with %s: %s', (expectations, verdict) => {
    const gate = gateOf(expectations, { failOn: 'unhandled' });
    expect(judged(gate, 1, { invocation: { ...PASSED, failure: HANDLED } }).verdict).toBe(verdict);
  });

  test.each([
    ['it passed', undefined, true],
    ['the function failed', UNHANDLED, true],
    ['it responded with an error status', STATUS, true],
    ['its task failed', TASK, true],
    ['FC refused', refused(429), false],
    ['the network failed', NETWORK, false],
    ['there were no credentials', without('none-found'), false],
    ['its result was too large', LARGE, false],
  ])('is expected of when %s: %s', (_, failure, isExpectedOf) => {
    const attempt = judged(gateOf('`false`'), 1, { invocation: { ...PASSED, failure } });
    const { expectations, failures, warnings } = attempt;
    expect(warnings).toEqual([]);
    expect(expectations).toHaveLength(isExpectedOf ? 1 : 0);
    expect(failures.map(({ kind }) => kind).includes('expectation')).toBe(isExpectedOf);
  });

  test('says all that failed, the cause first', () => {
    const result = { ...resultOf('{}'), file: new Error('ENOSPC: no space left') };
    const gate = gateOf('result.ok\n`true`\nresult.done', { failOn: 'none' });
    const { verdict, failures, number } = judged(gate, 7, {
      invocation: { metadata: {}, result, failure: TASK },
    });
    expect(failures.map(({ type, summary }) => [type, summary])).toEqual([
      ['AsyncTaskFailed', 'It failed'],
      ['OutputError', 'The function ran, but result-file cannot be written: ENOSPC: no space left'],
      ['ExpectationFailed', '2 of 3 expectations failed'],
    ]);
    expect(failures.at(-1)).toMatchObject({
      failed: [{ expectation: { line: 1 } }, { expectation: { line: 3 } }],
    });
    expect({ verdict, number }).toEqual({ verdict: 'failed', number: 7 });
  });

  test('without failures has none', () => {
    expect(judged(gateOf('result.ok'), 1, { invocation: PASSED })).toMatchObject({
      failures: [],
      warnings: [],
    });
    expect(judged(gateOf('result.ok == `1`'), 1, { invocation: PASSED }).failures).toMatchObject([
      { kind: 'expectation', type: 'ExpectationFailed', summary: 'The expectation failed' },
    ]);
  });

  test('passes on the warnings of its expectations', () => {
    const result = resultOf('1'.repeat(1001));
    const { warnings } = judged(gateOf("type(result) == 'string'"), 1, {
      invocation: { ...PASSED, result },
    });
    expect(warnings).toEqual([expect.stringContaining('more than 1000 digits')]);
  });
});

describe('a redirect is not followed', () => {
  const trigger = { method: 'GET', url: 'https://f-abc.cn-hangzhou.fcapp.run/' };

  test.each([
    [299, 0],
    [300, 1],
    [302, 1],
    [303, 1],
    [304, 0],
    [305, 1],
    [399, 1],
    [400, 0],
    [undefined, 0],
  ])('which is a warning of an HTTP trigger with %s: %i', (statusCode, count) => {
    const invocation = { metadata: {}, statusCode, trigger };
    expect(judged(gateOf(), 1, { invocation }).warnings).toHaveLength(count);
    expect(
      judged(gateOf(), 1, { invocation: { ...invocation, trigger: undefined } }).warnings,
    ).toEqual([]);
  });

  test('and none for who looks at the status', () => {
    const warnings = (expectations: string) =>
      judged(gateOf(expectations), 1, { invocation: { metadata: {}, statusCode: 302, trigger } })
        .warnings;
    expect(warnings('!errorType\nstatusCode == `302`')).toEqual([]);
    expect(warnings('!errorType')).toEqual([
      'The HTTP trigger responded with the redirect 302, which is not followed; expect statusCode if that is right.',
    ]);
  });
});
