/** Which types of values each function takes: those of the specification, and nothing else. */
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../../src/jmespath/functions';
import type { Json } from '../../../src/json';
import { evaluated } from './jmespath-evaluated';

/** A value of each type, by how the table names it. */
const VALUES: Readonly<Record<string, Json>> = {
  null: null,
  boolean: true,
  number: 1.5,
  integer: 12345678901234567890n,
  string: 'text',
  'no items': [],
  numbers: [1, 2.5, 12345678901234567890n],
  strings: ['a', 'b'],
  mixed: [1, 'a'],
  nulls: [null],
  object: { a: 1 },
};

const ALL = Object.keys(VALUES);
const NUMBER = ['number', 'integer'];
const NUMBERS = ['no items', 'numbers'];
const SORTABLE = ['no items', 'numbers', 'strings'];
const LIST = ['no items', 'numbers', 'strings', 'mixed', 'nulls'];

/** Each argument of each function in turn, as `@` in a call that works. */
const ARGUMENTS: readonly [call: string, taken: readonly string[]][] = [
  ['abs(@)', NUMBER],
  ['avg(@)', NUMBERS],
  ['ceil(@)', NUMBER],
  ["contains(@, 'a')", ['string', ...LIST]],
  ["contains('a', @)", ALL],
  ["ends_with(@, 'a')", ['string']],
  ["ends_with('a', @)", ['string']],
  ['floor(@)', NUMBER],
  ["join(@, ['a'])", ['string']],
  ["join('a', @)", ['no items', 'strings']],
  ['keys(@)', ['object']],
  ['length(@)', ['string', ...LIST, 'object']],
  ['map(&a, @)', LIST],
  ['max(@)', SORTABLE],
  ['max_by(@, &`1`)', LIST],
  ['merge(@)', ['object']],
  ['merge({a: a}, @)', ['object']],
  ['min(@)', SORTABLE],
  ['min_by(@, &`1`)', LIST],
  ['not_null(@)', ALL],
  ['not_null(a, @)', ALL],
  ['reverse(@)', ['string', ...LIST]],
  ['sort(@)', SORTABLE],
  ['sort_by(@, &`1`)', LIST],
  ["starts_with(@, 'a')", ['string']],
  ["starts_with('a', @)", ['string']],
  ['sum(@)', NUMBERS],
  ['to_array(@)', ALL],
  ['to_number(@)', ALL],
  ['to_string(@)', ALL],
  ['type(@)', ALL],
  ['values(@)', ['object']],
];

describe('the argument @', () => {
  test.each(ARGUMENTS)('of %s', (call, taken) => {
    const found = ALL.filter((name) => evaluated(call, VALUES[name] ?? null) !== 'error');
    expect(found).toEqual(ALL.filter((name) => taken.includes(name)));
  });

  test('stands in this table for each function', () => {
    const called = ARGUMENTS.map(([call]) => call.slice(0, call.indexOf('(')));
    expect([...new Set(called)]).toEqual([...FUNCTIONS.keys()]);
  });
});

/** What an expression such as `&key` makes of the items. */
describe('a key', () => {
  test.each([
    ['a number of each', '[{"key":1},{"key":2.5}]', true],
    ['a string of each', '[{"key":"a"},{"key":"b"}]', true],
    ['neither, in the first', '[{"key":null},{"key":1}]', false],
    ['neither, in the last', '[{"key":1},{"key":true}]', false],
    ['a list', '[{"key":[]}]', false],
    ['a string after a number', '[{"key":1},{"key":"a"}]', false],
    ['a number after a string', '[{"key":"a"},{"key":1}]', false],
    ['nothing, of no items', '[]', true],
  ])('that is %s', (_, json, isSortable) => {
    for (const name of ['sort_by', 'min_by', 'max_by']) {
      const found = evaluated(`${name}(@, &key)`, JSON.parse(json));
      expect([name, found !== 'error']).toEqual([name, isSortable]);
    }
  });
});
