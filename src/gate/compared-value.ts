import { typeOf } from '../jmespath/values';
import { isJsonObject, type Json, type JsonObject } from '../json';
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

/** What is compared side by side; whoever invoked the baseline once gives that as `again`, too. */
export type Sides<T> = readonly [candidate: T, baseline: T, again: T];

/** What each side has of something. */
export function each<T, U>([candidate, baseline, again]: Sides<T>, of: (side: T) => U): Sides<U> {
  return [of(candidate), of(baseline), of(again)];
}

/** Whether all sides are of one kind, so that their parts can be compared. */
export function areAll<T extends Value>(
  sides: Sides<Value>,
  isOne: (value: Value) => value is T,
): sides is Sides<T> {
  return sides.every(isOne);
}

/** A JSON list. */
export function isList(value: Value): value is readonly Json[] {
  return Array.isArray(value);
}

/** A JSON object; what is not JSON is none. */
export function isObject(value: Value): value is JsonObject {
  return !(value instanceof Opaque) && isJsonObject(value);
}

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
  return kind === 'array' || kind === 'object' || contentOf(a) === contentOf(b);
}

function contentOf(value: Value): Part {
  return value instanceof Opaque ? value.content : value;
}

/** Two strings with a longer common beginning would look the same; what tells bytes is shorter. */
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
  const [a, b] = [contentOf(candidate), contentOf(baseline)];
  if (typeof a === 'string' && typeof b === 'string') {
    const start = commonLength(a, b);
    if (start > MAX_COMMON_LENGTH) {
      const from = start - CONTEXT_LENGTH;
      return { candidate: showFrom(from, a), baseline: showFrom(from, b) };
    }
  }
  return { candidate: show(candidate), baseline: show(baseline) };
}

function showFrom(start: number, text: string): string {
  const piece = text.slice(start, start + MAX_PIECE_LENGTH);
  return showValue(`…${redactedPiece(piece, 'start')}`);
}

function show(value: Value): string {
  if (value === undefined) return 'no value';
  if (!(value instanceof Opaque)) return showValue(value);
  return value.kind === 'text' ? showValue(value.content) : value.content;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
