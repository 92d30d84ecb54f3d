import { type Failure, isFunctionFailure, lastCause } from '../failure';

/** Which function errors fail the step. */
export type FailOn = 'any' | 'unhandled' | 'none';

export type Verdict = 'passed' | 'passed-with-warning' | 'failed';

/**
 * What a failure means for the step.
 *
 * @param isExpected whether an expectation that passed says how the invocation ends; a failure that
 * `failOn` tolerates is then not even a warning
 */
export function judge(failure: Failure | undefined, failOn: FailOn, isExpected: boolean): Verdict {
  if (failure === undefined) return 'passed';
  // After any other, the state of the function is unknown.
  if (!isFunctionFailure(failure)) return 'failed';
  const tolerated = isExpected ? 'passed' : 'passed-with-warning';
  switch (failOn) {
    case 'any':
      return 'failed';
    case 'unhandled':
      return failure.isHandled ? tolerated : 'failed';
    case 'none':
      return tolerated;
  }
}

/** Whether nothing more is invoked after a failure: it would end the same way, or must not begin. */
export function endsStep(failure: Failure): boolean {
  const cause = lastCause(failure);
  switch (cause.kind) {
    case 'credentials':
      return cause.problem !== 'sts-unavailable';
    case 'service':
      return cause.refusal.statusCode === 403;
    default:
      return cause.kind === 'cancelled' || cause.kind === 'internal';
  }
}
