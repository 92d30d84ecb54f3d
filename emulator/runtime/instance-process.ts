import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { encodeFrame, FrameReader } from './frame-reader';
import type { EventHeader } from './instance/runtime.mjs';
import type { InstanceHost, InstanceOptions } from './instance-host';
import { LogFile } from './instance-log';
import { parseReport } from './instance-report';

const RUNTIME_FOLDER = new URL('./instance/', import.meta.url);

/** Where the runtime reads events and writes reports. */
const EVENTS_FD = 3;
const REPORTS_FD = 4;

/** Processes that must not outlive this one. */
const running = new Set<InstanceProcess>();

/** The process of a function instance, seen from outside. */
export class InstanceProcess implements InstanceHost {
  readonly log: LogFile;
  /** Rejects when the process could not be started. */
  readonly closed: Promise<void>;
  readonly #child: ChildProcess;
  readonly #events: Writable;

  /**
   * The folder of the code becomes its working directory.
   *
   * @param memorySize MB that V8's heap may take; the resident memory is watched by the caller
   * @param logFile temporary file for standard output and error, in their true order
   */
  constructor(
    { start, codeFolder, environment, isLogTaken, onReport }: InstanceOptions,
    memorySize: number,
    logFile: string,
  ) {
    const program = start.customRuntimeConfig ? 'web-server.mjs' : 'bootstrap.mjs';
    this.log = new LogFile(logFile, isLogTaken);
    const path = fileURLToPath(new URL(program, RUNTIME_FOLDER));
    this.#child = spawn(process.execPath, [`--max-old-space-size=${memorySize}`, path], {
      cwd: codeFolder,
      env: environment,
      stdio: ['ignore', this.log.fd, this.log.fd, 'pipe', 'pipe'],
      // A process group of its own, so that what the handler started dies with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#events = this.#channel(EVENTS_FD);
    this.#read(this.#channel(REPORTS_FD), onReport);
    running.add(this);
    this.closed = new Promise<void>((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', () => resolve());
    }).finally(() => void running.delete(this));
    this.#send(start, Buffer.alloc(0));
  }

  send(header: EventHeader, body: Buffer): void {
    this.#send(header, body);
  }

  #send(header: object, body: Buffer): void {
    for (const part of encodeFrame(header, body)) this.#events.write(part);
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

  /** Linux tells it. */
  peakMemoryBytes(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      return kib === undefined ? undefined : Number(kib) * 1024;
    } catch {
      return undefined;
    }
  }

  #read(reports: Readable, onReport: InstanceOptions['onReport']): void {
    const reader = new FrameReader((header, body) => onReport(parseReport(header), body));
    reports.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch {
        // The handler has written to the channel; nothing that follows can be trusted.
        this.kill();
      }
    });
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
