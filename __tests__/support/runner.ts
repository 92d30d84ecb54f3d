import { systemClock } from '../../src/clock';
import type { Runner } from '../../src/runner/runner';
import { StepLog } from '../../src/runner/step-log';

/** A runner of this process, for tests of what is written; nothing cancels the job. */
export function runnerOf(rest: Partial<Runner> = {}): Runner {
  return {
    variables: process.env,
    stop: new AbortController().signal,
    clock: systemClock,
    log: new StepLog(process.env.RUNNER_DEBUG === '1'),
    fail: () => undefined,
    ...rest,
  };
}
