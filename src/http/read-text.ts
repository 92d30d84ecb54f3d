import { isTransportError } from './errors';

/**
 * Reads a body as UTF-8, up to about `maxBytes`; the rest of a longer one is left behind.
 *
 * @throws TransportError when the body is cut off
 */
export async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A body that ends where the connection failed, for callers to whom that part is enough. */
export async function* untilBroken(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (!isTransportError(error, 'network')) throw error;
  }
}
