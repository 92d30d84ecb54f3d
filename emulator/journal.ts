/** What has happened so far, and promises for what is still to happen. */

import type { RequestedOperation } from './api/subject';

/** A request as it arrived. */
export interface RequestRecord {
  method: string;
  /** Still percent-encoded, without the query. */
  path: string;
  query: Readonly<Record<string, string>>;
  /** Lower-case names; repeated headers are joined by `, `. */
  headers: Readonly<Record<string, string>>;
  /** Every header as it was sent: order, case, repetitions. */
  rawHeaders: readonly (readonly [name: string, value: string])[];
  /** Of the body as far as it arrived. */
  body: { size: number; sha256: string };
  /** `false`: the client went away before the request was complete. */
  complete: boolean;
  /** What it asked for, as far as its path tells. */
  operation?: RequestedOperation | undefined;
}

/** A call of a handler with an event. */
export interface ExecutionRecord {
  /** `service$function` of an FC 2.0 function. */
  functionName: string;
  versionId: string;
  requestId: string;
  invocationType: 'Sync' | 'Async';
  instanceId: string;
  /**
   * `failed` also when the process ended itself or used too much memory; `cancelled` by the
   * client's disconnecting, the task's being stopped or the emulator's closing.
   */
  state: 'running' | 'completed' | 'failed' | 'timed-out' | 'cancelled';
  /** Milliseconds; known when it has ended. */
  durationMs?: number;
}

interface Wait {
  /** Resolves the promise if it can; says whether it did. */
  check: () => boolean;
  fail: () => void;
}

export class Journal {
  readonly requests: RequestRecord[] = [];
  readonly executions: ExecutionRecord[] = [];
  /** In the order of their ends. */
  readonly endedExecutions: ExecutionRecord[] = [];
  readonly #waits = new Set<Wait>();

  addRequest(record: RequestRecord): void {
    this.requests.push(record);
    this.changed();
  }

  startExecution(start: Omit<ExecutionRecord, 'state' | 'durationMs'>): ExecutionRecord {
    const record: ExecutionRecord = { ...start, state: 'running' };
    this.executions.push(record);
    this.changed();
    return record;
  }

  endExecution(
    record: ExecutionRecord,
    state: Exclude<ExecutionRecord['state'], 'running'>,
    durationMs: number,
  ): void {
    record.state = state;
    record.durationMs = durationMs;
    this.endedExecutions.push(record);
    this.changed();
  }

  /**
   * Resolves with what `find` returns as soon as that is not undefined, at once if it is not now.
   *
   * @param what completes the sentence "closed while waiting for …"
   */
  async until<T>(what: string, find: () => T | undefined): Promise<T> {
    const now = find();
    if (now !== undefined) return now;
    return new Promise<T>((resolve, reject) => {
      const check = () => {
        const found = find();
        if (found !== undefined) resolve(found);
        return found !== undefined;
      };
      const fail = () => reject(new Error(`The emulator was closed while waiting for ${what}.`));
      this.#waits.add({ check, fail });
    });
  }

  /** Fails whatever still waits. */
  close(): void {
    for (const wait of this.#waits) wait.fail();
    this.#waits.clear();
  }

  /** Says that something has happened, here or in what is asked for by `until`. */
  changed(): void {
    for (const wait of this.#waits) if (wait.check()) this.#waits.delete(wait);
  }
}
