import { JsonLimitError } from '../exact-number';
import type { Json } from '../json';
import { readJson } from '../json-reader';
import type { Result } from '../runner/result';

/** A longer result is not read. */
export const MAX_RESULT_BYTES = 64 * 1024 * 1024;

/** A result as the gate reads it. */
export type ResultContent =
  | { readonly kind: 'json'; readonly value: Json }
  /** Not JSON, or beyond a limit of the reader, which is told then. */
  | { readonly kind: 'text'; readonly text: string; readonly limit?: string }
  /** Not text, or its file is lost. */
  | { readonly kind: 'bytes' }
  | { readonly kind: 'too-large' };

/** Reads a result anew, so that nobody need keep what it holds. */
export function readContent(result: Pick<Result, 'bytes' | 'text'>): ResultContent {
  if (result.bytes > MAX_RESULT_BYTES) return { kind: 'too-large' };
  const text = result.text();
  if (text === undefined) return { kind: 'bytes' };
  try {
    return { kind: 'json', value: readJson(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'text', text };
    if (!(error instanceof JsonLimitError)) throw error;
    return { kind: 'text', text, limit: error.message };
  }
}
