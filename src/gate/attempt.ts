import { causesFirst, type Failure, outputFailure } from '../failure';
import { hasRun, type Invocation } from '../function-compute/invocation';
import { type Against, type Compared, comparisonWarnings, differenceFailure } from './baseline';
import { evaluateOn, type Observation } from './expectation';
import { type Expectation, type ExpectationOutcome, expected } from './expectation-outcome';
import { endsStep, type FailOn, judge, type Verdict } from './verdict';

/** One invocation of the function, and what the gate says of it. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  readonly invocation: Invocation;
  /** Empty when there are none, or FC did not run the function. */
  readonly expectations: readonly ExpectationOutcome[];
  /** What came of the comparison with a baseline, where there was one. */
  readonly against?: Against | undefined;
  /**
   * All that failed: the baseline, the invocation, a file that is lost, the comparison, expectations.
   * The first is the cause.
   */
  readonly failures: readonly Failure[];
  /** What expectations may not have seen as their author thinks. */
  readonly warnings: readonly string[];
  readonly verdict: Verdict;
}

/** What passes and what does not, and the maximum number of attempts. */
export interface Gate {
  readonly failOn: FailOn;
  readonly expectations: readonly Expectation[];
  /** Maximum number of invocations. */
  readonly attempts: number;
  readonly attemptIntervalSeconds: number;
}

/**
 * Invokes until an invocation passes, all attempts are used, or trying again cannot help.
 *
 * @param attemptOnce makes the attempt of a number from 1
 * @param onEnd sees each attempt as soon as it has ended, and whether another one follows
 * @param pause waits some milliseconds; its rejection ends the attempts
 */
export async function invokeUntilPassed(
  gate: Gate,
  attemptOnce: (number: number) => Promise<Attempt>,
  onEnd: (attempt: Attempt, isLast: boolean) => void,
  pause: (ms: number) => Promise<void>,
): Promise<Attempt> {
  for (let number = 1; ; number++) {
    const attempt = await attemptOnce(number);
    const isLast =
      number >= gate.attempts || attempt.verdict !== 'failed' || attempt.failures.some(endsStep);
    onEnd(attempt, isLast);
    if (isLast) return attempt;
    await pause(gate.attemptIntervalSeconds * 1000);
  }
}

/** An expectation that uses one of these and passed has expected the failure. */
const TELL_OF_FAILURE = ['errorType', 'errorMessage', 'statusCode'] as const;

/** An invocation that has ended, judged; of the baseline it was compared with nothing is kept. */
export function judged(
  gate: Pick<Gate, 'failOn' | 'expectations'>,
  number: number,
  compared: Compared,
): Attempt {
  const { invocation, against } = compared;
  const { outcomes: expectations, warnings } = evaluated(gate.expectations, compared);
  const { failure } = invocation;
  const found = [
    against !== undefined && 'failure' in against ? against.failure : undefined,
    failure,
    resultFileFailure(invocation),
    logsFileFailure(invocation),
    differenceFailure(against),
    expectationFailure(expectations),
  ].filter((each) => each !== undefined);
  return {
    number,
    invocation,
    expectations,
    against,
    failures: causesFirst(found),
    warnings: [
      ...warnings,
      ...redirectWarnings(gate.expectations, invocation),
      ...comparisonWarnings(compared),
    ],
    verdict: found.every((each) => each === failure)
      ? judge(failure, gate.failOn, expected(expectations, ...TELL_OF_FAILURE))
      : 'failed',
  };
}

/** Redirects are not followed; who does not look at the status may not expect that. */
function redirectWarnings(
  expectations: readonly Expectation[],
  { trigger, statusCode = 0 }: Invocation,
): readonly string[] {
  const isRedirect = trigger !== undefined && statusCode >= 300 && statusCode < 400;
  const isExpected = expectations.some(({ names }) => names.has('statusCode'));
  if (!isRedirect || statusCode === 304 || isExpected) return [];
  return [
    `The HTTP trigger responded with the redirect ${statusCode}, which is not followed; expect statusCode if that is right.`,
  ];
}

function evaluated(expectations: readonly Expectation[], compared: Compared): Observation {
  const { invocation, baseline } = compared;
  if (!isInvoked(compared) || !hasRun(invocation)) return { outcomes: [], warnings: [] };
  return evaluateOn(expectations, invocation, baseline);
}

/** Whether the candidate was invoked, which a baseline that cannot be obtained keeps it from. */
export function isInvoked({ baseline, against }: Compared): boolean {
  return against === undefined || baseline !== undefined;
}

/** The result arrived, but `result-file` could not be written. */
function resultFileFailure({ result }: Invocation): Failure | undefined {
  if (!(result?.file instanceof Error)) return undefined;
  return outputFailure('The function ran, but result-file cannot be written', result.file);
}

/** The whole log was read, but `logs-file` could not be written. */
export function logsFileFailure({ wholeLog }: Invocation): Failure | undefined {
  if (typeof wholeLog !== 'object' || typeof wholeLog.file === 'string') return undefined;
  return outputFailure('The log was read, but logs-file cannot be written', wholeLog.file);
}

/** What failed expectations are to the step; `undefined` if all passed. */
export function expectationFailure(outcomes: readonly ExpectationOutcome[]): Failure | undefined {
  const failed = outcomes.filter(({ passed }) => !passed);
  if (failed.length === 0) return undefined;
  return {
    kind: 'expectation',
    type: 'ExpectationFailed',
    summary:
      outcomes.length === 1
        ? 'The expectation failed'
        : `${failed.length} of ${outcomes.length} expectations failed`,
    failed,
  };
}
