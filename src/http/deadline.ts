import { timedOut } from './errors';

/** Settles as `work` does, or rejects with the signal's reason when that fires first. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** The only clock that a call is measured by. */
export interface Deadline {
  /** Fires with a TransportError (`timeout`) when the time elapsed, or with the outer reason. */
  readonly signal: AbortSignal;
  /** Milliseconds left, never negative. */
  remainingMs(): number;
  /** Stops the clock, so that it does not hold the process. */
  clear(): void;
}

/** Does work within a time of its own, which also ends when `outer` fires. */
export async function withDeadline<T>(
  timeoutSeconds: number,
  outer: AbortSignal,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(timeoutSeconds, outer);
  try {
    return await work(deadline);
  } finally {
    deadline.clear();
  }
}

/** Starts a clock of `timeoutSeconds` that also ends when `outer` fires. */
export function startDeadline(timeoutSeconds: number, outer: AbortSignal): Deadline {
  const end = performance.now() + timeoutSeconds * 1000;
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(timedOut(timeoutSeconds)), timeoutSeconds * 1000);
  return {
    signal: AbortSignal.any([clock.signal, outer]),
    remainingMs: () => Math.max(0, end - performance.now()),
    clear: () => clearTimeout(timer),
  };
}
