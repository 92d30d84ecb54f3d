import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { byteSize } from '../text';

const MIB = 1024 * 1024;
const KIB = 1024;

/** FC's limits: 32 MB for a synchronous payload; 128 KB for an asynchronous one, raised on request. */
export const PAYLOAD_LIMIT = { sync: 32 * MIB, async: 256 * KIB } as const;
export const STANDARD_ASYNC_PAYLOAD_LIMIT = 128 * KIB;

/** Whose payload it is: an input's text, or a file's bytes. */
export type EventSource =
  | { readonly input: 'event'; readonly text: string }
  | { readonly input: 'event-file'; readonly path: string };

/**
 * The bytes to send. A file is measured before it is read, and sent as it is.
 *
 * @param workspace folder that a relative path starts from
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function readPayload(
  source: EventSource,
  workspace: string,
  invocationType: 'sync' | 'async',
): Uint8Array {
  const limit = PAYLOAD_LIMIT[invocationType];
  const checkSize = (bytes: number) => {
    if (bytes <= limit) return;
    throw new Error(
      `must hold at most ${byteSize(limit)} (${limit} bytes) for an ${invocationType === 'async' ? 'asynchronous' : 'FC'} invocation, but holds ${bytes} bytes; pass a reference to the data instead, e.g. an OSS object`,
    );
  };
  if (source.input === 'event') {
    const bytes = Buffer.from(source.text, 'utf8');
    checkSize(bytes.length);
    return bytes;
  }
  const path = resolve(workspace, source.path);
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file?.isFile()) {
    const found = file === undefined ? 'there is no such file' : 'that is no regular file';
    throw new Error(`must name a file, relative to the workspace, but ${path}: ${found}`);
  }
  checkSize(file.size);
  return readFileSync(path);
}
