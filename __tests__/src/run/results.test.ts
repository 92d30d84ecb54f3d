/** What becomes of a case, and what the cases mean for their step. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Attempt } from '../../../src/gate/attempt';
import { Runs } from '../../../src/gate/runs';
import {
  type CaseResult,
  count,
  endedCase,
  metCancelling,
  type Outcome,
  repeatedCase,
  settled,
  toldCase,
  unsentCase,
  verdictOf,
  withoutResult,
} from '../../../src/run/results';
import { caseOf, resultOfCase } from '../../support/cases';
import { resultOf } from '../../support/results';
import { attempt, FUNCTION_FAILED } from '../report/summary-page';

const PASSED = attempt();
const EXCUSED = attempt({ failure: FUNCTION_FAILED }, { verdict: 'passed-with-warning' });
const FAILED = attempt({ failure: FUNCTION_FAILED });
const CANCELLED: Failure = { kind: 'cancelled', type: 'Cancelled', summary: 'Cancelled' };
const DEFECT: Failure = { kind: 'internal', type: 'InternalError', summary: 'A defect' };

function refused(statusCode: number): Attempt {
  const refusal = { operation: undefined, statusCode, message: 'no' };
  return attempt({ failure: { kind: 'service', type: 'Refused', summary: 'No', refusal } });
}

function without(problem: 'none-found' | 'sts-unavailable'): Attempt {
  const failure = { kind: 'credentials', type: 'CredentialsError', summary: 'None' } as const;
  return attempt({ failure: { ...failure, problem, claims: undefined } });
}

describe('a case that has run', () => {
  /** The outcome of one that blocks, and of one that does not. */
  test.for<[what: string, attempts: Attempt[], end: Failure | undefined, ...outcomes: Outcome[]]>([
    ['and passed', [PASSED], undefined, 'passed', 'passed'],
    ['and passed at last', [FAILED, PASSED], undefined, 'passed', 'passed'],
    ['with an error that is excused', [EXCUSED], undefined, 'passed', 'passed'],
    ['and failed', [FAILED], undefined, 'failed', 'warned'],
    ['and failed at last', [PASSED, FAILED], undefined, 'failed', 'warned'],
    ['and could not find its function', [refused(404)], undefined, 'failed', 'warned'],
    ['with credentials that are refused', [refused(403)], undefined, 'failed', 'failed'],
    ['without credentials', [without('none-found')], undefined, 'failed', 'failed'],
    ['while STS was away', [without('sts-unavailable')], undefined, 'failed', 'warned'],
    ['and was cancelled', [attempt({ failure: CANCELLED })], undefined, 'failed', 'failed'],
    ['and was cancelled between two attempts', [FAILED], CANCELLED, 'failed', 'failed'],
    ['and was cancelled before the first', [], CANCELLED, 'failed', 'failed'],
    ['into a defect', [], DEFECT, 'failed', 'failed'],
    ['and passed, and met a defect', [PASSED], DEFECT, 'failed', 'failed'],
  ])('%s', ([, attempts, end, blocking, other]) => {
    expect(endedCase(caseOf(), attempts, end, 2).outcome).toBe(blocking);
    expect(endedCase(caseOf({ blocking: false }), attempts, end, 2).outcome).toBe(other);
  });

  test('tells all that failed, what ended it first', () => {
    const result = endedCase(caseOf(), [PASSED, FAILED], CANCELLED, 2.5);
    expect(result).toMatchObject({ verdict: 'failed', seconds: 2.5 });
    expect(result.failures).toEqual([CANCELLED, FUNCTION_FAILED]);
    expect(result.attempts).toEqual([PASSED, FAILED]);
    expect(endedCase(caseOf(), [EXCUSED], undefined, 1)).toMatchObject({
      verdict: 'passed-with-warning',
      failures: [FUNCTION_FAILED],
    });
  });

  test('tells what ended it before it began, with one event or many', () => {
    const nothing = { attempts: [], failures: [CANCELLED], verdict: 'failed', sent: 0 };
    expect(endedCase(caseOf(), [], CANCELLED, 1)).toMatchObject(nothing);
    const runs = new Runs(caseOf().gate);
    expect(repeatedCase(caseOf(), runs.told, runs.end(), CANCELLED, 1)).toMatchObject(nothing);
  });
});

test.for<[skip: boolean | string, outcome: Outcome]>([
  [false, 'not-run'],
  [true, 'skipped'],
  ['later', 'skipped'],
])('a case that nothing is sent for, with `skip: %s`, is %s', ([skip, outcome]) => {
  expect(unsentCase(caseOf({ skip }))).toEqual({
    case: caseOf({ skip }),
    outcome,
    verdict: undefined,
    attempts: [],
    failures: [],
    sent: 0,
    seconds: 0,
  });
});

/** A case by its outcome and name. */
function result(outcome: Outcome, name = outcome as string): CaseResult {
  const named = caseOf({ name, blocking: outcome !== 'warned', skip: outcome === 'skipped' });
  if (outcome === 'skipped' || outcome === 'not-run') return unsentCase(named);
  return endedCase(named, [outcome === 'passed' ? PASSED : FAILED], undefined, 1);
}

const cancelledCase = endedCase(caseOf({ name: 'cancelled' }), [], CANCELLED, 1);

const cancelledWhileItsLogWasRead = endedCase(
  caseOf({ name: 'read', blocking: false }),
  [{ ...FAILED, failures: [FUNCTION_FAILED, CANCELLED] }],
  undefined,
  1,
);

test('cases are counted by their outcomes', () => {
  const results = [result('passed'), result('failed'), result('failed'), result('not-run')];
  expect(count(results, 'failed')).toBe(2);
  expect(count(results, 'passed', 'failed')).toBe(3);
  expect(count(results, 'skipped')).toBe(0);
});

describe('the outputs are those of', () => {
  test.for<[told: string | undefined, ...results: CaseResult[]]>([
    ['b', result('passed'), result('failed', 'b'), result('failed', 'c')],
    ['b', result('warned'), result('failed', 'b')],
    ['b', result('not-run'), result('warned', 'b'), result('warned', 'c')],
    // It failed before the job was cancelled.
    ['b', cancelledCase, result('failed', 'b')],
    ['read', cancelledCase, cancelledWhileItsLogWasRead],
    ['cancelled', result('warned'), cancelledCase],
    [undefined, result('passed'), result('skipped'), result('not-run')],
    [undefined],
  ])('%s', ([told, ...results]) => {
    expect(toldCase(results, true)?.case.name).toBe(told);
  });

  test('the only case without a file, however it ended', () => {
    for (const outcome of ['passed', 'failed', 'warned', 'not-run'] as const) {
      expect(toldCase([result(outcome)], false)?.outcome).toBe(outcome);
    }
    expect(toldCase([], false)).toBeUndefined();
  });

  test('which met the end of the job, or did not', () => {
    expect(metCancelling(cancelledCase)).toBe(true);
    expect(metCancelling(cancelledWhileItsLogWasRead)).toBe(true);
    expect(metCancelling(result('failed'))).toBe(false);
    expect(metCancelling(result('passed'))).toBe(false);
  });
});

describe('a step', () => {
  test.for<[verdict: string, ...outcomes: Outcome[]]>([
    ['passed', 'passed'],
    ['passed', 'passed', 'skipped'],
    ['passed-with-warning', 'passed', 'warned', 'skipped'],
    ['failed', 'passed', 'failed'],
    ['failed', 'warned', 'failed'],
    ['failed', 'passed', 'not-run'],
    ['failed', 'warned', 'not-run'],
    ['failed'],
  ])('is %s with the cases %s %s %s', ([verdict, ...outcomes]) => {
    const results = outcomes.map((outcome) => result(outcome));
    expect(verdictOf(results, true)).toBe(verdict);
  });

  test('is warned by an excused error only if it has no case file', () => {
    expect(verdictOf([resultOfCase([EXCUSED])], false)).toBe('passed-with-warning');
    expect(verdictOf([resultOfCase([EXCUSED])], true)).toBe('passed');
    expect(verdictOf([resultOfCase([PASSED])], false)).toBe('passed');
    expect(verdictOf([resultOfCase([FAILED])], false)).toBe('failed');
  });
});

describe('what was returned', () => {
  /** A result that says what is done with it. */
  function followed() {
    const done: string[] = [];
    const kept = {
      ...resultOf('{}'),
      release: () => void done.push('released'),
      discard: () => void done.push('discarded'),
    };
    return {
      done,
      attempt: (failure?: Failure) => attempt({ result: kept, ...(failure && { failure }) }),
    };
  }

  test('is not kept of a case that passed', () => {
    const { done, attempt: last } = followed();
    const { attempts } = settled(resultOfCase([last()]));
    expect(done).toEqual(['discarded']);
    expect(attempts[0]?.invocation).not.toHaveProperty('result');
    expect(attempts[0]?.invocation.metadata).toEqual(PASSED.invocation.metadata);
  });

  test.for([true, false])('is kept in its file of one that failed and blocks: %s', (blocking) => {
    const { done, attempt: last } = followed();
    const { attempts } = settled(resultOfCase([last(FUNCTION_FAILED)], { blocking }));
    expect(done).toEqual(['released']);
    expect(attempts[0]?.invocation.result?.bytes).toBe(2);
  });

  test('may be nothing', () => {
    const none = attempt({ result: undefined, failure: FUNCTION_FAILED });
    expect(settled(resultOfCase([none])).attempts).toEqual([none]);
    expect(settled(unsentCase(caseOf())).attempts).toEqual([]);
  });

  test('by an attempt is removed before the next', () => {
    const { done, attempt: first } = followed();
    expect(withoutResult(first()).invocation).not.toHaveProperty('result');
    expect(done).toEqual(['discarded']);
  });
});
