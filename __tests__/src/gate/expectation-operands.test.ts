/** Which values an expectation shows, and what it says of a pass that its author may not expect. */
import { describe, expect, test } from 'vitest';
import { evaluateOn, parseExpectations } from '../../../src/gate/expectation';
import { describeFailure, describeOutcome } from '../../../src/gate/expectation-outcome';
import { showValue } from '../../../src/gate/operand-text';
import type { Json } from '../../../src/json';
import { resultOf } from '../../support/results';

const RESULT = JSON.stringify({
  status: 'ok',
  n: 3,
  none: null,
  items: [{ id: 1, tags: ['a'] }, { id: 2 }],
  map: { one: { x: 1 }, two: {} },
  '': 1,
});

function outcomesOf(text: string, result = RESULT) {
  const metadata = { requestId: '1-65', logs: 'migrated', durationMs: 12.5 };
  const invocation = { statusCode: 200, metadata, result: resultOf(result) };
  return evaluateOn(parseExpectations(text), invocation).outcomes;
}

function lineOf(text: string): string | undefined {
  const [outcome] = outcomesOf(text);
  return outcome && describeOutcome(outcome, true);
}

describe('a failed expectation shows', () => {
  test.each([
    ['both sides', 'result.n == statusCode', '`result.n` is 3; `statusCode` is 200'],
    [
      'what `&&` came to',
      'statusCode == `200` && !result.n',
      '`statusCode` is 200; `result.n` is 3',
    ],
    ['each part once', 'result.n == `1` || result.n == `2`', '`result.n` is 3'],
    ['no literals', "'a' == 'b' || `1` == `2`", 'it is false'],
    ['a call and what is in it', 'abs(result.n) == `1`', '`abs(result.n)` is 3; `result.n` is 3'],
    [
      'what a list and an object hold',
      '[result.n, {a: statusCode}] == `1`',
      '`result.n` is 3; `statusCode` is 200',
    ],
    ['an item', 'result.items[1].id == `1`', '`result.items[1].id` is 2'],
    ['a slice', 'result.items[1:].id == `1`', '`result.items[1:].id` is [2]'],
    ['a projection', 'result.items[*].id == `1`', '`result.items[*].id` is [1,2]'],
    ['values', 'result.map.*.x == `1`', '`result.map.*.x` is [1]'],
    ['a filter', 'result.items[?id == `2`].id == `1`', '`result.items[?id == `2`].id` is [2]'],
    ['a flattened list', 'result.items[].id == `1`', '`result.items[].id` is [1,2]'],
    [
      'what is piped',
      'result.items | [0] | id == `9`',
      '`result.items` is [{"id":1,"tags":["a"]},{"id":2}]; `[0]` is {"id":1,"tags":["a"]}; `id` is 1',
    ],
    [
      'no part that fails',
      'abs(result.status) == `1` || result.n == `1`',
      "argument 1 of abs() must be a number, but is a string; `result.status` is 'ok'; `result.n` is 3",
    ],
    [
      'nothing of a pipe that begins with what fails',
      "abs(result.status) | type(@) == 'x'",
      "argument 1 of abs() must be a number, but is a string; `result.status` is 'ok'",
    ],
    [
      'what comes out of a function of each item',
      'map(&id, result.items) == `1`',
      '`map(&id, result.items)` is [1,2]; `result.items` is [{"id":1,"tags":["a"]},{"id":2}]',
    ],
    ['a missing member', 'result.missing.deeper == `1`', '`result.missing.deeper` is null'],
    [
      'the whole',
      "@.statusCode == `1` || type(@) == 'x'",
      '`@.statusCode` is 200; `type(@)` is \'object\'; `@` is {"result":{"status":"ok","n":3,"none":null,"items":[{"id":1,"tags":["a"]},{"id":2}],"map":{"one":{"x":1},"two":{}},"":1},"statusCode":200,"headers":null,"requestId":"1-65","errorType":null,"errorMess…',
    ],
  ])('%s: %s', (_, text, values) => {
    const [outcome] = outcomesOf(text);
    expect(outcome && describeFailure(outcome, true)).toBe(`\`${text}\`, but ${values}`);
  });

  test('no more than ten', () => {
    const names = Array.from({ length: 12 }, (_, index) => `result.m${index}`);
    const [outcome] = outcomesOf(names.join(' || '));
    expect(outcome?.operands.map(({ expression }) => expression)).toEqual(names.slice(0, 10));
  });

  test('an expression, and each part of it, cut', () => {
    const name = 'x'.repeat(600);
    const [outcome] = outcomesOf(`result.${name} == \`1\``);
    expect(outcome && describeFailure(outcome, true)).toBe(
      `\`result.${'x'.repeat(492)}…\`, but \`result.${'x'.repeat(192)}…\` is null`,
    );
  });
});

describe('a value is shown as', () => {
  test.each([
    ['null', 'null'],
    ['true', 'true'],
    ['-12.50', '-12.5'],
    ['12345678901234567890', '12345678901234567890'],
    ['[]', '[]'],
    ['{}', '{}'],
    ['[1,[2,{"a":"b"}],null]', '[1,[2,{"a":"b"}],null]'],
    ['{"a":1,"b c":[true]}', '{"a":1,"b c":[true]}'],
    ['"it\'s \\\\ it"', "'it\\'s \\\\ it'"],
    ['["it\'s \\\\ it"]', '["it\'s \\\\ it"]'],
    [`"${'x'.repeat(200)}"`, `'${'x'.repeat(200)}'`],
    [`"${'x'.repeat(201)}"`, `'${'x'.repeat(199)}…'`],
    [`["${'x'.repeat(196)}"]`, `["${'x'.repeat(196)}"]`],
    [`["${'x'.repeat(197)}"]`, `["${'x'.repeat(197)}…`],
    [`[${'10,'.repeat(66)}1]`, `[${'10,'.repeat(66)}…`],
    [`[${'10,'.repeat(65)}100]`, `[${'10,'.repeat(65)}100]`],
    [`{"${'n'.repeat(300)}":1}`, `{"${'n'.repeat(197)}…`],
    [`${'['.repeat(300)}${']'.repeat(300)}`, `${'['.repeat(199)}…`],
  ])('%s', (json, shown) => {
    const [outcome] = outcomesOf('result == `"other"`', json);
    expect(outcome?.operands.map(({ value }) => value)).toEqual([shown]);
  });
});

test('a value is shown however deep it is', () => {
  let deep: Json = [];
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(showValue(deep)).toBe(`${'['.repeat(199)}…`);
});

describe('a pass says what its author may not expect', () => {
  test.each([
    ["result.statsu != 'x'", 'result.statsu is null'],
    ['result.none == `null`', 'result.none is null'],
    ["result.statsu.deeper != 'x'", 'result.statsu.deeper is null'],
    [
      "result.statsu != 'x' && result.sattus != 'x'",
      'result.statsu is null; result.sattus is null',
    ],
    ["result.statsu != 'x' && result.statsu != 'y'", 'result.statsu is null'],
    ['result.items[*].tag != `[1]`', 'tag is null in every item'],
    ['result.items[*].tags != `[1]`', undefined],
    ['!result.items[?tag]', 'tag is null in every item'],
    ['!result.items[?tags == `1` || tag == `1`]', 'tag is null in every item'],
    ['length(map(&[tag, id], result.items)) == `2`', 'tag is null in every item'],
    ['length(result.items) == `2`', undefined],
    ['not_null(result.statsu, `true`)', 'result.statsu is null'],
    ["result.n != '3'", 'result.n is a number, but is compared with a string'],
    ["'3' != result.n", 'result.n is a number, but is compared with a string'],
    ['result.n != `[3]`', 'result.n is a number, but is compared with a list'],
    ['result.n != `4`', undefined],
    ['result.n != `null`', undefined],
    ['result.n != result.status', undefined],
    [
      "length(result.items) != '2'",
      'length(result.items) is a number, but is compared with a string',
    ],
    ["result.statsu != '3'", 'result.statsu is null'],
    ["result.n == `3` || result.statsu != 'x'", undefined],
    ['statusCode == `200` && headers."x-a" != \'x\'', 'headers."x-a" is null'],
  ])('%s (%s)', (text, note) => {
    expect(lineOf(text)).toBe(`✓ ${text}${note === undefined ? '' : ` (${note})`}`);
  });

  test('five times at most', () => {
    const missing = Array.from({ length: 7 }, (_, index) => `result.m${index}`);
    const text = missing.map((each) => `!${each}`).join(' && ');
    const notes = missing.slice(0, 5).map((each) => `${each} is null`);
    expect(lineOf(text)).toBe(`✓ ${text} (${notes.join('; ')})`);
  });
});

describe('what comes out of the result is not shown when it is not to be shown', () => {
  test.each([
    ['result.n == `1`', '`result.n` is not shown'],
    ['result.items[*].id == `1`', '`result.items[*].id` is not shown'],
    ['abs(result.n) == `1`', '`abs(result.n)` is not shown; `result.n` is not shown'],
    [
      'map(&abs(@), [statusCode]) == `1`',
      '`map(&abs(@), [statusCode])` is not shown; `statusCode` is 200',
    ],
    ['statusCode == `1`', '`statusCode` is 200'],
    ['headers.result == `1`', '`headers.result` is not shown'],
    ['headers.server == `1`', '`headers.server` is null'],
    ["logs == 'x'", "`logs` is 'migrated'"],
    ["logs | @ == '1'", "`logs` is 'migrated'; `@` is not shown"],
    ['result | n == `1`', '`result` is not shown; `n` is not shown'],
    ['[statusCode] | [0] == `1`', '`statusCode` is 200; `[0]` is 200'],
    ['*.n == `1`', '`*.n` is not shown'],
    ['(errorMessage || statusCode) == `1`', '`errorMessage` is not shown; `statusCode` is 200'],
    [
      'durationMs < result.missing',
      '< compares numbers, but `result.missing` is null; `durationMs` is 12.5; `result.missing` is not shown',
    ],
  ])('%s', (text, values) => {
    const [outcome] = outcomesOf(text);
    expect(outcome && describeFailure(outcome, false)).toBe(`\`${text}\`, but ${values}`);
  });
});
