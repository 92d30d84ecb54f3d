import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { CommonJsModules } from './commonjs-modules';
import { type EventHeader, Runtime } from './instance/runtime.mjs';
import type { InstanceHost, InstanceOptions } from './instance-host';
import { LogInMemory } from './instance-log';
import { OwnTimers } from './own-timers';

/** Memory belongs to the whole process and is not measured; this is what a small handler takes. */
const ASSUMED_MEMORY_BYTES = 40 * 1024 * 1024;

/** An instance in this process: its modules see a `console`, a `process` and timers of their own. */
export class InstanceInProcess implements InstanceHost {
  readonly log: LogInMemory;
  readonly closed: Promise<void>;
  readonly #timers = new OwnTimers((error) => this.#runtime.uncaught(error));
  readonly #runtime: Runtime;
  #isClosed = false;
  #close: () => void = () => {};

  constructor({ start, codeFolder, environment, isLogTaken, onReport }: InstanceOptions) {
    this.log = new LogInMemory(isLogTaken);
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#write(chunk);
        done();
      },
    });
    const ownConsole = new Console(stream);
    const modules = new CommonJsModules(codeFolder, {
      console: ownConsole,
      process: ownProcess(codeFolder, environment, stream),
      ...this.#timers.functions,
    });
    this.#runtime = new Runtime(start, {
      codeFolder,
      importModule: async (path) => modules.namespaceOf(path),
      write: (text) => this.#write(Buffer.from(text)),
      report: (message, body) => {
        if (this.#isClosed) return;
        onReport({ ...message, peakMemoryBytes: ASSUMED_MEMORY_BYTES }, Buffer.from(body ?? []));
      },
    });
    Object.assign(ownConsole, this.#runtime.logger);
  }

  send(header: EventHeader, body: Buffer): void {
    // Copies, as a process would get: a handler may change what it gets.
    const copy: EventHeader = JSON.parse(JSON.stringify(header));
    setImmediate(() => {
      if (!this.#isClosed) this.#runtime.take(copy, Buffer.from(body));
    });
  }

  kill(): void {
    this.#isClosed = true;
    this.#timers.clear();
    this.#close();
  }

  peakMemoryBytes(): number {
    return ASSUMED_MEMORY_BYTES;
  }

  /** What a killed process would no longer write is not written. */
  #write(chunk: Buffer): void {
    if (!this.#isClosed) this.log.write(chunk);
  }
}

/** What would change this process for everybody. */
const OF_THE_WHOLE_PROCESS = ['abort', 'chdir', 'exit', 'kill', 'on', 'once'];

function ownProcess(
  codeFolder: string,
  environment: Readonly<Record<string, string>>,
  output: Writable,
): object {
  const refusals = OF_THE_WHOLE_PROCESS.map((name) => [
    name,
    () => {
      throw new Error(
        `process.${name} needs a process: deploy the function with { instances: 'processes' }.`,
      );
    },
  ]);
  const own = {
    ...Object.fromEntries(refusals),
    env: { ...environment },
    cwd: () => codeFolder,
    stdout: output,
    stderr: output,
  };
  return Object.create(process, Object.getOwnPropertyDescriptors(own));
}
