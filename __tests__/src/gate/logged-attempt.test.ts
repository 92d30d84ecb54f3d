/** When the whole log is read, and what comes of it. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Invocation, WholeLog } from '../../../src/function-compute/invocation';
import type { Gate } from '../../../src/gate/attempt';
import type { Compared } from '../../../src/gate/baseline';
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
  compared: Invocation | Compared,
  expect: string,
  read: (invocation: Invocation) => Logged,
  failOn: Gate['failOn'] = 'any',
) {
  const given = 'invocation' in compared ? compared : { invocation: compared };
  const expectations = parseExpectations(expect, ['baseline']);
  const gate = { failOn, expectations, attempts: 1, attemptIntervalSeconds: 0 };
  const reads: Invocation[] = [];
  const whose: string[] = [];
  const attempt = await judgedWithLog(gate, 7, given, async (invocation, side) => {
    reads.push(invocation);
    whose.push(side);
    return read(invocation);
  });
  return { attempt, reads, whose, types: attempt.failures.map(({ type }) => type) };
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

  test.for<readonly [what: string, (invocation: Invocation) => Logged, warnings: number]>([
    ['the whole log, without a warning', withLog('fine'), 0],
    ['no more than the tail, with a warning', (invocation) => ({ invocation }), 1],
  ])('%s', async ([, read, warnings]) => {
    const tail = { ...PASSED, metadata: { requestId: '1-a', logs: 'the end of a long log' } };
    const { attempt } = await judge(tail, NO_ERROR, read);

    expect(attempt.verdict).toBe('passed');
    expect(attempt.warnings).toHaveLength(warnings);
  });

  test('a failure that is excused, and still fails as cancelled', async () => {
    const { attempt, types } = await judge(FAILED, NO_ERROR, cancelled, 'none');

    expect(attempt.verdict).toBe('failed');
    expect(types).toEqual([FAILURE.type, 'Cancelled']);
    expect(attempt.expectations).toEqual([]);
  });
});

describe('a file that cannot be written', () => {
  const lost = (invocation: Invocation) => ({
    invocation: { ...invocation, wholeLog: { ...wholeLog('text'), file: new Error('ENOSPC') } },
  });

  test.for<
    readonly [what: string, Invocation, expect: string, Gate['failOn'], types: readonly string[]]
  >([
    ['fails what passed', PASSED, "contains(logs, 'text')", 'any', ['OutputError']],
    ['comes behind the failure', FAILED, '', 'any', [FAILURE.type, 'OutputError']],
    ['is not excused', FAILED, "contains(logs, 'text')", 'none', [FAILURE.type, 'OutputError']],
    ['comes before an expectation', PASSED, WRONG, 'any', ['OutputError', 'ExpectationFailed']],
  ])('%s', async ([, invocation, expectations, failOn, types]) => {
    const judged = await judge(invocation, expectations, lost, failOn);

    expect(judged.types).toEqual(types);
    expect(judged.attempt.verdict).toBe('failed');
    expect(judged.attempt.failures.find(({ kind }) => kind === 'output')?.summary).toBe(
      'The log was read, but logs-file cannot be written: ENOSPC',
    );
  });
});

describe('of a baseline', () => {
  const BASELINE: Invocation = { ...PASSED, metadata: { requestId: '1-b', logs: 'the end' } };
  const compared: Compared = {
    invocation: PASSED,
    baseline: BASELINE,
    against: {
      comparison: {
        kind: 'compared',
        differences: { count: 0, first: [] },
        noise: { count: 0, first: [] },
        warnings: [],
      },
      qualifier: 'live',
    },
  };
  const named = (invocation: Invocation): Logged => ({
    invocation: { ...invocation, wholeLog: wholeLog(invocation === BASELINE ? 'old' : 'new') },
  });

  test.for<readonly [expect: string, whose: readonly string[], passes: boolean]>([
    ["!contains(baseline.logs, 'ERROR')", ['baseline'], true],
    ["baseline.logs == 'old'", ['baseline'], true],
    ["logs == 'new' && baseline | logs == 'old'", ['candidate', 'baseline'], true],
    ["logs == 'new'\nbaseline.logs == 'old'", ['candidate', 'baseline'], true],
    ["contains(values(baseline), 'old')", ['baseline'], true],
    ["baseline == baseline && contains(values(baseline), 'old')", ['baseline'], true],
    ["contains(to_string(@), 'old')", ['candidate', 'baseline'], true],
    ['baseline.statusCode == `200`', [], true],
    ['baseline.result == result', [], true],
    ['statusCode == `200`', [], true],
  ])('for %j, the logs of %j are read', async ([expectations, whose, passes]) => {
    const judged = await judge(compared, expectations, named);

    expect(judged.attempt.verdict).toBe(passes ? 'passed' : 'failed');
    expect(judged.whose).toEqual(whose);
  });

  test.for<readonly [what: string, expect: string, read: (invocation: Invocation) => Logged]>([
    ['that could not be read', "contains(baseline.logs, 'the end')", withoutLog],
    ['that was not read', "!contains(values(baseline) | @, 'x') && baseline.requestId", withoutLog],
  ])('%s, no expectation sees the end', async ([, expectations, read]) => {
    expect((await judge(compared, expectations, read)).types).toEqual(['ExpectationFailed']);
  });

  test('nothing is kept', async () => {
    let discarded = 0;
    const discard = () => {
      discarded++;
    };
    const read = (invocation: Invocation) => ({
      invocation: { ...invocation, wholeLog: { ...wholeLog('old'), discard } },
    });

    await judge(compared, "baseline.logs == 'old'", read);
    expect(discarded).toBe(1);
    const cancelledThen = (invocation: Invocation): Logged =>
      invocation === BASELINE ? read(invocation) : cancelled(invocation);
    await judge(compared, 'baseline.logs == logs', cancelledThen);
    expect(discarded).toBe(2);
  });

  test('that is cancelled, nothing is expected', async () => {
    const { attempt, types } = await judge(compared, "baseline.logs == 'x'", cancelled);

    expect(types).toEqual(['Cancelled']);
    expect(attempt.expectations).toEqual([]);
  });

  test('that cannot be obtained, nothing is read', async () => {
    const failure: Failure = {
      kind: 'baseline',
      type: 'BaselineError',
      qualifier: 'live',
      summary: 'It cannot be obtained',
      cause: undefined,
    };
    const { reads, types } = await judge(
      { invocation: { wasSent: false, metadata: { requestId: '1-b' } }, against: { failure } },
      NO_ERROR,
      withLog('text'),
    );

    expect(reads).toEqual([]);
    expect(types).toEqual(['BaselineError']);
  });

  test('and of the candidate, each has its warning', async () => {
    const read = (invocation: Invocation): Logged => ({
      ...withoutLog(invocation),
      warning: invocation === BASELINE ? 'no old log' : 'no new log',
    });
    const both = await judge(compared, 'logs == baseline.logs', read);

    expect(both.attempt.warnings).toEqual(['no new log', 'no old log']);
    const failed = await judge({ ...compared, invocation: FAILED }, 'baseline.logs', read);
    expect(failed.attempt.warnings).toEqual(['no old log', 'no new log']);
  });
});
