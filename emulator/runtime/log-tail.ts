import { fstatSync, readSync } from 'node:fs';

/** How much of a log FC sends along (`x-fc-log-type: Tail`): 4 KB. */
export const LOG_TAIL_BYTES = 4096;

/** The last bytes of an open file, but none before `start`. */
export function readTail(fd: number, start: number, maxBytes: number): Buffer {
  const { size } = fstatSync(fd);
  const length = Math.min(size - start, maxBytes);
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(fd, buffer, 0, length, size - length));
}
