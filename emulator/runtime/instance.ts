import type { FunctionVersion } from '../functions/functions';
import { EventWatch, type Execution, type Outcome } from './execution';
import type { EventHeader } from './instance/runtime.mjs';
import type { InstanceHost, InstanceOptions } from './instance-host';
import { InstanceInProcess } from './instance-in-process';
import { InstanceProcess } from './instance-process';
import type { InstanceReport } from './instance-report';
import type { InvocationInput } from './invocation-input';

/** One event for an instance. */
export interface InstanceEvent {
  requestId: string;
  /** JSON-serialisable part of the handler's `context`. */
  context: EventHeader['context'];
  input: InvocationInput;
  /** Ends the execution, as `cancelled`. */
  signal: AbortSignal;
  /** Called when the handler is called with the input. */
  onRunning: () => void;
}

const MEMORY_POLL_MS = 20;

/**
 * A function instance: it starts with its first event and stays warm, with its memory, for others.
 * An end that is not the handler's own (a crash, a timeout, too much memory, a failed
 * initialization, a cancelled event) makes it unfit for more.
 */
export class Instance {
  /** Resolves when nothing of it is left. */
  readonly ended: Promise<void>;
  readonly #version: FunctionVersion;
  readonly #host: InstanceHost;
  readonly #watches = new Map<string, EventWatch>();
  readonly #runs = new Set<Promise<Execution>>();
  #peakMemoryBytes = 0;
  #isRetired = false;
  /** Why the process could not be started. */
  #failure: unknown;

  /**
   * Starts it.
   *
   * @param environment all that the function gets
   * @param logFile name for a temporary file with a process's output
   * @param onLog takes what it writes, when an event begins and when one ends; if anybody wants it
   */
  constructor(
    readonly id: string,
    version: FunctionVersion,
    environment: Readonly<Record<string, string>>,
    logFile: string,
    private readonly onLog?: (bytes: Buffer) => void,
  ) {
    this.#version = version;
    this.#host = this.#start(environment, logFile);
    this.ended = this.#untilEnd();
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
    if (this.#watches.size === 0) this.#host.kill();
  }

  /** Ends at once; the events that it has end as `exited`. */
  kill(): void {
    this.#isRetired = true;
    for (const watch of this.#watches.values()) watch.exit();
    this.#host.kill();
  }

  #start(environment: Readonly<Record<string, string>>, logFile: string): InstanceHost {
    const { code, configuration } = this.#version;
    const { handler, initializer, customRuntimeConfig, memorySize, instances } = configuration;
    const options: InstanceOptions = {
      start: { handler, initializer, customRuntimeConfig },
      codeFolder: code.folder,
      environment,
      isLogTaken: this.onLog !== undefined,
      onReport: (report, body) => this.#take(report, body),
    };
    return instances === 'in-process' && !customRuntimeConfig
      ? new InstanceInProcess(options)
      : new InstanceProcess(options, memorySize, logFile);
  }

  async #run({ requestId, context, input, signal, onRunning }: InstanceEvent): Promise<Execution> {
    const { configuration } = this.#version;
    const logStart = this.#host.log.size;
    const watch = new EventWatch(configuration, () => {
      this.#takeLog();
      onRunning();
    });
    this.#watches.set(requestId, watch);
    const poll = setInterval(() => this.#noteMemory(), MEMORY_POLL_MS);
    const cancel = () => watch.end({ type: 'cancelled' });
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    const http = input.type === 'http' ? input.head : undefined;
    this.#host.send({ context, http }, input.type === 'http' ? input.body : input.payload);
    const end = await watch.ended;
    clearInterval(poll);
    signal.removeEventListener('abort', cancel);
    this.#noteMemory();
    this.#watches.delete(requestId);
    if (!leavesInstanceFit(end.outcome)) this.retire();
    // Its last words come with its end; one that others still use speaks on.
    if (this.#isRetired && this.#watches.size === 0) await this.#host.closed.catch(() => {});
    if (this.#failure !== undefined) throw this.#failure;
    this.#takeLog();
    return {
      ...end,
      peakMemoryBytes: this.#peakMemoryBytes,
      output: this.#host.log.tail(logStart),
    };
  }

  async #untilEnd(): Promise<void> {
    await this.#host.closed.catch((error: unknown) => {
      this.#failure = error;
    });
    // Unless their ends were seen before, it crashed, or another process killed it.
    this.kill();
    await Promise.allSettled(this.#runs);
    this.#host.log.close();
  }

  #takeLog(): void {
    this.onLog?.(this.#host.log.take());
  }

  #take(report: InstanceReport, body: Buffer): void {
    this.#noteMemory(report.peakMemoryBytes);
    if (report.type === 'exiting') this.kill();
    else this.#watches.get(report.requestId)?.take(report, body);
  }

  /** Ends an instance that took more than it may have, even if its result came along. */
  #noteMemory(bytes = this.#host.peakMemoryBytes()): void {
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, bytes ?? 0);
    if (this.#peakMemoryBytes > this.#version.configuration.memorySize * 1024 * 1024) this.kill();
  }
}

/** Whether the instance can take another event after this end. */
function leavesInstanceFit(outcome: Outcome): boolean {
  if (outcome.type === 'completed') return true;
  return outcome.type === 'failed' && outcome.phase === 'running';
}
