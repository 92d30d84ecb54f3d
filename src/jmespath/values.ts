import { isJsonObject, type Json } from '../json';

/** What `&&`, `||`, `!` and filters take for true: all but `null`, `false` and what is empty. */
export function isTrue(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isJsonObject(value)) return !isEmptyObject(value);
  return value !== null && value !== false && value !== '';
}

function isEmptyObject(value: object): boolean {
  for (const _ in value) return false;
  return true;
}

/** Numbers are equal by value, lists item by item, objects whatever the order of their names. */
export function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isEqual(item, b[index] ?? null))
    );
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(a[name] ?? null, b[name] ?? null))
  );
}

export type SortKey = number | bigint | string;

/**
 * Which of two numbers, or of two strings, is the lesser. Numbers are compared by value, strings by
 * code point, as the specification says: UTF-16 has surrogates below U+E000.
 */
export function compare(a: SortKey, b: SortKey): number {
  if (typeof a !== 'string' || typeof b !== 'string') return a < b ? -1 : a > b ? 1 : 0;
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return (a.codePointAt(index) ?? -1) - (b.codePointAt(index) ?? -1);
}

export function isNumber(value: Json): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** The type of a value, as JMESPath names it. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isNumber(value) ? 'number' : typeof value;
}

/** What a value is in a message, without saying the value. */
export function kindOf(value: Json): string {
  const type = typeOf(value);
  return KINDS.get(type) ?? `a ${type}`;
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['null', 'null'],
  ['array', 'a list'],
  ['object', 'an object'],
]);
