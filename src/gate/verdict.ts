import type { Failure, FailureKind } from '../failure';

/** Which function errors fail the step. */
export type FailOn = 'any' | 'unhandled' | 'none';

export type Verdict = 'passed' | 'passed-with-warning' | 'failed';

/** Failures of the function itself. All others mean that nobody knows how the function is. */
const TOLERABLE: readonly FailureKind[] = ['function', 'http', 'task'];

/** What a failure means for the step. */
export function judge(failure: Failure | undefined, failOn: FailOn): Verdict {
  if (failure === undefined) return 'passed';
  if (!TOLERABLE.includes(failure.kind)) return 'failed';
  switch (failOn) {
    case 'any':
      return 'failed';
    case 'unhandled':
      return failure.isHandled ? 'passed-with-warning' : 'failed';
    case 'none':
      return 'passed-with-warning';
  }
}
