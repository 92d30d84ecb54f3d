import type { InvocationMetadata } from '../function-compute/metadata';
import { type ExpectationOutcome, expected } from './expectation-outcome';

/**
 * A warning when an expectation passed on a log of which the beginning is missing: FC returns the
 * last 4 KB, which begin with the request's Start line only if they are all of it.
 */
export function logWarning(
  outcomes: readonly ExpectationOutcome[],
  { logs, requestId }: Pick<InvocationMetadata, 'logs' | 'requestId'>,
): string | undefined {
  if (logs === undefined || !expected(outcomes, 'logs') || isWhole(logs, requestId)) {
    return undefined;
  }
  return 'An expectation on `logs` passed, but saw only the end of the log; `log-type: full` lets it see the whole log.';
}

/** An instance that is new writes of its initializer first. */
function isWhole(logs: string, requestId = ''): boolean {
  return ['Invoke', 'Initialize'].some((phase) =>
    logs.startsWith(`FC ${phase} Start RequestId: ${requestId}`),
  );
}
