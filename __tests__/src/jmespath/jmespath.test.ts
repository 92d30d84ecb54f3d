import { describe, expect, test } from 'vitest';
import { evaluate, type FieldTrace } from '../../../src/jmespath/evaluator';
import { FUNCTIONS } from '../../../src/jmespath/functions';
import { parse } from '../../../src/jmespath/parser';
import { type Json, jsonText } from '../../../src/json';
import { readJson } from '../../../src/json-reader';
import { messageOf } from '../../../src/text';
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
    ['words[10]', 'null'],
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
    ['missing | type(@)', '"null"'],
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
    ['`[1]` == `[1,2]`', 'false'],
    ['`[1,2]` == `[1]`', 'false'],
    ['`[null]` == `[]`', 'false'],
    ['`[]` == `[null]`', 'false'],
    ['`["a"]` == `"a"`', 'false'],
    ['`"a"` == `["a"]`', 'false'],
    ['`1` == `{}`', 'false'],
    ['`{}` == `1`', 'false'],
    ['`null` == `{}`', 'false'],
    ['`{"a":1}` == `{"a":1,"b":2}`', 'false'],
    ['`{"a":1,"b":2}` == `{"a":1}`', 'false'],
    ['`{"a":1,"b":2}` == `{"a":1,"b":3}`', 'false'],
    ['`{"a":[{"b":1}]}` == `{"a":[{"b":1}]}`', 'true'],
    ['`{"a":[{"b":1}]}` == `{"a":[{"b":2}]}`', 'false'],
    ['`-0` == `0`', 'true'],
    ['half < n', 'true'],
    ["name < 'z'", 'error'],
    ['missing < n', 'error'],
    ['items[?missing < `1`]', '[]'],
    // Forms beside each other
    ['name.length', 'null'],
    ['words.length', 'null'],
    ['n.x', 'null'],
    ['none.x', 'null'],
    ['people[0]', 'null'],
    ['people[*]', 'null'],
    ['people[]', 'null'],
    ['people[?age]', 'null'],
    ['n.*', 'null'],
    ['nothing[*].a', '[]'],
    ['missing[*].a', 'null'],
    ['items[*].[id, price]', '[[1,3],[2,null],[3,5]]'],
    ['items[*].{i: id}', '[{"i":1},{"i":2},{"i":3}]'],
    ['people.*.[age]', '[[30],[20],[null]]'],
    ['people.* | [0].age', '30'],
    ['people.*[]', '[{"age":30},{"age":20},{}]'],
    ['people.*.age[0]', '[]'],
    ['people.[ann, bob]', '[{"age":30},{"age":20}]'],
    ['people.{a: ann.age}', '{"a":30}'],
    ['people.[*.age]', '[[30,20]]'],
    ['people | [*.age]', '[[30,20]]'],
    ['people | *', '[{"age":30},{"age":20},{}]'],
    ['people | *.age', '[30,20]'],
    ['words | [*]', '["b","a","c"]'],
    ['words | [1:]', '["a","c"]'],
    ['words | []', '["b","a","c"]'],
    ['items | [?id == `1`].id', '[1]'],
    ['[items][*][0].id', '[1]'],
    ['[items][][].id', '[1,2,3]'],
    ['[items[0].id, n][1]', '3'],
    ['{a: n}.a', '3'],
    ['(items)[0].id', '1'],
    ['(items[*].tags)[0]', '["x"]'],
    ['items[*][id]', '[[1],[2],[3]]'],
    ['items[*].tags[][]', '["x"]'],
    ['items[?id][0]', '[]'],
    ['items[?id] | [0].id', '1'],
    ['items[?id][].id', '[1,2,3]'],
    ['items[?id].tags[]', '["x"]'],
    ['items[?id][?price].id', '[]'],
    ['items[0:2].id', '[1,2]'],
    ['items[0:2].tags[0]', '["x"]'],
    ['items[?abs(id) == `1`].id', '[1]'],
    ['items[*].length(@)', '[3,2,2]'],
    ['nested[0][1]', '2'],
    ['nested[*][0]', '[1,3]'],
    ['nested[].[@]', '[[1],[2],[3],[[4]],[5]]'],
    ['words[ 1 : 2 ]', '["a"]'],
    ['words[ * ]', '["b","a","c"]'],
    ['!items[0].tags', 'false'],
    ['!n == n', 'false'],
    ['!none && n', '3'],
    ['!n || n', '3'],
    ['!!n', 'true'],
    ['none || n && name', '"order"'],
    ['no && none || n', '3'],
    ['no || none && n', 'null'],
    ['none | n || name', 'null'],
    ['n || none | @', '3'],
    ['n == n == yes', 'true'],
    ['items[*].id == `[1,2,3]`', 'true'],
    ['items[*].id && n', '3'],
    ['items[?not_null(price < `4`, `true`)].id', '[1,2]'],
    ['"na\\u006de"', '"order"'],
    ["'a\\'b\\'c'", '"a\'b\'c"'],
    ['`"a\\`b\\`c"`', '"a`b`c"'],
    // Text that is not an expression
    ['a b', 'error'],
    ['&name', 'error'],
    ['[', 'error'],
  ])('%s is %s', (expression, value) => {
    expect(found(expression)).toBe(value);
  });
});

describe('a slice', () => {
  test.each([
    ['[0:]', [0, 1, 2, 3, 4]],
    ['[0:0]', []],
    ['[:]', [0, 1, 2, 3, 4]],
    ['[::]', [0, 1, 2, 3, 4]],
    ['[1:3]', [1, 2]],
    ['[2:]', [2, 3, 4]],
    ['[-2:]', [3, 4]],
    ['[:2]', [0, 1]],
    ['[:-2]', [0, 1, 2]],
    ['[-3:-1]', [2, 3]],
    ['[-9:2]', [0, 1]],
    ['[1:9]', [1, 2, 3, 4]],
    ['[5:]', []],
    ['[9:]', []],
    ['[3:1]', []],
    ['[:0]', []],
    ['[::2]', [0, 2, 4]],
    ['[1::2]', [1, 3]],
    ['[1:4:2]', [1, 3]],
    ['[::9]', [0]],
    ['[::-1]', [4, 3, 2, 1, 0]],
    ['[::-2]', [4, 2, 0]],
    ['[4:1:-1]', [4, 3, 2]],
    ['[9:1:-1]', [4, 3, 2]],
    ['[-1:-4:-1]', [4, 3, 2]],
    ['[2::-1]', [2, 1, 0]],
    ['[:2:-1]', [4, 3]],
    ['[-9::-1]', []],
    ['[:-9:-1]', [4, 3, 2, 1, 0]],
    ['[1:3:-1]', []],
    ['[0::-1]', [0]],
    ['[-5:1]', [0]],
    ['[-6:1]', [0]],
    ['[5::-1]', [4, 3, 2, 1, 0]],
    ['[3:-6:-1]', [3, 2, 1, 0]],
    ['[3:-5:-1]', [3, 2, 1]],
  ])('%s of the numbers from 0 to 4', (expression, items) => {
    expect(found(expression, [0, 1, 2, 3, 4])).toBe(jsonText(items));
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
  ["contains('3 items', n)", 'false'],
  ["contains('null', none)", 'false'],
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
  ['max_by(`[{"a":1,"b":1},{"a":1,"b":2}]`, &a).b', '1'],
  ['min_by(`[{"a":1,"b":1},{"a":1,"b":2}]`, &a).b', '1'],
  ['max_by(`[{"a":2},{"a":3},{"a":1}]`, &a).a', '3'],
  ['min_by(`[{"a":2},{"a":1},{"a":3}]`, &a).a', '1'],
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
  ['sum(`[0.5, 1, 0.25]`)', '1.75'],
  ['avg(`[0.5, 1, 0.75]`)', '0.75'],
  ['avg(`[1, 2]`)', '1.5'],
  ['avg(`[1, 3]`)', '2'],
  ["map(&length(@), ['', 'a', '😀', 'a\uFFFFb😀'])", '[0,1,1,4]'],
  ["map(&reverse(@), ['', 'a', 'ab\uFFFFc', '😀😃'])", '["","a","c\uFFFFba","😃😀"]'],
  ["sort(['b', 'ab', 'a', 'aa', ''])", '["","a","aa","ab","b"]'],
  ["min(['b', 'ab', 'a'])", '"a"'],
  ["sort(['b', 'a', 'b'])", '["a","b","b"]'],
  ['sort(`["a\\u0000","a"]`)', '["a","a\\u0000"]'],
  ['sort(`["a","a\\u0000"]`)', '["a","a\\u0000"]'],
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

describe('join() makes at most 64 Mi code units', () => {
  const glue = 'x'.repeat(1024 * 1024);
  const items = (count: number, last = '') => [
    ...Array.from({ length: count - 1 }, () => ''),
    last,
  ];

  test.each([
    ['as many', items(65), true],
    ['one more', items(65, 'x'), false],
    ['many more', items(1000), false],
  ])('%s', (_, list, isMade) => {
    expect(evaluated('join(glue, list)', { glue, list }) !== 'error').toBe(isMade);
  });
});

describe('an ordering of what is not a number quotes the side and says what it is', () => {
  test.each([
    ['name', 'a string'],
    ['missing', 'null'],
    ['yes', 'a boolean'],
    ['words', 'a list'],
    ['people', 'an object'],
    ['"name"', 'a string'],
    ['people.ann', 'an object'],
    ['words[0]', 'a string'],
    ['words[0:1]', 'a list'],
    ['words[*]', 'a list'],
    ['nested[]', 'a list'],
    ['items[?id]', 'a list'],
    ['items[?id][]', 'a list'],
    ['people.*', 'a list'],
    ['[n]', 'a list'],
    ['{a: n}', 'an object'],
    ['people.[ann]', 'a list'],
    ['!n', 'a boolean'],
    ['(missing)', 'null'],
    ['(n && missing)', 'null'],
    ['@', 'an object'],
    ["'text'", 'a string'],
    ['`[1]`', 'a list'],
    ['max( words )', 'a string'],
    ['map(&id, items)', 'a list'],
    ['*', 'a list'],
  ])('%s', (side, kind) => {
    const reason = `\`${side}\` is ${kind}`;
    expect(failureOf(`${side} <  n`)).toBe(`< compares numbers, but ${reason}`);
    expect(failureOf(`no || n  >= ${side} || no`)).toBe(`>= compares numbers, but ${reason}`);
  });

  test.each([
    ['name <= yes', '<= compares numbers, but `name` is a string'],
    ['name > n', '> compares numbers, but `name` is a string'],
    ['items[?id].[price < `4`]', '< compares numbers, but `price` is null'],
    ['map(&(price < `4`), items)', '< compares numbers, but `price` is null'],
  ])('of two, the left one; also beside and within others: %s', (expression, message) => {
    expect(failureOf(expression)).toBe(message);
  });
});

describe('a call that fails', () => {
  test.each([
    ['abs(name)', 'argument 1 of abs() must be a number, but is a string'],
    [
      "contains('a', none) || join(n, words)",
      'argument 1 of join() must be a string, but is a number',
    ],
    ['contains(n, name)', 'argument 1 of contains() must be a string or a list, but is a number'],
    ['starts_with(name, none)', 'argument 2 of starts_with() must be a string, but is null'],
    ['merge(object, object, words)', 'argument 3 of merge() must be an object, but is a list'],
    ['max(mixed)', 'argument 1 of max() must be a list of numbers or of strings, but is a list'],
    ['sort_by(items, &price)', 'sort_by() compares numbers or strings, but one is null'],
    ['max_by(mixed, &@)', 'max_by() compares numbers or strings, but not with each other'],
    ['min_by(items, &tags)', 'min_by() compares numbers or strings, but one is a list'],
    ['avg([huge, huge, `2`])', 'avg() would be a fraction beyond the range of doubles'],
    // What is said of the text before is said here of what was not looked at before.
    ['len(name)', 'unknown function len()'],
    ['to_array(&name)', 'argument 1 of to_array() must be a value, but is an expression'],
    [
      'map(name, words)',
      'argument 1 of map() must be an expression such as &name, but is a string',
    ],
  ])('%s says why, without any value', (expression, message) => {
    expect(failureOf(expression)).toBe(message);
  });

  test.each(['@[0] == @[1]', 'to_string(@)', 'contains(@, @[1])'])(
    'says that a value is too deep for %s',
    (expression) => {
      const deep = (levels: number) => {
        let value: Json = 12345678901234567890n;
        for (let level = 0; level < levels; level++) value = [value];
        return value;
      };
      expect(failureOf(expression, [deep(100_000), deep(100_000)])).toBe(
        'the value is too large or too deeply nested',
      );
    },
  );
});

test('what is too deep keeps its cause, for the debug log', () => {
  let deep: Json = null;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(() => evaluate(parse('to_string(@)'), 'to_string(@)', deep)).toThrow(
    expect.objectContaining({ cause: expect.any(RangeError) }),
  );
});

test('the absolute value of 0 has no sign', () => {
  expect(evaluated('abs(`0`)', null)).toEqual({ value: 0 });
});

/** Why an expression has no value. */
function failureOf(expression: string, given: Json = GIVEN): string {
  try {
    return `It has the value ${evaluate(parse(expression), expression, given)}`;
  } catch (error) {
    return messageOf(error);
  }
}

describe('fields that were looked for', () => {
  test.each([
    ['name', 'name', ''],
    ['missing', '', 'missing'],
    ['none', '', 'none'],
    ['missing.deeper', '', 'missing'],
    ['name.deeper', 'name', 'deeper'],
    ['no && missing || n', 'no n', ''],
    ['items[*].price', 'items price', 'price'],
    ['items[?cost].id', 'items', 'cost'],
    ['map(&price, items)', 'items price', 'price'],
  ])('in %s: found %j, missed %j', (expression, found, missed) => {
    const trace: FieldTrace = { found: new Set(), missed: new Set() };
    evaluate(parse(expression), expression, GIVEN, trace);
    const names = (fields: Iterable<{ name: string }>) =>
      [...new Set([...fields].map(({ name }) => name))].join(' ');
    expect([names(trace.found), names(trace.missed)]).toEqual([found, missed]);
  });
});

describe('to_number() of a string', () => {
  test.each<[string, number | null]>([
    ['0', 0],
    ['-0.5', -0.5],
    ['10', 10],
    ['123', 123],
    ['-7', -7],
    ['1.25', 1.25],
    ['1e5', 100_000],
    ['1E+10', 1e10],
    ['125e-12', 125e-12],
    ['0.5e1', 5],
    ['1 ', null],
    [' 1', null],
    ['1x', null],
    ['x1', null],
    ['01', null],
    ['00', null],
    ['--1', null],
    ['+1', null],
    ['-', null],
    ['.5', null],
    ['1.', null],
    ['1.2.3', null],
    ['1e', null],
    ['1e+', null],
    ['1e1.5', null],
    ['1,000', null],
    ['Infinity', null],
    ['1e400.5', null],
    [`${'9'.repeat(309)}.5`, null],
  ])('%j is %j', (text, value) => {
    expect(evaluated('to_number(@)', text)).toEqual({ value });
  });
});
