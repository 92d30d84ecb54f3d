import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const RUNTIME_FOLDER = new URL('./instance/', import.meta.url);

/** Where the runtime reads events and writes reports. */
const EVENTS_FD = 3;
const REPORTS_FD = 4;

/** Processes that must not outlive this one. */
const running = new Set<InstanceProcess>();

/** The process of a function instance, seen from outside. */
export class InstanceProcess {
  readonly events: Writable;
  readonly reports: Readable;
  /** Resolves when the process has ended and its reports are read to their end. */
  readonly closed: Promise<void>;
  readonly #child: ChildProcess;

  /**
   * @param program of the runtime, that hands events to the function
   * @param codeFolder becomes the working directory
   * @param environment is all that the process gets: nothing of the emulator's leaks into handlers
   * @param memorySize MB that V8's heap may take; the resident memory is watched by the caller
   * @param logFd file that standard output and error are written to, in their true order
   */
  constructor(
    program: 'bootstrap.mjs' | 'web-server.mjs',
    codeFolder: string,
    environment: Readonly<Record<string, string>>,
    memorySize: number,
    logFd: number,
  ) {
    const path = fileURLToPath(new URL(program, RUNTIME_FOLDER));
    this.#child = spawn(process.execPath, [`--max-old-space-size=${memorySize}`, path], {
      cwd: codeFolder,
      env: environment,
      stdio: ['ignore', logFd, logFd, 'pipe', 'pipe'],
      // A process group of its own, so that what the handler started dies with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.events = this.#channel(EVENTS_FD);
    this.reports = this.#channel(REPORTS_FD);
    running.add(this);
    this.closed = new Promise<void>((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', () => resolve());
    }).finally(() => void running.delete(this));
  }

  /** Ends the process and those it started, at once. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }

  /** Resident memory so far at most, in bytes; undefined where the system does not tell (Linux does). */
  peakMemoryBytes(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      return kib === undefined ? undefined : Number(kib) * 1024;
    } catch {
      return undefined;
    }
  }

  #channel(fd: number): Duplex {
    const channel = this.#child.stdio[fd];
    if (!(channel instanceof Duplex)) throw new Error('The instance has no channel.');
    // A process that died does not read its event; that it died is reported by `closed`.
    channel.on('error', () => {});
    // What is not read would keep `closed` from resolving.
    channel.resume();
    return channel;
  }
}

process.on('exit', () => {
  for (const instance of running) instance.kill();
});
