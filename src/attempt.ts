import { type Failure, outputFailure } from './failure';
import type { Invocation } from './function-compute/invocation';
import {
  describeFailure,
  type Expectation,
  type ExpectationOutcome,
} from './gate/expectation-outcome';
import { subjectOf } from './gate/expectation-subject';
import { type FailOn, judge, type Verdict } from './gate/verdict';

/** One invocation of the function, and what the gate says of it. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** With the failure that the gate found, if the invocation had none of its own. */
  readonly invocation: Invocation;
  /** Empty when there are none, or FC did not run the function. */
  readonly expectations: readonly ExpectationOutcome[];
  /** What failed besides the invocation itself: a file that is lost, expectations not met. */
  readonly further: readonly Failure[];
  readonly verdict: Verdict;
}

/** What passes and what does not, and how often to try. */
export interface Gate {
  readonly failOn: FailOn;
  readonly expectations: readonly Expectation[];
  /** How often to invoke at most. */
  readonly attempts: number;
  readonly attemptIntervalSeconds: number;
}

/**
 * Invokes until an invocation passes, all attempts are used, or trying again cannot help.
 *
 * @param invokeOnce makes the attempt of a number from 1
 * @param onEnd sees each attempt as soon as it has ended, and whether another one follows
 * @param pause waits some milliseconds; its rejection ends the attempts
 */
export async function invokeUntilPassed(
  gate: Gate,
  invokeOnce: (number: number) => Promise<Invocation>,
  onEnd: (attempt: Attempt, isLast: boolean) => void,
  pause: (ms: number) => Promise<void>,
): Promise<Attempt> {
  for (let number = 1; ; number++) {
    const attempt = await judged(gate, number, await invokeOnce(number));
    const isLast = number >= gate.attempts || attempt.verdict !== 'failed' || !mayRepeat(attempt);
    onEnd(attempt, isLast);
    if (isLast) return attempt;
    await pause(gate.attemptIntervalSeconds * 1000);
  }
}

async function judged(gate: Gate, number: number, invocation: Invocation): Promise<Attempt> {
  const expectations = await evaluated(gate.expectations, invocation);
  const further = [fileFailure(invocation), expectationFailure(expectations)].filter(
    (failure) => failure !== undefined,
  );
  return {
    number,
    invocation: { ...invocation, failure: invocation.failure ?? further[0] },
    expectations,
    further,
    verdict: further.length === 0 ? judge(invocation.failure, gate.failOn) : 'failed',
  };
}

async function evaluated(
  expectations: readonly Expectation[],
  invocation: Invocation,
): Promise<readonly ExpectationOutcome[]> {
  if (expectations.length === 0 || !hasRun(invocation)) return [];
  const { evaluateExpectations } = await import(/* webpackMode: "eager" */ './gate/expectation');
  return evaluateExpectations(expectations, subjectOf(invocation));
}

/** Whether there is something to expect of: FC ran the function, however that ended. */
function hasRun({ failure }: Invocation): boolean {
  return failure === undefined || ['function', 'http', 'task'].includes(failure.kind);
}

/** The result came, but there is no file for `result-file`. */
function fileFailure({ result }: Invocation): Failure | undefined {
  if (!(result?.file instanceof Error)) return undefined;
  return outputFailure('The function ran, but result-file cannot be written', result.file);
}

function expectationFailure(outcomes: readonly ExpectationOutcome[]): Failure | undefined {
  const failed = outcomes.filter(({ passed }) => !passed);
  if (failed.length === 0) return undefined;
  const told = (showResult: boolean) =>
    failed.map((outcome) => describeFailure(outcome, showResult)).join('; ');
  return {
    kind: 'expectation',
    type: 'ExpectationFailed',
    summary:
      outcomes.length === 1
        ? 'The expectation failed'
        : `${failed.length} of ${outcomes.length} expectations failed`,
    detail: told(true),
    detailWithoutResult: told(false),
  };
}

/** What would end the same way: wrong inputs, refused credentials (403 of FC, STS), a defect. */
function mayRepeat({ invocation: { failure } }: Attempt): boolean {
  switch (failure?.kind) {
    case 'input':
    case 'cancelled':
    case 'internal':
      return false;
    case 'credentials':
      return failure.credentials?.problem === 'sts-unavailable';
    case 'service':
      return failure.refusal?.statusCode !== 403;
    default:
      return true;
  }
}
