import { closeSync, fstatSync, openSync, read as readCallback, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describeCause } from '../http/errors';
import { byteSize } from '../text';

const MIB = 1024 * 1024;
const KIB = 1024;

/** FC's limits: 32 MB for a synchronous payload; 128 KB for an asynchronous one, raised on request. */
const PAYLOAD_LIMIT = { sync: 32 * MIB, async: 256 * KIB } as const;
export const STANDARD_ASYNC_PAYLOAD_LIMIT = 128 * KIB;

export type InvocationType = keyof typeof PAYLOAD_LIMIT;

/** The event to send. */
export interface EventPayload {
  /** In bytes. */
  readonly size: number;
  /** A promise when a file is being read; it rejects as {@link readEventFile} throws. */
  readonly bytes: Uint8Array | Promise<Uint8Array>;
}

/** An event whose bytes are at hand. */
export function payloadOf(bytes: Uint8Array): EventPayload {
  return { size: bytes.length, bytes };
}

const read = promisify(readCallback);

/**
 * Measures and opens a file, and reads it as it is in the background, while this program goes on.
 *
 * @param workspace folder that a relative path starts from
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function readEventFile(
  path: string,
  workspace: string,
  invocationType: InvocationType,
): EventPayload {
  const absolutePath = resolve(workspace, path);
  const { descriptor, size } = open(absolutePath, invocationType);
  const bytes = readWhole(descriptor, size);
  // Whoever takes the bytes hears of it.
  bytes.catch(() => undefined);
  return { size, bytes };
}

function open(path: string, invocationType: InvocationType): { descriptor: number; size: number } {
  const file = readable(() => statSync(path, { throwIfNoEntry: false }));
  if (!file?.isFile()) {
    const found = file === undefined ? 'there is no such file' : 'that is no regular file';
    throw new Error(`must name a file, relative to the workspace, but ${path}: ${found}`);
  }
  checkPayloadSize(file.size, invocationType);
  const descriptor = readable(() => openSync(path, 'r'));
  return { descriptor, size: fstatSync(descriptor).size };
}

/** One call reads it all, which a thread does without this one. */
async function readWhole(descriptor: number, size: number): Promise<Uint8Array> {
  try {
    // One byte more shows that the file has grown.
    const bytes = Buffer.allocUnsafeSlow(size + 1);
    let end = 0;
    for (let bytesRead = -1; bytesRead !== 0 && end <= size; end += bytesRead) {
      ({ bytesRead } = await read(descriptor, bytes, end, bytes.length - end, end));
    }
    if (end !== size) throw new Error(`it had ${size} bytes and now has another size`);
    return bytes.subarray(0, size);
  } catch (error) {
    throw readFailure(error);
  } finally {
    closeSync(descriptor);
  }
}

function readable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw readFailure(error);
  }
}

function readFailure(cause: unknown): Error {
  return new Error(
    `must name a file that can be read and stays as it is, but reading it failed: ${describeCause(cause)}`,
  );
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
