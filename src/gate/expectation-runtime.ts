import {
  type compile,
  TreeInterpreter as interpreter,
  type JSONValue,
  registerFunction,
  TYPE_ANY,
  TYPE_ARRAY,
  TYPE_ARRAY_NUMBER,
  TYPE_ARRAY_STRING,
  TYPE_EXPREF,
  TYPE_STRING,
} from '@jmespath-community/jmespath';

/** An expression as the library evaluates it. */
export type Program = ReturnType<typeof compile>;

type Argument = JSONValue | Program;

type SortKey = number | string;

/** Functions that no expression can name stand for what the library would evaluate otherwise. */
export const FIELD = '.';
export const ORDERING = { LT: '<', LTE: '<=', GT: '>', GTE: '>=' } as const;

const ANY = { types: [TYPE_ANY] };
const LIST = { types: [TYPE_ARRAY] };
const SORTABLE = { types: [TYPE_ARRAY_NUMBER, TYPE_ARRAY_STRING] };
const EXPRESSION = { types: [TYPE_EXPREF] };

/** The library looks at inherited properties too. */
register(FIELD, [ANY, ANY], ([value, name]) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.getOwnPropertyDescriptor(value, String(name))?.value ?? null;
});

registerOrdering(ORDERING.LT, (left, right) => left < right);
registerOrdering(ORDERING.LTE, (left, right) => left <= right);
registerOrdering(ORDERING.GT, (left, right) => left > right);
registerOrdering(ORDERING.GTE, (left, right) => left >= right);

/** The library compares lists and objects by identity here. */
register('contains', [{ types: [TYPE_STRING, TYPE_ARRAY] }, ANY], ([subject, search]) => {
  if (typeof subject === 'string') return typeof search === 'string' && subject.includes(search);
  return asList(subject).some((item) => isEqual(item, search));
});

/** The library sorts numbers as text. */
register('sort', [SORTABLE], ([list]) => asKeys('sort', list).sort(compare));

/** The library spreads the list into arguments, which a long one does not survive. */
register('max', [SORTABLE], ([list]) => first(asKeys('max', list), (key) => key, -1));
register('min', [SORTABLE], ([list]) => first(asKeys('min', list), (key) => key, 1));

/** The library finds no string, and not a record that counts as false. */
register('max_by', [LIST, EXPRESSION], (args) => first(withKeys('max_by', args), keyOf, -1)?.item);
register('min_by', [LIST, EXPRESSION], (args) => first(withKeys('min_by', args), keyOf, 1)?.item);

/** The library evaluates the expression at every comparison. */
register('sort_by', [LIST, EXPRESSION], (args) =>
  withKeys('sort_by', args)
    .sort((a, b) => compare(a.key, b.key))
    .map(({ item }) => item),
);

/** The library reads all that JavaScript does, so that an empty string is 0. */
register('to_number', [ANY], ([value]) => {
  if (typeof value === 'number') return value;
  const isNumber = typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value);
  return isNumber ? Number(value) : null;
});

function register(
  name: string,
  signature: Parameters<typeof registerFunction>[2],
  run: (args: readonly Argument[]) => JSONValue | undefined,
): void {
  registerFunction(name, (args) => run(args) ?? null, signature, { override: true });
}

/** The sides of the comparison, then the text of each, for the message. */
function registerOrdering(operator: string, holds: (left: number, right: number) => boolean) {
  register(operator, [ANY, ANY, ANY, ANY], ([left = null, right = null, ...texts]) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left, right);
    const [side, text] = typeof left === 'number' ? [right, texts[1]] : [left, texts[0]];
    throw new Error(`${operator} compares numbers, but \`${text}\` is ${kindOf(side)}`);
  });
}

/** What a value is, without saying the value. */
export function kindOf(value: Argument): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function asList(value: Argument | undefined): JSONValue[] {
  return Array.isArray(value) ? value : [];
}

function asKeys(name: string, list: Argument | undefined): SortKey[] {
  const keys = asList(list).map((item) => asKey(name, item));
  return ofOneType(name, keys, (key) => key);
}

function withKeys(name: string, [list, expression]: readonly Argument[]) {
  if (!isProgram(expression)) throw new Error(`${name}() needs an expression`);
  const keyed = asList(list).map((item) => ({
    item,
    key: asKey(name, interpreter.visit(expression, item)),
  }));
  return ofOneType(name, keyed, keyOf);
}

function keyOf({ key }: { readonly key: SortKey }): SortKey {
  return key;
}

/** The library marks its argument so; only an argument that it has checked is asked. */
function isProgram(value: Argument | undefined): value is Program {
  return typeof value === 'object' && value !== null && 'expref' in value;
}

function asKey(name: string, value: Argument): SortKey {
  if (typeof value === 'number' || typeof value === 'string') return value;
  throw new Error(`${name}() compares numbers or strings, but one is ${kindOf(value)}`);
}

function ofOneType<T>(name: string, items: T[], keyOf: (item: T) => SortKey): T[] {
  const [head] = items;
  if (head === undefined) return items;
  const type = typeof keyOf(head);
  if (items.every((item) => typeof keyOf(item) === type)) return items;
  throw new Error(`${name}() compares numbers or strings, but not with each other`);
}

/** The first of the least (`direction` 1) or greatest (-1) items. */
function first<T>(items: readonly T[], keyOf: (item: T) => SortKey, direction: 1 | -1) {
  let best: T | undefined;
  for (const item of items) {
    if (best === undefined || compare(keyOf(item), keyOf(best)) * direction < 0) best = item;
  }
  return best;
}

/** Strings by code point, as the specification says; UTF-16 has surrogates below U+E000. */
function compare(a: SortKey, b: SortKey): number {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b);
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return (a.codePointAt(index) ?? -1) - (b.codePointAt(index) ?? -1);
}

function isEqual(a: JSONValue, b: Argument | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || isProgram(b)) return false;
  const [left, right] = [a, b].map((value) => ({ type: 'Literal', value }) as const);
  if (left === undefined || right === undefined) return false;
  return interpreter.visit({ type: 'Comparator', name: 'EQ', left, right }, null) === true;
}
