import { setTimeout as delay } from 'node:timers/promises';
import { cancelled } from '../http/errors';

/** How GitHub's runner cancels a job: SIGINT, then SIGTERM; CTRL_C and CTRL_BREAK on Windows. */
const CANCELLING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;

/**
 * The `stop` of a {@link Runner} for this process, so that a cancelled job and an error that escapes
 * from an event handler take the same way out as any other failure. A second signal from the runner
 * ends the process at once.
 */
export function listenForStop(): AbortSignal {
  const stop = new AbortController();
  for (const name of CANCELLING_SIGNALS) {
    process.on(name, () => {
      if (stop.signal.aborted) {
        process.exitCode = 1;
        endProcess();
      }
      stop.abort(cancelled(name));
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

/** What a thread of Node.js does, as `process.getActiveResourcesInfo()` names it. */
const WORK_OF_THREADS = /^(?:GetAddrInfo|GetNameInfo|FSReq)/;

/** How long such work may take until it counts as hanging. */
const GRACE_MS = 500;

/**
 * Ends the process regardless of open handles that nothing awaits. `process.exit()` waits for the
 * threads of Node.js, and one may hang in a name lookup or in a file: then a step that has failed
 * kills itself.
 */
export async function endProcess(): Promise<void> {
  const end = performance.now() + GRACE_MS;
  while (
    process.exitCode &&
    process.getActiveResourcesInfo().some((name) => WORK_OF_THREADS.test(name))
  ) {
    if (performance.now() > end) process.kill(process.pid, 'SIGKILL');
    await delay(10);
  }
  process.exit();
}
