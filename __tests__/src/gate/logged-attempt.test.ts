/** When the whole log is read, and what comes of it. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Invocation, WholeLog } from '../../../src/function-compute/invocation';
import type { Gate } from '../../../src/gate/attempt';
import { parseExpectations } from '../../../src/gate/expectation';
import { judgedWithLog, type Logged } from '../../../src/gate/logged-attempt';
import { resultOf } from '../../support/results';

const FAILURE: Failure = {
  kind: 'function',
  type: 'UnhandledInvocationError',
  summary: 'Function f failed',
  detail: 'no stock',
};
const CANCELLED: Failure = { kind: 'cancelled', type: 'Cancelled', summary: 'It was cancelled' };

const PASSED: Invocation = { statusCode: 200, metadata: {}, result: resultOf('{"ok":true}') };
const FAILED: Invocation = { ...PASSED, failure: FAILURE };

const wholeLog = (text: string): WholeLog => ({
  file: '/tmp/log.txt',
  end: text,
  isCut: false,
  foreignLines: 0,
  text: () => text,
  discard: () => undefined,
});

/** Judges an invocation; `reads` says of what the log was read. */
async function judge(
  invocation: Invocation,
  expect: string,
  read: (invocation: Invocation) => Logged,
  failOn: Gate['failOn'] = 'any',
) {
  const expectations = parseExpectations(expect);
  const gate = { failOn, expectations, attempts: 1, attemptIntervalSeconds: 0 };
  const reads: Invocation[] = [];
  const attempt = await judgedWithLog(gate, 7, { invocation }, async (given) => {
    reads.push(given);
    return read(given);
  });
  return { attempt, reads, types: attempt.failures.map(({ type }) => type) };
}

const withLog = (text: string) => (invocation: Invocation) => ({
  invocation: { ...invocation, wholeLog: wholeLog(text) },
});
const withoutLog = (invocation: Invocation): Logged => ({
  invocation: { ...invocation, wholeLog: 'unknown' },
});
const cancelled = (invocation: Invocation): Logged => ({ invocation, cancelled: CANCELLED });

const NO_ERROR = "!contains(logs, 'ERROR')";
const OK = 'result.ok';
const WRONG = '!result.ok';

describe('the log is read', () => {
  test.for<
    readonly [what: string, Invocation, expect: string, isRead: boolean, failOn?: Gate['failOn']]
  >([
    ['not of one that passed', PASSED, '', false],
    ['not of one that passed its expectations', PASSED, OK, false],
    ['of one that passed, for an expectation', PASSED, NO_ERROR, true],
    ['of one that passed, for one of several expectations', PASSED, `${OK}\n${NO_ERROR}`, true],
    ['of one that failed', FAILED, '', true],
    ['of one that failed, for an expectation', FAILED, NO_ERROR, true],
    ['of one that fails an expectation', PASSED, WRONG, true],
    ['not of one of which the failure is excused', FAILED, '', false, 'none'],
  ])('%s', async ([, invocation, expectations, isRead, failOn]) => {
    const { attempt, reads } = await judge(invocation, expectations, withLog('text'), failOn);

    expect(reads).toEqual(isRead ? [invocation] : []);
    expect(attempt.number).toBe(7);
    expect(typeof attempt.invocation.wholeLog).toBe(isRead ? 'object' : 'undefined');
  });
});

describe('the verdict sees', () => {
  test.for<
    readonly [
      what: string,
      Invocation,
      expect: string,
      read: (invocation: Invocation) => Logged,
      types: readonly string[],
    ]
  >([
    ['the log', PASSED, NO_ERROR, withLog('fine'), []],
    ['what is in the log', PASSED, NO_ERROR, withLog('ERROR'), ['ExpectationFailed']],
    ['null in place of half a log', PASSED, NO_ERROR, withoutLog, ['ExpectationFailed']],
    ['the same failure with a log', FAILED, '', withLog('ERROR'), [FAILURE.type]],
    ['the same failure without one', FAILED, '', withoutLog, [FAILURE.type]],
    ['the failure first', FAILED, NO_ERROR, withoutLog, [FAILURE.type, 'ExpectationFailed']],
    ['that the job was cancelled', PASSED, NO_ERROR, cancelled, ['Cancelled']],
    ['that something else failed before', FAILED, '', cancelled, [FAILURE.type, 'Cancelled']],
    ['the failure, but no log', FAILED, NO_ERROR, cancelled, [FAILURE.type, 'Cancelled']],
    ['an expectation before', PASSED, WRONG, cancelled, ['ExpectationFailed', 'Cancelled']],
  ])('%s', async ([, invocation, expectations, read, types]) => {
    const judged = await judge(invocation, expectations, read);

    expect(judged.types).toEqual(types);
    expect(judged.attempt.verdict).toBe(types.length === 0 ? 'passed' : 'failed');
    expect(judged.reads).toHaveLength(1);
  });

  test('a failure that is excused, and still fails as cancelled', async () => {
    const { attempt, types } = await judge(FAILED, NO_ERROR, cancelled, 'none');

    expect(attempt.verdict).toBe('failed');
    expect(types).toEqual([FAILURE.type, 'Cancelled']);
    expect(attempt.expectations).toEqual([]);
  });
});
