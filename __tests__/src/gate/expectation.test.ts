import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateExpectations, evaluateOn, parseExpectations } from '../../../src/gate/expectation';
import { describeFailure } from '../../../src/gate/expectation-outcome';
import { type ObservedInvocation, observe } from '../../../src/gate/expectation-subject';
import { resultOf } from '../../support/results';

const subjectOf = (invocation: ObservedInvocation) => observe(invocation).subject;

/** A good response of a function, with what the test says differently. */
function observed(result: unknown, rest: Partial<ObservedInvocation> = {}): ObservedInvocation {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    metadata: { requestId: '1-65', durationMs: 12.5, memoryUsedMb: 25.9, logs: 'migrated 3 rows' },
    result: resultOf(JSON.stringify(result)),
    ...rest,
  };
}

function passes(expression: string, invocation: ObservedInvocation): boolean | undefined {
  const [outcome] = evaluateExpectations(parseExpectations(expression), subjectOf(invocation));
  return outcome?.passed;
}

/** How failed expectations read; passed ones are left out. */
function failures(text: string, invocation: ObservedInvocation, showResult = true): string[] {
  return evaluateExpectations(parseExpectations(text), subjectOf(invocation))
    .filter(({ passed }) => !passed)
    .map((outcome) => describeFailure(outcome, showResult));
}

describe('an expectation passes', () => {
  const answer = observed({
    status: 'ok',
    failed: false,
    items: [{ price: 3 }, { price: 12 }, { name: 'free' }],
    latencies: [9, 10, 1],
    names: ['b', 'a'],
    people: [
      { id: 1, name: 'a', age: 7 },
      { id: 2, name: 'b', age: 7 },
    ],
    'a-b': { expref: true },
  });

  test.each([
    "result.status == 'ok'",
    'result.status == `"ok"`',
    'durationMs < `500` && memoryUsedMb <= `128`',
    'durationMs <= `12.5` && durationMs >= `12.5`',
    '!(durationMs < `12.5`) && !(durationMs > `12.5`)',
    "contains(logs, 'migrated')",
    'headers."content-type" == \'application/json\'',
    'statusCode == `200`',
    'errorType == `null`',
    '!result.failed',
    '!result.items[?price > `20`]',
    'length(result.items[?price < `5`]) == `1`',
    'max(result.latencies) == `10` && min(result.latencies) == `1`',
    'sort(result.latencies) == `[1,9,10]`',
    "sort(result.names)[0] == 'a'",
    'max_by(result.items[?price], &price).price == `12`',
    'min_by(result.items[?price], &price).price == `3`',
    "sort_by(result.names, &@) == ['a', 'b']",
    'max_by(result.people, &name).id == `2` && min_by(result.people, &name).id == `1`',
    'max_by(result.people, &age).id == `1` && min_by(result.people, &age).id == `1`',
    'max_by([`0`], &@) == `0` && max_by(`[]`, &@) == `null`',
    "sort(['😀', '\uFFFD', 'a', '']) == ['', 'a', '\uFFFD', '😀']",
    'contains(result.items, {price: `3`})',
    'result."a-b".expref',
    'result.items | length(@) == `3`',
    "to_number('12') == `12` && to_number('') == `null`",
    '`true`',
  ])('%s', (expression) => {
    expect(failures(expression, answer)).toEqual([]);
  });
});

describe('only the value true passes', () => {
  test.each([
    ['result.status', "its value is a string, not true; `result.status` is 'ok'"],
    ['result.count', 'its value is a number, not true; `result.count` is 1'],
    ['result.missing', 'its value is null, not true; `result.missing` is null'],
    ['result.list', 'its value is a list, not true; `result.list` is [true]'],
    [
      'result',
      'its value is an object, not true; `result` is {"status":"ok","count":1,"list":[true]}',
    ],
    ['`false`', 'it is false'],
    ['result.constructor != `null`', '`result.constructor` is null'],
    ['result.toString', 'its value is null, not true; `result.toString` is null'],
  ])('%s fails', (expression, reason) => {
    const answer = observed({ status: 'ok', count: 1, list: [true] });
    expect(failures(expression, answer)).toEqual([`\`${expression}\`, but ${reason}`]);
  });
});

describe('a failed expectation shows the values of its operands', () => {
  const degraded = observed({ status: 'degraded', items: [1, 2], note: 'a\nb\u202Ec' });

  test.each([
    ["result.status == 'ok'", "`result.status` is 'degraded'"],
    ["contains(logs, 'done')", "`contains(logs, 'done')` is false; `logs` is 'migrated 3 rows'"],
    ['length(result.items) == `3`', '`length(result.items)` is 2; `result.items` is [1,2]'],
    [
      "(result.status == 'ok' || statusCode == `201`) && !(result.status == 'x')",
      "`result.status` is 'degraded'; `statusCode` is 200",
    ],
    ['result.items | length(@) == `3`', '`result.items` is [1,2]; `length(@)` is 2; `@` is [1,2]'],
    ["result.note == 'a'", "`result.note` is 'a\\nb\\u202ec'"],
    ["[result.status, 'x'] == ['ok', 'x']", "`result.status` is 'degraded'"],
    ['result.items[?@ > `1`] == `[]`', '`result.items[?@ > `1`]` is [2]'],
  ])('%s', (expression, values) => {
    expect(failures(expression, degraded)).toEqual([`\`${expression}\`, but ${values}`]);
  });

  test.each([
    ['done\r\n', "'done\\r\\n'"],
    ['a\tb', "'a\\tb'"],
    ['a\\nb', "'a\\\\nb'"],
    ['a\u00a0b\u3000', "'a\\u00a0b\\u3000'"],
    ['a\u200bb\ufeff', "'a\\u200bb\\ufeff'"],
    ['a\u202eb', "'a\\u202eb'"],
    ['a\u{e0041}b', "'a\\u{e0041}b'"],
    ['a\ud800b', "'a\\ud800b'"],
    ['\u001b[31m', "'\\u001b[31m'"],
    ["it's", "'it\\'s'"],
    ['完成 👩', "'完成 👩'"],
    [['a\u202eb\n'], '["a\\u202eb\\n"]'],
  ])('what nobody sees is shown as an escape: %j', (value, shown) => {
    expect(failures("result == 'x'", observed(value))).toEqual([
      `\`result == 'x'\`, but \`result\` is ${shown}`,
    ]);
  });

  test('all are evaluated and all failures reported', () => {
    const text = "result.status == 'ok'\nstatusCode == `200`\ndurationMs < `5`";
    expect(failures(text, degraded)).toEqual([
      "`result.status == 'ok'`, but `result.status` is 'degraded'",
      '`durationMs < `5``, but `durationMs` is 12.5',
    ]);
  });

  test('a long value is cut', () => {
    const [text = ''] = failures('result == `1`', observed(['x'.repeat(1_000_000)]));
    expect(text).toMatch(/^`result == `1``, but `result` is \["x+…$/);
    expect(text.length).toBeLessThan(300);
  });

  test('a run-time error is told, with the values that could be had', () => {
    expect(failures('length(statusCode) == `3`', degraded)).toEqual([
      '`length(statusCode) == `3``, but argument 1 of length() must be a string, a list or an object, but is a number; `statusCode` is 200',
    ]);
    expect(failures('!sort_by(result.mixed, &@)', observed({ mixed: [1, null] }))).toEqual([
      '`!sort_by(result.mixed, &@)`, but sort_by() compares numbers or strings, but one is null; `result.mixed` is [1,null]',
    ]);
    expect(failures('!max_by(result.mixed, &@)', observed({ mixed: [1, 'a'] }))).toEqual([
      expect.stringContaining('max_by() compares numbers or strings, but not with each other'),
    ]);
    expect(failures('!sort(result.mixed)', observed({ mixed: [1, null] }))).toEqual([
      expect.stringContaining('`result.mixed` is [1,null]'),
    ]);
  });
});

describe('with `show-result: false`', () => {
  test.each([
    ["result.status == 'ok'", '`result.status` is not shown'],
    ["errorMessage == 'x'", '`errorMessage` is not shown'],
    ["@.result == 'x'", '`@.result` is not shown'],
    ["*[0] == 'x'", '`*[0]` is not shown'],
    ["result | status == 'ok'", '`result` is not shown; `status` is not shown'],
    ['statusCode == `201`', '`statusCode` is 200'],
    ["contains(logs, 'x')", "`contains(logs, 'x')` is false; `logs` is 'migrated 3 rows'"],
  ])('no value out of the result is shown: %s', (expression, values) => {
    const failure = {
      kind: 'function',
      type: 'X',
      summary: 'It failed',
      detail: 'secret',
    } as const;
    const invocation = observed({ status: 'secret' }, { failure });
    expect(failures(expression, invocation, false)).toEqual([`\`${expression}\`, but ${values}`]);
  });
});

describe('an ordering comparison with a missing operand fails', () => {
  const silent = observed({ items: [{ price: 1 }, {}], version: '2' }, { metadata: {} });

  test.each([
    ['durationMs < `500`', '< compares numbers, but `durationMs` is null'],
    ['`0` <= durationMs', '<= compares numbers, but `durationMs` is null'],
    [
      'statusCode == `200` && durationMs < `500`',
      '< compares numbers, but `durationMs` is null; `statusCode` is 200',
    ],
    ['!(durationMs < `500`)', '< compares numbers, but `durationMs` is null'],
    ['not_null(durationMs > `1`, `true`)', '> compares numbers, but `durationMs` is null'],
    ['durationMs | !(@ >= `1`)', '>= compares numbers, but `@` is null; `durationMs` is null'],
    [
      "!(result.version < '3')",
      "< compares numbers, but `result.version` is a string; `result.version` is '2'",
    ],
  ])('whatever stands around it: %s', (expression, reason) => {
    expect(failures(expression, silent)).toEqual([`\`${expression}\`, but ${reason}`]);
  });

  test('a side that is not evaluated is not missed', () => {
    expect(passes('statusCode == `200` || durationMs < `500`', silent)).toBe(true);
  });

  test('in the condition of a filter it does not select', () => {
    expect(passes('length(result.items[?price < `5`]) == `1`', silent)).toBe(true);
    expect(passes('length(result.items[?!(price > `5`)]) == `2`', silent)).toBe(true);
    expect(passes('length(result.items[?price < `5`].[price < `0`]) == `1`', silent)).toBe(true);
  });
});

describe('what expectations see', () => {
  test('has the names of the contract, null where nothing is known', () => {
    expect(subjectOf({ metadata: {} })).toEqual({
      result: null,
      statusCode: null,
      headers: null,
      requestId: null,
      errorType: null,
      errorMessage: null,
      logs: null,
      durationMs: null,
      billedDurationMs: null,
      latencyMs: null,
      memoryUsedMb: null,
      memorySizeMb: null,
      instanceId: null,
      functionVersion: null,
      codeChecksum: null,
    });
  });

  test.each([
    ['{"a":1}', { a: 1 }],
    ['null', null],
    ['plain', 'plain'],
    ['', ''],
    [Buffer.from([0xff]), null],
    ['\ufeff{"a":1}', { a: 1 }],
    ['{"a":1}\ufeff', '{"a":1}\ufeff'],
    ['{"a":1,"a":2}', { a: 2 }],
    ['12345678901234567890', 12345678901234567890n],
    ['1e25', 10n ** 25n],
  ])('the result of %j', (content, value) => {
    expect(subjectOf({ metadata: {}, result: resultOf(content) }).result).toEqual(value);
  });

  test('the outputs `error-type` and `error-message`, so that a failure can be expected', () => {
    const failure = {
      kind: 'function',
      type: 'UnhandledInvocationError',
      summary: 'The function failed',
      detail: 'boom',
    } as const;
    const invocation = observed({ errorMessage: 'boom' }, { failure });
    const text = "errorType == 'UnhandledInvocationError'\nends_with(errorMessage, 'boom.')";
    expect(failures(text, invocation)).toEqual([]);
  });

  test.each([
    ['known', { codeChecksum: '1', deployedCodeChecksum: '1' }, '1'],
    ['unknown', { codeChecksum: '1', deployedCodeChecksum: undefined }, null],
    ['not asked for', { codeChecksum: '1' }, undefined],
  ])('the checksum of the deployed code, if it is %s', (_, metadata, value) => {
    const subject = subjectOf({ metadata });
    expect(subject.deployedCodeChecksum).toBe(value);
    expect('deployedCodeChecksum' in subject).toBe(value !== undefined);
    const text = 'codeChecksum == deployedCodeChecksum';
    const expectations = parseExpectations(text, ['deployedCodeChecksum']);
    expect(evaluateExpectations(expectations, subject)[0]?.passed).toBe(value === '1');
  });

  test('headers by lower-case names', () => {
    const invocation = observed(1, { headers: { 'X-Fc-Request-Id': 'r' } });
    expect(passes('headers."x-fc-request-id" == \'r\'', invocation)).toBe(true);
  });
});

test('the longest expression is evaluated', () => {
  const nested = observed(JSON.parse(`${'['.repeat(332)}true${']'.repeat(332)}`));
  for (const expression of [
    `${'!'.repeat(998)}\`true\``,
    `result${'[0]'.repeat(331)} | [0]`,
    `${'not_null('.repeat(332)}\`true\`${')'.repeat(332)}`,
    `${'`true` && '.repeat(499)}\`true\``,
  ]) {
    expect(failures(expression, nested)).toEqual([]);
  }
});

test('a result is read only for an expectation that uses it', () => {
  let reads = 0;
  const text = () => {
    reads++;
    return '1';
  };
  const invocation = { statusCode: 200, metadata: {}, result: { bytes: 1, text } };
  const passed = (expression: string) =>
    evaluateOn(parseExpectations(expression), invocation).outcomes.map((each) => each.passed);

  expect(passed("statusCode == `200`\ntype(logs) == 'null'")).toEqual([true, true]);
  expect(reads).toBe(0);
  expect(passed('result == `1`')).toEqual([true]);
  expect(passed('statusCode == `200`\nresult == `1`')).toEqual([true, true]);
  expect(passed('@ | result == `1`')).toEqual([true]);
  expect(passed("type(@) == 'object'")).toEqual([true]);
  expect(reads).toBe(4);
});

test('the result of a baseline is read only for an expectation that uses the baseline', () => {
  let reads = 0;
  const text = () => {
    reads++;
    return '1';
  };
  const baseline = { metadata: {}, result: { bytes: 1, text } };
  const evaluate = (expression: string) =>
    evaluateOn(parseExpectations(expression, ['baseline']), observed(1), baseline);

  evaluate('result == `1`');
  expect(reads).toBe(0);
  evaluate('result == `1`\nbaseline.result == `1`');
  expect(reads).toBe(1);
});

describe('a hostile result', () => {
  const deep = resultOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);

  test.each([
    'result == [result]',
    "to_string(result) == 'x'",
    'contains(result, `[[]]`)',
    'result[][][][] == `1`',
    'result',
  ])('that is very deep fails %s', (expression) => {
    const invocation = observed(null, { result: deep });
    const [text = ''] = failures(expression, invocation);
    expect(text).toContain('`, but ');
    expect(text.length).toBeLessThan(1000);
  });

  test('with keys of the prototype changes nothing but itself', () => {
    const text = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const invocation = observed(null, { result: resultOf(text) });
    expect(passes('result.polluted', invocation)).toBe(false);
    expect(passes('merge(result, {a: `1`}).polluted', invocation)).toBe(false);
    expect(passes('merge(result, {a: `1`}).__proto__.polluted', invocation)).toBe(true);
    expect(passes('result.__proto__.polluted', invocation)).toBe(true);
    expect(failures('result', invocation)).toEqual([expect.stringContaining('__proto__')]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect('polluted' in {}).toBe(false);
  });

  test('that is a very long list is handled in one go', () => {
    const list = Array.from({ length: 200_000 }, (_, index) => index);
    const expression =
      'max(result) == `199999` && length(sort(result)) == `200000` && sum(result) > `0`';
    expect(failures(expression, observed(list))).toEqual([]);
    expect(passes('length(sort_by(result, &@)) == `200000`', observed(list))).toBe(true);
  });

  test('with a member `expref` is an object like any other', () => {
    const item = { expref: true, type: 'Literal', value: [1, 2, 3] };
    expect(passes('length(result) == `3`', observed(item))).toBe(true);
    expect(passes('contains([`1`], result)', observed(item))).toBe(false);
    expect(passes('length(map(&@, [result])) == `1`', observed(item))).toBe(true);
    expect(passes('merge(result, {a: `1`}).expref', observed(item))).toBe(true);
  });
});

describe('whatever a function returns', () => {
  const expressions = [
    'result',
    '!result',
    'result.a == result.b',
    'result[0] < result[1]',
    'result[?a > b] || result.*',
    'length(result) > `1`',
    'sort(result)',
    'sort_by(result, &a)',
    'max_by(result, &a).a',
    'contains(result, result[0])',
    'contains(result, result)',
    'merge(result, result)',
    'to_string(result) == to_string(@)',
    'result[][].a | [0]',
    'keys(result)[0] == values(result)[0]',
    'map(&(a || b), result)',
    'result.constructor || result.__proto__',
  ];

  test('evaluating throws nothing, and passes exactly when the value is true', () => {
    const parsed = parseExpectations(expressions.join('\n'));
    fc.assert(
      fc.property(fc.json(), (text) => {
        const subject = subjectOf(observed(null, { result: resultOf(text) }));
        const outcomes = evaluateExpectations(parsed, subject);
        expect(outcomes).toHaveLength(expressions.length);
        expect(outcomes[0]?.passed).toBe(subject.result === true);
        for (const outcome of outcomes) {
          if (!outcome.passed) expect(describeFailure(outcome, true)).not.toMatch(/[\n\r]/);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('nothing of it is shown when the result is not to be shown', () => {
    const parsed = parseExpectations(expressions.join('\n'));
    fc.assert(
      fc.property(fc.stringMatching(/^\w{6,12}$/), (word) => {
        const secret = `secret${word}`;
        const list = [{ a: secret, b: 1, [secret]: secret }, secret];
        for (const result of [secret, list, { a: secret, [secret]: list }]) {
          const outcomes = evaluateExpectations(parsed, subjectOf(observed(result)));
          for (const outcome of outcomes) {
            expect(describeFailure(outcome, false)).not.toContain(secret);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
