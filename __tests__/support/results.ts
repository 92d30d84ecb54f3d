import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type Result, START_LENGTH } from '../../src/runner/result';

/** A received result, as the action keeps it. */
export function resultOf(content: string | Uint8Array): Result {
  const bytes = Buffer.from(content);
  const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    bytes: bytes.length,
    start: text?.slice(0, START_LENGTH),
    isJson: text !== undefined && parses(text),
    file: '/tmp/result',
    sha256: text === undefined ? sha256 : undefined,
    text: () => text,
    digest: async () => sha256,
    release: () => undefined,
    discard: () => undefined,
  };
}

function parses(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}
