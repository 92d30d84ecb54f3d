import { Cancelled } from './http/deadline';

/** How GitHub's runner cancels a job: SIGINT, then SIGTERM; CTRL_C and CTRL_BREAK on Windows. */
const CANCELLING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;

/**
 * A signal that fires when the job is cancelled, with Cancelled, or when an error escapes from an
 * event handler, with that error: so that both take the same way out as any other failure. A
 * second signal from the runner ends the process at once.
 */
export function listenForStop(): AbortSignal {
  const stop = new AbortController();
  for (const name of CANCELLING_SIGNALS) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(1);
      stop.abort(new Cancelled(name));
    });
  }
  const onDefect = (error: unknown) => {
    process.exitCode = 1;
    stop.abort(error);
  };
  process.on('uncaughtException', onDefect);
  process.on('unhandledRejection', onDefect);
  return stop.signal;
}
