import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../../src/jmespath/functions';
import { type Json, jsonText } from '../../../src/json';
import { readJson } from '../../../src/json-reader';
import { evaluated } from './jmespath-evaluated';

const GIVEN = readJson(`{
  "name": "order", "empty": "", "none": null, "yes": true, "no": false, "n": 3, "half": 0.5,
  "big": 1234567890123456789, "near": 1234567890123456788, "huge": 1e400,
  "words": ["b", "a", "c"], "numbers": [3, 1, 2.5], "nothing": [], "object": {},
  "bigs": [1234567890123456789, 3, -9007199254740993, 0.5],
  "mixed": [1, "a"], "nested": [[1, 2], [3, [4]], 5],
  "items": [{"id": 1, "tags": ["x"], "price": 3}, {"id": 2, "tags": []}, {"id": 3, "price": 5}],
  "people": {"ann": {"age": 30}, "bob": {"age": 20}, "eve": {}},
  "a-b": {"c d": 1, "true": 2}, "漢": "字", "__proto__": {"own": 1}
}`);

/** The value that an expression finds as JSON, or `error`. */
function found(expression: string, given: Json = GIVEN): string {
  const result = evaluated(expression, given);
  return result === 'error' ? result : jsonText(result.value);
}

describe('the grammar', () => {
  test.each([
    // Names and paths
    ['name', '"order"'],
    ['"a-b"."c d"', '1'],
    ['"a-b".true', '2'],
    ['"漢"', '"字"'],
    ['"\\u6f22"', '"字"'],
    ['missing.deeper', 'null'],
    ['name.deeper', 'null'],
    ['constructor', 'null'],
    ['__proto__.own', '1'],
    [' people . ann\n.age ', '30'],
    ['@.name', '"order"'],
    // Indexes and slices
    ['words[0]', '"b"'],
    ['words[-1]', '"c"'],
    ['words[3]', 'null'],
    ['name[0]', 'null'],
    ['words[1:]', '["a","c"]'],
    ['words[:-1]', '["b","a"]'],
    ['words[::-1]', '["c","a","b"]'],
    ['words[2:0:-1]', '["c","a"]'],
    ['words[-9:9]', '["b","a","c"]'],
    ['words[::2]', '["b","c"]'],
    ['name[1:]', 'null'],
    // Projections
    ['items[*].id', '[1,2,3]'],
    ['items[*].price', '[3,5]'],
    ['items[].tags[]', '["x"]'],
    ['nested[]', '[1,2,3,[4],5]'],
    ['nested[][]', '[1,2,3,4,5]'],
    ['people.*.age', '[30,20]'],
    ['people.*', '[{"age":30},{"age":20},{}]'],
    ['name[*]', 'null'],
    ['words.*', 'null'],
    ['items[*].tags[0]', '["x"]'],
    ['items[*].tags | [0]', '["x"]'],
    ['items[?price].id', '[1,3]'],
    ['items[?price > `3`].id', '[3]'],
    ['items[?price >= `3` && id != `3`].id', '[1]'],
    ['items[?tags == `[]`].id', '[2]'],
    ['items[?!tags].id', '[2,3]'],
    ['items[1:][?id == `3`].id', '[]'],
    ['items[?id].{a: id} | [1]', '{"a":2}'],
    // Lists and objects
    ['[name, n]', '["order",3]'],
    ['{a: name, "b c": n}', '{"a":"order","b c":3}'],
    ['items[0].[id, price]', '[1,3]'],
    ['{__proto__: n}', '{"__proto__":3}'],
    // Operators
    ['name && n', '3'],
    ['empty && n', '""'],
    ['empty || n', '3'],
    ['nothing || object || none || no || `0`', '0'],
    ['!nothing', 'true'],
    ['!people.ann', 'false'],
    ['!(n == `3`)', 'false'],
    ['n == `3` || missing && `1`', 'true'],
    ['(n || missing) && name', '"order"'],
    ['name | @', '"order"'],
    // Literals
    ["'it\\'s'", '"it\'s"'],
    ["'a\\nb'", '"a\\\\nb"'],
    ["''", '""'],
    ['`"a\\`b"`', '"a`b"'],
    ['`{"a": [1, null]}`', '{"a":[1,null]}'],
    ['` 1.50 `', '1.5'],
    // Comparisons
    ['n == `3.0`', 'true'],
    ["n == '3'", 'false'],
    ['none == missing', 'true'],
    ['words == [`"b"`, \'a\', words[2]]', 'true'],
    ['people.ann == {age: `30`}', 'true'],
    ['`{"a":1,"b":2}` == `{"b":2,"a":1}`', 'true'],
    ['`{"a":1}` == `{"b":1}`', 'false'],
    ['`{"a":null}` == `{"b":null}`', 'false'],
    ['`[1]` == `{"0":1}`', 'false'],
    ['nothing == object', 'false'],
    ['`-0` == `0`', 'true'],
    ['half < n', 'true'],
    ["name < 'z'", 'error'],
    ['missing < n', 'error'],
    ['items[?missing < `1`]', '[]'],
    // Text that is not an expression
    ['a b', 'error'],
    ['&name', 'error'],
    ['[', 'error'],
  ])('%s is %s', (expression, value) => {
    expect(found(expression)).toBe(value);
  });
});

const CALLS: readonly [call: string, value: string][] = [
  ['abs(`-3`)', '3'],
  ['abs(`-1.5`)', '1.5'],
  ['abs(name)', 'error'],
  ['avg(numbers)', '2.1666666666666665'],
  ['avg(nothing)', 'null'],
  ['avg(words)', 'error'],
  ['ceil(`1.2`)', '2'],
  ['ceil(`-0.5`)', '0'],
  ["contains(name, 'rd')", 'true'],
  ['contains(name, n)', 'false'],
  ['contains(numbers, n)', 'true'],
  ['contains(nested, `[1,2]`)', 'true'],
  ['contains(none, n)', 'error'],
  ["ends_with(name, 'er')", 'true'],
  ['ends_with(name, n)', 'error'],
  ['floor(`-1.2`)', '-2'],
  ["join('-', words)", '"b-a-c"'],
  ["join('-', nothing)", '""'],
  ["join('-', mixed)", 'error'],
  ['keys(people)', '["ann","bob","eve"]'],
  ['keys(words)', 'error'],
  ['length(name)', '5'],
  ["length('a😀\\u0301')", '8'],
  ['length(words)', '3'],
  ['length(people)', '3'],
  ['length(n)', 'error'],
  ['map(&id, items)', '[1,2,3]'],
  ['map(&price, items)', '[3,null,5]'],
  ['map(&id, name)', 'error'],
  ['max(numbers)', '3'],
  ['max(words)', '"c"'],
  ['max(nothing)', 'null'],
  ['max(mixed)', 'error'],
  ['max_by(items, &id).id', '3'],
  ['max_by(nothing, &id)', 'null'],
  ['max_by(items, &price)', 'error'],
  ['merge(`{"a":1,"b":2}`, `{"b":3}`)', '{"a":1,"b":3}'],
  ['merge(`{"__proto__":{"a":1}}`, object)', '{"__proto__":{"a":1}}'],
  ['merge(object, none)', 'error'],
  ['min(numbers)', '1'],
  ['min(words)', '"a"'],
  ['min_by(items, &id).id', '1'],
  ['not_null(missing, none, n)', '3'],
  ['not_null(missing)', 'null'],
  ['reverse(words)', '["c","a","b"]'],
  ["reverse('a😀b')", '"b😀a"'],
  ['reverse(n)', 'error'],
  ['sort(numbers)', '[1,2.5,3]'],
  ['sort(words)', '["a","b","c"]'],
  ["sort(['😀', '\uFFFD', 'a', ''])", '["","a","\uFFFD","😀"]'],
  ['sort(mixed)', 'error'],
  ['sort_by(items, &id)[0].id', '1'],
  ['sort_by(values(people)[?age], &age)[0].age', '20'],
  ['sort_by(items, &price)', 'error'],
  ["starts_with(name, 'or')", 'true'],
  ['sum(numbers)', '6.5'],
  ['sum(nothing)', '0'],
  ['to_array(n)', '[3]'],
  ['to_array(words)', '["b","a","c"]'],
  ["to_number('-1.5e1')", '-15'],
  ["to_number('')", 'null'],
  ["to_number('012')", 'null'],
  ["to_number(' 1')", 'null'],
  ["to_number('0x1')", 'null'],
  ['to_number(words)', 'null'],
  ['to_string(n)', '"3"'],
  ['to_string(name)', '"order"'],
  ['to_string(`{"a": [1.50, null]}`)', '"{\\"a\\":[1.5,null]}"'],
  [
    'map(&type(@), [n, name, yes, none, words, people])',
    '["number","string","boolean","null","array","object"]',
  ],
  ['values(people)', '[{"age":30},{"age":20},{}]'],
  ['values(none)', 'error'],
];

describe('a function', () => {
  test.each(CALLS)('%s is %s', (call, value) => {
    expect(found(call)).toBe(value);
  });

  test('of the specification is in this table, each of them', () => {
    const called = new Set(CALLS.map(([call]) => /(\w+)\(/.exec(call)?.[1]));
    called.add('type');
    expect([...called].sort()).toEqual([...FUNCTIONS.keys()].sort());
    expect(FUNCTIONS.size).toBe(26);
  });
});

describe('an integer is exact', () => {
  test.each([
    ['big', '1234567890123456789'],
    ['big == `1234567890123456789`', 'true'],
    ['big == `1234567890123456788`', 'false'],
    ['big == `1234567890123456789.0`', 'true'],
    ['big == `1.234567890123456789e18`', 'true'],
    ['near < big && big > near && !(big <= near)', 'true'],
    ['big > half && half < big', 'true'],
    ['`9007199254740993` == `9007199254740992.0`', 'false'],
    ['items[?id < `1234567890123456789`].id', '[1,2,3]'],
    ['huge == `1e400`', 'true'],
    ['length(to_string(huge))', '401'],
    ['huge < `1e401` && huge > `1e300`', 'true'],
    ['abs(`-1234567890123456789`)', '1234567890123456789'],
    ['[ceil(big), floor(big)]', '[1234567890123456789,1234567890123456789]'],
    ['[max(bigs), min(bigs)]', '[1234567890123456789,-9007199254740993]'],
    ['sort(bigs)', '[-9007199254740993,0.5,3,1234567890123456789]'],
    ['sort_by(`[{"n":9007199254740993},{"n":9007199254740992}]`, &n)[0].n', '9007199254740992'],
    ['max_by(`[{"n":9007199254740992},{"n":9007199254740993}]`, &n).n', '9007199254740993'],
    ['sum([big, near])', '2469135780246913577'],
    ['sum([`9007199254740991`, `1`, `1`])', '9007199254740993'],
    ['sum([big, `-1234567890123456788`])', '1'],
    ['avg([big, `1234567890123456787`])', '1234567890123456788'],
    ['avg([big, near])', '1234567890123456800'],
    ['avg([huge, huge, `2`])', 'error'],
    ['contains(bigs, `1234567890123456789`)', 'true'],
    ['contains(bigs, `1234567890123456788`)', 'false'],
    ["to_number('1234567890123456789') == big", 'true'],
    ['to_string(big)', '"1234567890123456789"'],
    ['to_string([big])', '"[1234567890123456789]"'],
    ['type(big)', '"number"'],
    ['to_array(big)', '[1234567890123456789]'],
    ['!big', 'false'],
    [`to_number('1${'0'.repeat(1000)}')`, 'null'],
    [`sum(\`[1${'0'.repeat(999)}, 1]\`) > huge`, 'true'],
  ])('%s is %s', (expression, value) => {
    expect(found(expression)).toBe(value);
  });
});

test('a long glue in a long list is refused, not built', () => {
  const given = { glue: 'x'.repeat(1_000_000), list: Array.from({ length: 1_000_000 }, () => '') };
  expect(found('join(glue, list)', given)).toBe('error');
});
