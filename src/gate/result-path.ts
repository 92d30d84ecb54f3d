import { isJsonObject, type Json } from '../json';
import { redacted } from '../redaction';
import { cut } from '../text';
import { escapedForJson } from './operand-text';

/** The way to a place in a JSON value: names of members and indexes of items. */
export type ResultPath = readonly (string | number)[];

/** A step of a path that may lead to many places. */
export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  /** `[*]`, of a list only. */
  | { readonly kind: 'every-item' }
  /** `*`, of an object only. */
  | { readonly kind: 'every-member' };

/** Whether a step leads to a member or an item. */
export function leadsTo(step: PathStep, key: string | number): boolean {
  switch (step.kind) {
    case 'name':
      return key === step.name;
    case 'index':
      return key === step.index;
    case 'every-item':
      return typeof key === 'number';
    case 'every-member':
      return typeof key === 'string';
  }
}

/** Whether steps lead anywhere in a value; each place is visited once at most. */
export function isIn(value: Json | undefined, steps: readonly PathStep[], at = 0): boolean {
  const step = steps[at];
  if (step === undefined) return value !== undefined;
  const isBelow = (part: Json | undefined) => isIn(part, steps, at + 1);
  switch (step.kind) {
    case 'name':
      return isBelow(memberOf(value, step.name));
    case 'index':
      return Array.isArray(value) && isBelow(value[step.index]);
    case 'every-item':
      return Array.isArray(value) && value.some(isBelow);
    case 'every-member':
      return isJsonObject(value) && Object.values(value).some(isBelow);
  }
}

/** An own member only, so that `constructor` is as unknown as it is in the JSON. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** In UTF-16 code units. */
const MAX_PATH_LENGTH = 500;

/** A name that needs no quotes. */
export const PLAIN_NAME = /^[A-Za-z_]\w*$/;

/** A path as people write it, e.g. `items[3]."a b"`, in one line and cut. */
export function pathText(path: ResultPath): string {
  let text = '';
  for (const key of path) {
    if (text.length > MAX_PATH_LENGTH) break;
    if (typeof key === 'number') text += `[${key}]`;
    else text += `${text === '' ? '' : '.'}${nameText(redacted(key, MAX_PATH_LENGTH + 1))}`;
  }
  return cut(text, MAX_PATH_LENGTH);
}

function nameText(name: string): string {
  return PLAIN_NAME.test(name) ? name : escapedForJson(name);
}
