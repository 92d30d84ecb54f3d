import { closeSync, openSync, read as readCallback, readFileSync, statSync } from 'node:fs';
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
  const file = statSync(absolutePath, { throwIfNoEntry: false });
  if (!file?.isFile()) {
    const found = file === undefined ? 'there is no such file' : 'that is no regular file';
    throw new Error(`must name a file, relative to the workspace, but ${absolutePath}: ${found}`);
  }
  // Files that the system makes up while they are read have no size.
  if (file.size === 0) return payloadOf(readFileSync(absolutePath));
  checkPayloadSize(file.size, invocationType);
  const bytes = readWhole(openSync(absolutePath, 'r'), file.size);
  // Whoever takes the bytes hears of it.
  bytes.catch(() => undefined);
  return { size: file.size, bytes };
}

/** One call reads it all, which a thread does without this one. */
async function readWhole(file: number, size: number): Promise<Uint8Array> {
  try {
    const bytes = Buffer.allocUnsafeSlow(size);
    let end = 0;
    while (end < size) {
      const { bytesRead } = await read(file, bytes, end, size - end, end);
      if (bytesRead === 0) throw new Error(`it has ${end} bytes instead of ${size}`);
      end += bytesRead;
    }
    return bytes;
  } catch (error) {
    throw new Error(
      `must name a file that can be read and stays as it is, but reading it failed: ${describeCause(error)}`,
    );
  } finally {
    closeSync(file);
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
