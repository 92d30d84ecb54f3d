import type { Token } from './lexer';
import type { ComparatorName } from './syntax';

const BINDING_POWER: Partial<Record<Token['type'], number>> = {
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '[': 55,
};

/**
 * `!` denies the whole path behind it: `!result.failed` is `!(result.failed)`. The grammar leaves
 * that open; implementations that take it as `(!result).failed` always get null.
 */
export const NOT_POWER = 8;

/** What binds less ends a projection. */
export const PROJECTION_END = 10;

export const COMPARATORS: Partial<Record<Token['type'], ComparatorName>> = {
  '==': 'EQ',
  '!=': 'NE',
  '<': 'LT',
  '<=': 'LTE',
  '>': 'GT',
  '>=': 'GTE',
};

/** How strongly an operator binds what is to the left of it, as in the other implementations. */
export function powerOf({ type }: Pick<Token, 'type'>): number {
  return BINDING_POWER[type] ?? 0;
}
