import type { FileHandle } from 'node:fs/promises';

/** How much of a log FC sends along (`x-fc-log-type: Tail`): 4 KB. */
export const LOG_TAIL_BYTES = 4096;

/** The last bytes of a file. */
export async function readTail(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const { size } = await file.stat();
  const length = Math.min(size, maxBytes);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.subarray(0, bytesRead);
}
