import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestRecord } from '../journal';
import { SYNC_PAYLOAD_LIMIT_BYTES } from '../site';

export interface ReceivedRequest {
  record: Omit<RequestRecord, 'operation'>;
  /** Path and query as sent. */
  target: string;
  /** The body, unless it is longer than anything FC takes. */
  content: Buffer | undefined;
}

/**
 * Reads a request to its end, or to where the client stops sending. What is beyond the limit is read
 * and hashed, but not kept.
 */
export async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('A body without an encoding has bytes.');
      size += chunk.length;
      hash.update(chunk);
      if (size <= SYNC_PAYLOAD_LIMIT_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch (error) {
    // `message.complete` says below that the client has gone.
    if (message.complete) throw error;
  }
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  const [path, query] = mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark)];
  return {
    target,
    content: size <= SYNC_PAYLOAD_LIMIT_BYTES ? Buffer.concat(chunks, size) : undefined,
    record: {
      method: message.method ?? '',
      path,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: joinedHeaders(message),
      rawHeaders: pairs(message.rawHeaders),
      body: { size, sha256: hash.digest('hex') },
      complete: message.complete,
    },
  };
}

function joinedHeaders(message: IncomingMessage): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    if (values) joined[name] = values.join(', ');
  }
  return joined;
}

function pairs(flat: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    result.push([flat[index] ?? '', flat[index + 1] ?? '']);
  }
  return result;
}
