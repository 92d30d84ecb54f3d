import { vi } from 'vitest';
import { systemClock } from '../../src/clock';
import type { Runner } from '../../src/runner/runner';
import { type Log, StepLog } from '../../src/runner/step-log';

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

const nothing = () => undefined;

/** A log that nobody reads. */
export const NO_LOG: Log = {
  line: nothing,
  group: nothing,
  block: nothing,
  gap: nothing,
  debug: nothing,
};

/** What is written to standard output meanwhile. */
export function captured(write: () => void): string {
  const chunks: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    chunks.push(String(chunk));
    return true;
  });
  try {
    write();
  } finally {
    spy.mockRestore();
  }
  return chunks.join('');
}
