import type { Failure } from '../failure';

/** Which function errors fail the step. */
export type FailOn = 'any' | 'unhandled' | 'none';

export type Verdict = 'passed' | 'passed-with-warning' | 'failed';

/** Node.js `callback(err)`: the function reported an error by itself. */
const HANDLED = 'HandledInvocationError';

/** What a failure means for the step. Only failures of the function itself can be tolerated. */
export function judge(failure: Failure | undefined, failOn: FailOn): Verdict {
  if (failure === undefined) return 'passed';
  if (failure.kind !== 'function') return 'failed';
  switch (failOn) {
    case 'any':
      return 'failed';
    case 'unhandled':
      return failure.type === HANDLED ? 'passed-with-warning' : 'failed';
    case 'none':
      return 'passed-with-warning';
  }
}
