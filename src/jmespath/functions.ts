import { isJsonObject, type Json, type JsonObject, jsonText } from '../json';
import { absolute, average, numberFrom, rounded, sum } from './numbers';
import { characterCount, joined, reversed } from './strings';
import { compare, isEqual, isNumber, kindOf, type SortKey, typeOf } from './values';

/** An expression such as `&name`, applied to an item. */
export type Expression = (item: Json) => Json;
export type Argument = Json | Expression;

/** What arguments can be, by how messages name them. */
interface Kinds {
  'a value': Json;
  'a number': number | bigint;
  'a string': string;
  'a list': readonly Json[];
  'an object': JsonObject;
  'a string or a list': string | readonly Json[];
  'a string, a list or an object': string | readonly Json[] | JsonObject;
  'a list of numbers': readonly (number | bigint)[];
  'a list of strings': readonly string[];
  'a list of numbers or of strings': readonly SortKey[];
  'an expression such as &name': Expression;
}

type Kind = keyof Kinds;

export const EXPRESSION = 'an expression such as &name';

const isString = (value: Json) => typeof value === 'string';
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isNumbers = (value: Json) => isList(value) && value.every(isNumber);
const isStrings = (value: Json) => isList(value) && value.every(isString);

const IS: Readonly<Record<Exclude<Kind, typeof EXPRESSION>, (value: Json) => boolean>> = {
  'a value': () => true,
  'a number': isNumber,
  'a string': isString,
  'a list': isList,
  'an object': isJsonObject,
  'a string or a list': (value) => isString(value) || isList(value),
  'a string, a list or an object': (value) =>
    isString(value) || isList(value) || isJsonObject(value),
  'a list of numbers': isNumbers,
  'a list of strings': isStrings,
  'a list of numbers or of strings': (value) => isNumbers(value) || isStrings(value),
};

interface Definition {
  readonly kinds: readonly Kind[];
  /** Whether the last argument may be repeated. */
  readonly repeats: boolean;
  readonly run: (args: readonly Argument[]) => Json;
}

const KEYS = 'a list of numbers or of strings';

/** {@link callFunction} checks the arguments before it runs a function with them. */
function takes<const K extends readonly Kind[]>(
  kinds: K,
  run: (...args: { [I in keyof K]: Kinds[K[I]] }) => Json,
): Definition {
  return { kinds, repeats: false, run: (args) => run(...(args as never)) };
}

function repeats<K extends Kind>(kind: K, run: (...args: Kinds[K][]) => Json): Definition {
  return { kinds: [kind], repeats: true, run: (args) => run(...(args as Kinds[K][])) };
}

const itself: Expression = (item) => item;

/**
 * The functions of the specification, and no others: what is accepted here is accepted by every
 * JMESPath tool.
 *
 * @see https://jmespath.org/specification.html#built-in-functions
 */
export const FUNCTIONS: ReadonlyMap<string, Definition> = new Map<string, Definition>([
  ['abs', takes(['a number'], absolute)],
  ['avg', takes(['a list of numbers'], average)],
  ['ceil', takes(['a number'], (value) => rounded(value, Math.ceil))],
  ['contains', takes(['a string or a list', 'a value'], contains)],
  ['ends_with', takes(['a string', 'a string'], (text, end) => text.endsWith(end))],
  ['floor', takes(['a number'], (value) => rounded(value, Math.floor))],
  ['join', takes(['a string', 'a list of strings'], joined)],
  ['keys', takes(['an object'], (object) => Object.keys(object))],
  ['length', takes(['a string, a list or an object'], length)],
  ['map', takes([EXPRESSION, 'a list'], (of, list) => list.map((item) => of(item)))],
  ['max', takes([KEYS], (list) => first('max', list, itself, -1))],
  ['max_by', takes(['a list', EXPRESSION], (list, key) => first('max_by', list, key, -1))],
  ['merge', repeats('an object', (...all) => Object.fromEntries(all.flatMap(Object.entries)))],
  ['min', takes([KEYS], (list) => first('min', list, itself, 1))],
  ['min_by', takes(['a list', EXPRESSION], (list, key) => first('min_by', list, key, 1))],
  ['not_null', repeats('a value', (...all) => all.find((value) => value !== null) ?? null)],
  [
    'reverse',
    takes(['a string or a list'], (value) =>
      typeof value === 'string' ? reversed(value) : value.toReversed(),
    ),
  ],
  ['sort', takes([KEYS], (list) => sorted('sort', list, itself))],
  ['sort_by', takes(['a list', EXPRESSION], (list, key) => sorted('sort_by', list, key))],
  ['starts_with', takes(['a string', 'a string'], (text, start) => text.startsWith(start))],
  ['sum', takes(['a list of numbers'], sum)],
  ['to_array', takes(['a value'], (value) => (isList(value) ? value : [value]))],
  ['to_number', takes(['a value'], toNumber)],
  ['to_string', takes(['a value'], (v) => (typeof v === 'string' ? v : jsonText(v)))],
  ['type', takes(['a value'], typeOf)],
  ['values', takes(['an object'], (object) => Object.values(object))],
]);

/** @throws Error when an argument is of a wrong kind, without its value */
export function callFunction(name: string, args: readonly Argument[]): Json {
  const definition = FUNCTIONS.get(name);
  if (definition === undefined) throw new Error(`unknown function ${name}()`);
  args.forEach((value, index) => {
    const kind = kindAt(definition, index);
    const isExpression = typeof value === 'function';
    if (isExpression ? kind === EXPRESSION : kind !== EXPRESSION && IS[kind](value)) return;
    const found = isExpression ? 'an expression' : kindOf(value);
    throw new Error(`argument ${index + 1} of ${name}() must be ${kind}, but is ${found}`);
  });
  return definition.run(args);
}

/** What an argument of a function must be, by its index. */
export function kindAt({ kinds }: Definition, index: number): Kind {
  return kinds[Math.min(index, kinds.length - 1)] ?? 'a value';
}

function contains(subject: string | readonly Json[], search: Json): boolean {
  if (typeof subject === 'string') return typeof search === 'string' && subject.includes(search);
  return subject.some((item) => isEqual(item, search));
}

function length(value: string | readonly Json[] | JsonObject): number {
  if (typeof value === 'string') return characterCount(value);
  return isList(value) ? value.length : Object.keys(value).length;
}

function toNumber(value: Json): Json {
  if (typeof value === 'string') return numberFrom(value);
  return isNumber(value) ? value : null;
}

function sorted(name: string, list: readonly Json[], keyOf: Expression): Json {
  const keyed = withKeys(name, list, keyOf);
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item);
}

/** The first of the least (`direction` 1) or greatest (-1) items; `null` of none. */
function first(name: string, list: readonly Json[], keyOf: Expression, direction: 1 | -1): Json {
  const keyed = withKeys(name, list, keyOf);
  if (keyed.length === 0) return null;
  return keyed.reduce((best, each) => (compare(each.key, best.key) * direction < 0 ? each : best))
    .item;
}

function withKeys(name: string, list: readonly Json[], keyOf: Expression) {
  const keyed = list.map((item) => ({ item, key: asKey(name, keyOf(item)) }));
  const isText = typeof keyed[0]?.key === 'string';
  if (keyed.every(({ key }) => (typeof key === 'string') === isText)) return keyed;
  throw new Error(`${name}() compares numbers or strings, but not with each other`);
}

function asKey(name: string, value: Json): SortKey {
  if (isNumber(value) || typeof value === 'string') return value;
  throw new Error(`${name}() compares numbers or strings, but one is ${kindOf(value)}`);
}
