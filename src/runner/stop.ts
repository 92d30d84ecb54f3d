import type { EventEmitter } from 'node:events';
import type { Clock } from '../clock';
import { cancelled } from '../http/errors';

/** As much of this process as its end needs. */
export interface StoppableProcess extends Pick<EventEmitter, 'on'> {
  readonly pid: number;
  exitCode?: number | string | null | undefined;
  getActiveResourcesInfo(): string[];
  kill(pid: number, signal: 'SIGKILL'): unknown;
  exit(): void;
}

/** How GitHub's runner cancels a job: SIGINT, then SIGTERM; CTRL_C and CTRL_BREAK on Windows. */
const CANCELLING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;

/**
 * The `stop` of a {@link Runner} for a process, so that a cancelled job and an error that escapes
 * from an event handler take the same way out as any other failure. A second signal from the runner
 * ends the process at once.
 */
export function listenForStop(process: StoppableProcess, clock: Clock): AbortSignal {
  const stop = new AbortController();
  for (const name of CANCELLING_SIGNALS) {
    process.on(name, () => {
      if (stop.signal.aborted) {
        process.exitCode = 1;
        void endProcess(process, clock);
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
const WORK_OF_THREADS = /GetAddrInfo|GetNameInfo|FSReq/;

/** How long such work may take until it counts as hanging. */
const GRACE_MS = 500;

const LOOK_EVERY_MS = 10;

const NEVER = new AbortController().signal;

/**
 * Ends the process regardless of open handles that nothing awaits. `process.exit()` waits for the
 * threads of Node.js, and one may hang in a name lookup or in a file: then a step that has failed
 * kills itself.
 */
export async function endProcess(process: StoppableProcess, clock: Clock): Promise<void> {
  const end = clock.now() + GRACE_MS;
  while (
    process.exitCode &&
    process.getActiveResourcesInfo().some((name) => WORK_OF_THREADS.test(name))
  ) {
    if (clock.now() > end) process.kill(process.pid, 'SIGKILL');
    await clock.sleep(LOOK_EVERY_MS, NEVER);
  }
  process.exit();
}
