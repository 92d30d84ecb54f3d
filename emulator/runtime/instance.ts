import { closeSync, fstatSync, openSync, rmSync } from 'node:fs';
import type { FunctionVersion } from '../functions/functions';
import { EventWatch, type Execution, type Outcome } from './execution';
import { encodeFrame, FrameReader } from './frame-reader';
import { InstanceProcess } from './instance-process';
import { type InstanceReport, parseReport } from './instance-report';
import type { InvocationInput } from './invocation-input';
import { LOG_TAIL_BYTES, readTail } from './log-tail';

/** One event for an instance. */
export interface InstanceEvent {
  requestId: string;
  /** JSON-serialisable part of the handler's `context`. */
  context: object;
  input: InvocationInput;
  /** Ends the execution, as `cancelled`. */
  signal: AbortSignal;
  /** Called when the handler is called with the input. */
  onRunning: () => void;
}

const MEMORY_POLL_MS = 20;

/**
 * A function instance: a process that starts with its first event and stays warm, with its memory,
 * for others. An end that is not the handler's own (a crash, a timeout, too much memory, a failed
 * initialization, a cancelled event) makes it unfit for more.
 */
export class Instance {
  /** Resolves when the process has ended and nothing is left of it. */
  readonly ended: Promise<void>;
  readonly #version: FunctionVersion;
  readonly #process: InstanceProcess;
  readonly #log: number;
  readonly #watches = new Map<string, EventWatch>();
  readonly #runs = new Set<Promise<Execution>>();
  #peakMemoryBytes = 0;
  #isRetired = false;
  /** Why the process could not be started. */
  #failure: unknown;

  /**
   * Starts the process.
   *
   * @param environment all that the process gets
   * @param logFile name for a temporary file with the process's output
   */
  constructor(
    readonly id: string,
    version: FunctionVersion,
    environment: Readonly<Record<string, string>>,
    logFile: string,
  ) {
    const { code, configuration } = version;
    const { handler, initializer, customRuntimeConfig, memorySize } = configuration;
    this.#version = version;
    this.#log = openSync(logFile, 'ax+');
    this.#process = new InstanceProcess(
      customRuntimeConfig ? 'web-server.mjs' : 'bootstrap.mjs',
      code.folder,
      environment,
      memorySize,
      this.#log,
    );
    this.ended = this.#untilEnd(logFile);
    const reader = new FrameReader((header, body) => this.#take(parseReport(header), body));
    this.#process.reports.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch {
        // The handler has written to the channel; nothing that follows can be trusted.
        this.kill();
      }
    });
    this.#send({ handler, initializer, customRuntimeConfig });
  }

  /** Whether it can take another event now. */
  get isFree(): boolean {
    const { instanceConcurrency } = this.#version.configuration;
    return !this.#isRetired && this.#watches.size < instanceConcurrency;
  }

  /**
   * Hands an event to the function and tells how that ended.
   *
   * @throws Error when the process cannot be started, which is the emulator's own failure
   */
  run(event: InstanceEvent): Promise<Execution> {
    const run = this.#run(event).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
    return run;
  }

  /** Takes no more events; ends when those that it has are done. */
  retire(): void {
    this.#isRetired = true;
    if (this.#watches.size === 0) this.#process.kill();
  }

  /** Ends at once; the events that it has end as `exited`. */
  kill(): void {
    this.#isRetired = true;
    for (const watch of this.#watches.values()) watch.exit();
    this.#process.kill();
  }

  async #run({ requestId, context, input, signal, onRunning }: InstanceEvent): Promise<Execution> {
    const { configuration } = this.#version;
    const logStart = fstatSync(this.#log).size;
    const watch = new EventWatch(configuration, onRunning);
    this.#watches.set(requestId, watch);
    const poll = setInterval(() => this.#noteMemory(), MEMORY_POLL_MS);
    const cancel = () => watch.end({ type: 'cancelled' });
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    const http = input.type === 'http' ? input.head : undefined;
    this.#send({ context, http }, input.type === 'http' ? input.body : input.payload);
    const end = await watch.ended;
    clearInterval(poll);
    signal.removeEventListener('abort', cancel);
    this.#noteMemory();
    this.#watches.delete(requestId);
    if (!leavesInstanceFit(end.outcome)) this.retire();
    // Its last words come with its end; one that others still use speaks on.
    if (this.#isRetired && this.#watches.size === 0) await this.#process.closed.catch(() => {});
    if (this.#failure !== undefined) throw this.#failure;
    return {
      ...end,
      peakMemoryBytes: this.#peakMemoryBytes,
      output: readTail(this.#log, logStart, LOG_TAIL_BYTES),
    };
  }

  async #untilEnd(logFile: string): Promise<void> {
    await this.#process.closed.catch((error: unknown) => {
      this.#failure = error;
    });
    // Unless their ends were seen before, it crashed, or another process killed it.
    this.kill();
    await Promise.allSettled(this.#runs);
    closeSync(this.#log);
    rmSync(logFile);
  }

  #take(report: InstanceReport, body: Buffer): void {
    this.#noteMemory(report.peakMemoryBytes);
    if (report.type === 'exiting') this.kill();
    else this.#watches.get(report.requestId)?.take(report, body);
  }

  /** Ends an instance that took more than it may have, even if its result came along. */
  #noteMemory(bytes = this.#process.peakMemoryBytes()): void {
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, bytes ?? 0);
    if (this.#peakMemoryBytes > this.#version.configuration.memorySize * 1024 * 1024) this.kill();
  }

  #send(header: object, body: Buffer = Buffer.alloc(0)): void {
    for (const part of encodeFrame(header, body)) this.#process.events.write(part);
  }
}

/** Whether the instance can take another event after this end. */
function leavesInstanceFit(outcome: Outcome): boolean {
  if (outcome.type === 'completed') return true;
  return outcome.type === 'failed' && outcome.phase === 'running';
}
