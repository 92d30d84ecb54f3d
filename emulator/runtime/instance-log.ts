import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import type { InstanceLog } from './instance-host';

/** How much of a log FC sends along (`x-fc-log-type: Tail`): 4 KB. */
export const LOG_TAIL_BYTES = 4096;

/** The log of a process, which writes it into a temporary file. */
export class LogFile implements InstanceLog {
  /** File descriptor to write to. */
  readonly fd: number;

  #taken = 0;

  constructor(
    private readonly path: string,
    private readonly isTaken: boolean,
  ) {
    this.fd = openSync(path, 'ax+');
  }

  get size(): number {
    return fstatSync(this.fd).size;
  }

  tail(start: number): Buffer {
    const { size } = this;
    const length = Math.min(size - start, LOG_TAIL_BYTES);
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(this.fd, buffer, 0, length, size - length));
  }

  take(): Buffer {
    const buffer = Buffer.alloc(this.isTaken ? this.size - this.#taken : 0);
    const length = readSync(this.fd, buffer, 0, buffer.length, this.#taken);
    this.#taken += length;
    return buffer.subarray(0, length);
  }

  close(): void {
    closeSync(this.fd);
    rmSync(this.path);
  }
}

/** The log of an instance in this process. */
export class LogInMemory implements InstanceLog {
  size = 0;
  #end = Buffer.alloc(0);
  #untaken: Uint8Array[] = [];

  constructor(private readonly isTaken: boolean) {}

  write(chunk: Uint8Array): void {
    this.size += chunk.length;
    this.#end = Buffer.concat([this.#end, chunk]).subarray(-LOG_TAIL_BYTES);
    if (this.isTaken) this.#untaken.push(chunk);
  }

  tail(start: number): Buffer {
    const length = Math.min(this.size - start, LOG_TAIL_BYTES);
    return this.#end.subarray(this.#end.length - length);
  }

  take(): Buffer {
    const taken = Buffer.concat(this.#untaken);
    this.#untaken = [];
    return taken;
  }

  close(): void {}
}
