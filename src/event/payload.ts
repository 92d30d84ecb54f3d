import { type FileHandle, open } from 'node:fs/promises';
import { byteSize, systemReason } from '../text';

const MIB = 1024 * 1024;
const KIB = 1024;

/** FC's limits: 32 MB for a synchronous payload; 128 KB for an asynchronous one, raised on request. */
const PAYLOAD_LIMIT = { sync: 32 * MIB, async: 256 * KIB } as const;
export const STANDARD_ASYNC_PAYLOAD_LIMIT = 128 * KIB;

export type InvocationType = keyof typeof PAYLOAD_LIMIT;

/**
 * Reads a regular file as it is.
 *
 * @param checkSize throws if the file has too many bytes
 * @throws Error with the end of a sentence that begins with the input's name
 */
export async function readWholeFile(
  path: string,
  checkSize: (bytes: number) => void,
): Promise<Uint8Array> {
  const file = await readable(open(path, 'r'));
  try {
    const { size } = await readable(file.stat());
    checkSize(size);
    return await readable(readWhole(file, size));
  } finally {
    await file.close();
  }
}

/** One read takes it all, unless the system gives less at a time. */
async function readWhole(file: FileHandle, size: number): Promise<Uint8Array> {
  // One byte more shows that the file has grown.
  const bytes = Buffer.allocUnsafeSlow(size + 1);
  let end = 0;
  let bytesRead: number;
  do {
    ({ bytesRead } = await file.read(bytes, end, bytes.length - end, end));
    end += bytesRead;
  } while (bytesRead !== 0);
  if (end !== size) throw new Error(`it had ${size} bytes and now has another size`);
  return bytes.subarray(0, size);
}

async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(
      `must name a readable file that does not change, but reading it failed: ${systemReason(error)}`,
    );
  }
}

/**
 * Checks a size in bytes against FC's limit.
 *
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function checkPayloadSize(bytes: number, invocationType: InvocationType): void {
  const limit = PAYLOAD_LIMIT[invocationType];
  if (bytes <= limit) return;
  throw new Error(
    `must hold at most ${byteSize(limit)} for ${invocationType === 'sync' ? 'a synchronous' : 'an asynchronous'} invocation, but holds ${bytes} bytes; pass a reference to the data instead, e.g. an OSS object`,
  );
}
