import { typeOf } from '../jmespath/values';
import type { Json } from '../json';
import { redactedPiece } from '../redaction';
import { showValue } from './operand-text';

/** A result that is not JSON: it is compared as a whole. */
export class Opaque {
  constructor(
    readonly kind: 'text' | 'bytes',
    /** The text, or what tells the bytes from any others, for people. */
    readonly content: string,
  ) {}
}

/** A part of a result; `undefined` where that has none. */
export type Part = Json | undefined;

export type Value = Part | Opaque;

/** The type of a value; to have none is a type of its own. */
export function kindOf(value: Value): string {
  if (value === undefined) return 'none';
  return value instanceof Opaque ? value.kind : typeOf(value);
}

/**
 * Whether two values are the same as far as their own place tells: two lists are, and two objects,
 * whatever they hold. Integers are compared exactly, other numbers as doubles.
 */
export function isSameHere(a: Value, b: Value): boolean {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  if (a instanceof Opaque && b instanceof Opaque) return a.content === b.content;
  return kind === 'array' || kind === 'object' || a === b;
}

/** Two strings with a longer common beginning would look the same. */
const MAX_COMMON_LENGTH = 100;
/** What is shown of that. */
const CONTEXT_LENGTH = 20;
/** More than is shown of a value, and than any secret has that begins there. */
const MAX_PIECE_LENGTH = 16 * 1024;

/** The values of both sides for people, each in one line and cut. */
export function showSides(
  candidate: Value,
  baseline: Value,
): { candidate: string; baseline: string } {
  const texts = [candidate, baseline].map(textOf);
  const [a, b] = texts;
  const start = a === undefined || b === undefined ? 0 : commonLength(a, b);
  if (start <= MAX_COMMON_LENGTH) return { candidate: show(candidate), baseline: show(baseline) };
  const from = start - CONTEXT_LENGTH;
  const rest = (text = '') =>
    showValue(`…${redactedPiece(text.slice(from, from + MAX_PIECE_LENGTH), 'start')}`);
  return { candidate: rest(a), baseline: rest(b) };
}

function show(value: Value): string {
  if (value === undefined) return 'no value';
  if (!(value instanceof Opaque)) return showValue(value);
  return value.kind === 'text' ? showValue(value.content) : value.content;
}

function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Opaque && value.kind === 'text' ? value.content : undefined;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
