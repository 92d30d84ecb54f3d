import { NetworkError } from './errors';

/**
 * Reads a body as UTF-8, up to about `maxBytes`; the rest of a longer one is left behind. Of one
 * that breaks off, what came counts: status and headers are known already.
 */
export async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) break;
    }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}
