/** The life of one asynchronous invocation, whether it can be asked for (a task) or not. */

import type { InvocationInput } from '../runtime/invocation-input';

/** FC's states; the last five are final. */
export type TaskStatus =
  | 'Enqueued'
  | 'Dequeued'
  | 'Running'
  | 'Retrying'
  | 'Stopping'
  | 'Succeeded'
  | 'Failed'
  | 'Stopped'
  | 'Expired'
  | 'Invalid';

const FINAL: ReadonlySet<TaskStatus> = new Set<TaskStatus>([
  'Succeeded',
  'Failed',
  'Stopped',
  'Expired',
  'Invalid',
]);

export interface TaskEvent {
  /** Counted from 1. */
  eventId: number;
  status: TaskStatus;
  /** Milliseconds since 1970. */
  timestamp: number;
  /** JSON with `logTail` after the last run; else empty. */
  eventDetail: string;
}

/** What was accepted with 202. */
export interface AcceptedInvocation {
  functionName: string;
  /** Version or alias as the caller gave it, `LATEST` for none. */
  qualifier: string;
  taskId: string;
  requestId: string;
  input: InvocationInput;
  /** Whether the function's async configuration makes it a task. */
  isTask: boolean;
}

export class AsyncTask {
  readonly events: TaskEvent[] = [];
  instanceId: string | undefined;
  /** Of the last run, in milliseconds. */
  durationMs: number | undefined;
  errorMessage: string | undefined;
  returnPayload: Buffer | undefined;
  retries = 0;
  readonly #stop = new AbortController();

  /** @param onChange called after each change of the status */
  constructor(
    readonly accepted: AcceptedInvocation,
    private readonly clock: () => Date,
    private readonly onChange: () => void,
  ) {
    this.enter('Enqueued');
  }

  get status(): TaskStatus {
    return this.events.at(-1)?.status ?? 'Enqueued';
  }

  get hasEnded(): boolean {
    return FINAL.has(this.status);
  }

  /** Milliseconds since 1970, as all times here. */
  get acceptedTime(): number {
    return this.events[0]?.timestamp ?? 0;
  }

  /** When its handler was called first. */
  get startedTime(): number | undefined {
    return this.events.find(({ status }) => status === 'Running')?.timestamp;
  }

  get endTime(): number | undefined {
    return this.hasEnded ? this.events.at(-1)?.timestamp : undefined;
  }

  /** Aborted when it is to be stopped. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  enter(status: TaskStatus, eventDetail = ''): void {
    const eventId = this.events.length + 1;
    this.events.push({ eventId, status, timestamp: this.clock().getTime(), eventDetail });
    this.onChange();
  }

  stop(): void {
    if (this.hasEnded || this.#stop.signal.aborted) return;
    this.enter('Stopping');
    this.#stop.abort();
  }
}
