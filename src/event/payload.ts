import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { byteSize } from '../text';

const MIB = 1024 * 1024;
const KIB = 1024;

/** FC's limits: 32 MB for a synchronous payload; 128 KB for an asynchronous one, raised on request. */
const PAYLOAD_LIMIT = { sync: 32 * MIB, async: 256 * KIB } as const;
export const STANDARD_ASYNC_PAYLOAD_LIMIT = 128 * KIB;

export type InvocationType = keyof typeof PAYLOAD_LIMIT;

/**
 * Reads a file as it is; it is measured before it is read.
 *
 * @param workspace folder that a relative path starts from
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function readEventFile(
  path: string,
  workspace: string,
  invocationType: InvocationType,
): Uint8Array {
  const absolutePath = resolve(workspace, path);
  const file = statSync(absolutePath, { throwIfNoEntry: false });
  if (!file?.isFile()) {
    const found = file === undefined ? 'there is no such file' : 'that is no regular file';
    throw new Error(`must name a file, relative to the workspace, but ${absolutePath}: ${found}`);
  }
  checkPayloadSize(file.size, invocationType);
  return readFileSync(absolutePath);
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
