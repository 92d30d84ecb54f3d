import { performance } from 'node:perf_hooks';
import type { FunctionConfiguration } from '../functions/configuration';
import { FrameReader } from './frame-reader';
import type { InstanceProcess } from './instance-process';
import { type FunctionErrorType, type InstanceReport, parseReport } from './instance-report';
import type { HttpResponseHead } from './invocation-input';

/** Where an execution is: only `running` has the event. */
export type Phase = 'loading' | 'initializing' | 'running';

/** How an execution ended. */
export type Outcome =
  | { type: 'completed'; result: Buffer; http: HttpResponseHead | undefined }
  | { type: 'failed'; errorType: FunctionErrorType; result: Buffer }
  /** The process ended without an answer: by itself, or killed for the memory it took. */
  | { type: 'exited'; phase: Phase }
  | { type: 'timed-out'; phase: Phase; limitSeconds: number }
  | { type: 'cancelled' };

export interface Observed {
  outcome: Outcome;
  /** Milliseconds that the last phase took: of an answer, from the handler's call to it. */
  durationMs: number;
  /** Most memory that was resident, in bytes. */
  peakMemoryBytes: number;
}

/** Far more than a process needs to start; only code that never finishes loading meets it. */
const LOADING_LIMIT_SECONDS = 60;

const MEMORY_POLL_MS = 20;

/** Watches an instance from its start to its end, and ends it when it passes a limit. */
export class Observation {
  readonly #limitSeconds: Readonly<Record<Phase, number>>;
  readonly #memoryLimitBytes: number;
  #phase: Phase = 'loading';
  #phaseStart = performance.now();
  #phaseTimer: NodeJS.Timeout | undefined;
  #peakMemoryBytes = 0;
  #end: { outcome: Outcome; durationMs: number } | undefined;

  /** @param onRunning called when the handler is called with the event */
  constructor(
    private readonly instance: InstanceProcess,
    { initializationTimeout, timeout, memorySize }: FunctionConfiguration,
    private readonly onRunning: () => void,
  ) {
    this.#limitSeconds = {
      loading: LOADING_LIMIT_SECONDS,
      initializing: initializationTimeout,
      running: timeout,
    };
    this.#memoryLimitBytes = memorySize * 1024 * 1024;
  }

  /** @param signal ends the execution, as `cancelled` */
  async untilEnd(signal: AbortSignal): Promise<Observed> {
    this.#enter('loading');
    const poll = setInterval(() => this.#checkMemory(), MEMORY_POLL_MS);
    const cancel = () => this.#endAs({ type: 'cancelled' });
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    this.#readReports();
    try {
      await this.instance.closed;
    } finally {
      clearTimeout(this.#phaseTimer);
      clearInterval(poll);
      signal.removeEventListener('abort', cancel);
    }
    // Unless its end was seen before, it crashed, or somebody else has killed it.
    const end = this.#endAs({ type: 'exited', phase: this.#phase });
    return { ...end, peakMemoryBytes: this.#peakMemoryBytes };
  }

  #readReports(): void {
    const reader = new FrameReader((header, body) => this.#take(parseReport(header), body));
    this.instance.channel.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch {
        // The handler has written to the channel; nothing that follows can be trusted.
        this.#endAs({ type: 'exited', phase: this.#phase });
      }
    });
  }

  #take(report: InstanceReport, body: Buffer): void {
    if (this.#end) return;
    switch (report.type) {
      case 'initializing':
        this.#enter('initializing');
        return;
      case 'running':
        this.#enter('running');
        this.onRunning();
        return;
      case 'completed':
        this.#noteMemory(report.peakMemoryBytes);
        this.#endAs({ type: 'completed', result: body, http: report.http });
        return;
      case 'failed':
        this.#noteMemory(report.peakMemoryBytes);
        this.#endAs({ type: 'failed', errorType: report.errorType, result: body });
        return;
      case 'exiting':
        this.#noteMemory(report.peakMemoryBytes);
        this.#endAs({ type: 'exited', phase: this.#phase });
    }
  }

  #enter(phase: Phase): void {
    clearTimeout(this.#phaseTimer);
    this.#phase = phase;
    this.#phaseStart = performance.now();
    const limitSeconds = this.#limitSeconds[phase];
    this.#phaseTimer = setTimeout(
      () => this.#endAs({ type: 'timed-out', phase, limitSeconds }),
      limitSeconds * 1000,
    );
  }

  #checkMemory(): void {
    this.#noteMemory(this.instance.peakMemoryBytes());
  }

  /** Ends an instance that took more than it may have, even if its answer came along. */
  #noteMemory(bytes: number | undefined): void {
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, bytes ?? 0);
    if (this.#peakMemoryBytes > this.#memoryLimitBytes) {
      this.#endAs({ type: 'exited', phase: this.#phase });
    }
  }

  /** The first end counts. */
  #endAs(outcome: Outcome): { outcome: Outcome; durationMs: number } {
    if (this.#end) return this.#end;
    this.#end = { outcome, durationMs: performance.now() - this.#phaseStart };
    this.#checkMemory();
    this.instance.kill();
    return this.#end;
  }
}
