/** How one event fares in an instance, and how that ended. */

import { performance } from 'node:perf_hooks';
import type { FunctionConfiguration } from '../functions/configuration';
import type { EventReport, FunctionErrorType } from './instance-report';
import type { HttpResponseHead } from './invocation-input';

/** Where an execution is: only `running` has the event. */
export type Phase = 'loading' | 'initializing' | 'running';

/** How an execution ended. */
export type Outcome =
  | { type: 'completed'; result: Buffer; http: HttpResponseHead | undefined }
  | { type: 'failed'; phase: Phase; errorType: FunctionErrorType; result: Buffer }
  /** The process ended without a result: by itself, or killed for the memory it took. */
  | { type: 'exited'; phase: Phase }
  | { type: 'timed-out'; phase: Phase; limitSeconds: number }
  | { type: 'cancelled' };

export interface Execution {
  outcome: Outcome;
  /** Milliseconds that the last phase took: of a result, from the handler's call to it. */
  durationMs: number;
  /** Most memory that was resident in the instance, in bytes. */
  peakMemoryBytes: number;
  /** The last bytes of what the instance wrote meanwhile, at most `LOG_TAIL_BYTES`. */
  output: Buffer;
}

/** Far more than a process needs to start; only code that never finishes loading meets it. */
const LOADING_LIMIT_SECONDS = 60;

/** Keeps the time of one event and takes the first of its ends. */
export class EventWatch {
  /** Resolves with the first end. */
  readonly ended: Promise<{ outcome: Outcome; durationMs: number }>;
  readonly #limitSeconds: Readonly<Record<Phase, number>>;
  #phase: Phase = 'loading';
  #phaseStart = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #resolve: ((end: { outcome: Outcome; durationMs: number }) => void) | undefined;

  /** @param onRunning called when the handler is called with the event */
  constructor(
    { initializationTimeout, timeout }: FunctionConfiguration,
    private readonly onRunning: () => void,
  ) {
    this.#limitSeconds = {
      loading: LOADING_LIMIT_SECONDS,
      initializing: initializationTimeout,
      running: timeout,
    };
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#enter('loading');
  }

  take(report: EventReport, body: Buffer): void {
    switch (report.type) {
      case 'initializing':
        this.#enter('initializing');
        return;
      case 'running':
        this.#enter('running');
        this.onRunning();
        return;
      case 'completed':
        this.end({ type: 'completed', result: body, http: report.http }, report.durationMs);
        return;
      case 'failed': {
        const { errorType, durationMs } = report;
        this.end({ type: 'failed', phase: this.#phase, errorType, result: body }, durationMs);
      }
    }
  }

  /** The process is gone, or is about to be. */
  exit(): void {
    this.end({ type: 'exited', phase: this.#phase });
  }

  /** @param durationMs as the instance has measured it; a loaded machine reads reports late */
  end(outcome: Outcome, durationMs = performance.now() - this.#phaseStart): void {
    clearTimeout(this.#timer);
    this.#resolve?.({ outcome, durationMs });
    this.#resolve = undefined;
  }

  #enter(phase: Phase): void {
    if (!this.#resolve) return;
    clearTimeout(this.#timer);
    this.#phase = phase;
    this.#phaseStart = performance.now();
    const limitSeconds = this.#limitSeconds[phase];
    this.#timer = setTimeout(
      () => this.end({ type: 'timed-out', phase, limitSeconds }),
      limitSeconds * 1000,
    );
  }
}
