import { describe, expect, test } from 'vitest';
import { evaluateOn, parseExpectations } from '../../../src/gate/expectation';
import { countPassed, describeOutcome } from '../../../src/gate/expectation-outcome';
import type { ObservedInvocation } from '../../../src/gate/expectation-subject';
import { resultOf } from '../../support/results';
import { problemsOf } from './expectation-problems';

describe('an expectation that would pass by mistake is an input error', () => {
  test.each([
    [
      "reslt.status != 'failed'",
      1,
      '`reslt` is not a name that expectations can use; did you mean `result`?',
    ],
    [
      '!errorTyp',
      2,
      '`errorTyp` is not a name that expectations can use; did you mean `errorType`?',
    ],
    [
      'statuscode != `500`',
      1,
      '`statuscode` is not a name that expectations can use; did you mean `statusCode`?',
    ],
    [
      'status != `500`',
      1,
      '`status` is not a name that expectations can use; did you mean `statusCode`?',
    ],
    [
      'result.status != "failed"',
      18,
      '`"failed"` in double quotes is a field name; write `\'failed\'`',
    ],
    [
      '!contains(logs, "ERROR")',
      17,
      '`"ERROR"` in double quotes is a field name; write `\'ERROR\'`',
    ],
    [
      'result.ready == true',
      17,
      'true without backticks is a field name; write the value in backticks: `true`',
    ],
    [
      'result.ready != False',
      17,
      'False without backticks is a field name; write the value in backticks: `false`',
    ],
    [
      'result.items[?ready != null]',
      24,
      'null without backticks is a field name; write the value in backticks: `null`',
    ],
    [
      'length(result.items[?status == "failed"]) == `0`',
      32,
      '`"failed"` in double quotes is a field name; write `\'failed\'`',
    ],
    [
      'result | status != "failed"',
      20,
      '`"failed"` in double quotes is a field name; write `\'failed\'`',
    ],
    [
      '!contains(result.items[*].tags[], "failed")',
      35,
      '`"failed"` in double quotes is a field name; write `\'failed\'`',
    ],
    [
      'result.items[?starts_with(name, "x")]',
      33,
      '`"x"` in double quotes is a field name; write `\'x\'`',
    ],
    ['result.items[?tags != ["a"]]', 24, '`"a"` in double quotes is a field name; write `\'a\'`'],
    [
      'result.kind != "result"',
      16,
      '`"result"` in double quotes is a field name; write `\'result\'`',
    ],
    ['result.who != "it\'s"', 15, "`\"it's\"` in double quotes is a field name; write `'it\\'s'`"],
    ['@.reslt', 3, '`reslt` is not a name that expectations can use; did you mean `result`?'],
    [
      '@."failed"',
      3,
      "`failed` is not a name that expectations can use, and a string is written '…'; there are result, statusCode, headers, requestId, errorType, errorMessage, logs, durationMs, billedDurationMs, latencyMs, memoryUsedMb, memorySizeMb, instanceId, functionVersion, codeChecksum",
    ],
    ['@ | reslt', 5, '`reslt` is not a name that expectations can use; did you mean `result`?'],
    [
      '[reslt, {a: statuscode}]',
      2,
      '`reslt` is not a name that expectations can use; did you mean `result`?',
    ],
    [
      'headers."Content-Type" != \'x\'',
      9,
      'names under `headers` are in lower case; write `"content-type"`',
    ],
    ["headers.Server != 'x'", 9, 'names under `headers` are in lower case; write `server`'],
    ['headers | "X-A"', 11, 'names under `headers` are in lower case; write `"x-a"`'],
    [
      "statusCode != '500'",
      1,
      '`statusCode` is a number, but is compared with a string; write numbers in backticks: `500`',
    ],
    [
      "'3' != @.durationMs",
      8,
      '`durationMs` is a number, but is compared with a string; write numbers in backticks: `3`',
    ],
    [
      'functionVersion != `3`',
      1,
      "`functionVersion` is a string, but is compared with a number; write strings in single quotes: '3'",
    ],
    ['result.list != [1]', 16, '[1] takes items out of a list; write a list in backticks: `[1]`'],
    ['result.list != []', 16, '[] takes items out of a list; write a list in backticks: `[]`'],
    [
      'result.items[?tags != []]',
      23,
      '[] takes items out of a list; write a list in backticks: `[]`',
    ],
    ['baseline.result == result', 1, '`baseline` can only be used with `compare-with`'],
    ['runs.errorRate == `0`', 1, '`runs` can only be used with `repeat` above 1'],
    [
      'codeChecksum == deployedCodeChecksum',
      17,
      '`deployedCodeChecksum` can only be used with `wait-for-update`',
    ],
  ])('%s', (text, column, message) => {
    expect(problemsOf(text)[0]).toBe(`1, column ${column}: ${message}`);
  });

  test.each([
    'result.status != "failed"',
    '"failed" != result.status',
    'result.items[?kind == {a: "b"}]',
    '[0] == statusCode',
    'statusCode == []',
    '!contains(logs, "ERROR")',
  ])('is told once: %s', (text) => {
    expect(problemsOf(text)).toHaveLength(1);
  });

  test.each([
    'headers."content-type" == \'x\'',
    'result.true',
    'result. true',
    "result.statusCode != '500'",
    "result.items[?statusCode != '500']",
    'result.items[?"content-type" == \'x\']',
    "result.items[*].true | contains(@, 'x')",
    'result.items[?status == @."failed"]',
    'result.items[?"failed"]',
    'result[?[0] == `1`]',
    'result.statusCode == result.anything',
    '"statusCode" == `200`',
    'statusCode == `null` || durationMs != `null`',
    "contains(['a', 'b'], result.status)",
    'result.items[*].Name',
    'headers | keys(@)',
    'result.items[?not_null(a, "b c")]',
    'map(&anything, result)',
    '*.x | [0]',
    '@.headers."x-a"',
  ])('%s is fine', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('a message says what to do about the mistake that was made', () => {
  test.each([
    ['result.total == 29.7', 17, 'write the number in backticks: `29.7`'],
    ['duration-ms < `500`', 9, 'the name here is `durationMs`'],
    ['billed-duration-ms < `500`', 7, 'the name here is `billedDurationMs`'],
    ["headers.content-type == 'x'", 16, 'write `headers."content-type"`'],
    ["contains（logs, 'x')", 9, 'full-width `（`: use `(`'],
    ["result.状态 == 'ok'", 8, 'write `result."状态"`'],
    ["result.status == 'ok' durationMs < `500`", 23, 'one expectation a line: use `|`, not `>`'],
    ["result.status == 'ok' !result.failed", 23, 'one expectation a line: use `|`, not `>`'],
    ["result.status == 'ok' contains(logs, 'x')", 23, 'one expectation a line: use `|`, not `>`'],
    ["- result.status == 'ok'", 1, '`expect` is a string, not a list: use `expect: |`'],
    ["$.result.status == 'ok'", 1, 'leave out `$.`'],
    [
      "let $x = result in $x == 'a'",
      5,
      '`$` is not part of JMESPath; put strings in single quotes, and names with special characters in double quotes',
    ],
    ['result.total - `1`', 14, 'JMESPath has no arithmetic, so no -'],
    ['result.status == “failed”', 18, "put strings in straight single quotes: `'failed'`"],
    ['result == `ok`', 11, "backticks hold JSON; write a string as 'ok'"],
  ])('%s', (text, column, message) => {
    expect(problemsOf(text)).toEqual([`1, column ${column}: ${message}`]);
  });
});

const OK: ObservedInvocation = {
  statusCode: 200,
  metadata: { requestId: '1-65', logs: 'FC Invoke Start RequestId: 1-65\nready\n' },
  result: resultOf('{"status":"ok","n":3,"items":[{"id":1},{"id":2}]}'),
};

function linesOf(expect: string, invocation = OK): string[] {
  const { outcomes } = evaluateOn(parseExpectations(expect), invocation);
  return outcomes.map((outcome) => describeOutcome(outcome, true));
}

describe('an expectation is a line of the log', () => {
  test.each([
    ["result.status == 'ok'", "✓ result.status == 'ok'"],
    ["result.statsu != 'failed'", "✓ result.statsu != 'failed' (result.statsu is null)"],
    ['!errorType', '✓ !errorType (errorType is null)'],
    [
      "!contains(result.items[*].stat, 'x')",
      "✓ !contains(result.items[*].stat, 'x') (stat is null in every item)",
    ],
    [
      "length(result.items[?stat == 'x']) == `0`",
      "✓ length(result.items[?stat == 'x']) == `0` (stat is null in every item)",
    ],
    [
      'length(map(&prise, result.items)) == `2`',
      '✓ length(map(&prise, result.items)) == `2` (prise is null in every item)',
    ],
    ['result.items[?id > `1`] | length(@) == `1`', '✓ result.items[?id > `1`] | length(@) == `1`'],
    ["result.status == 'ok' || result.other", "✓ result.status == 'ok' || result.other"],
    ["result.n != '3'", "✓ result.n != '3' (result.n is a number, but is compared with a string)"],
    ["result.status == 'bad'", "✗ result.status == 'bad': `result.status` is 'ok'"],
  ])('%s', (expectation, line) => {
    expect(linesOf(expectation)).toEqual([line]);
  });

  test('and all of them are counted', () => {
    const { outcomes } = evaluateOn(parseExpectations("result.n == `3`\nresult == 'x'"), OK);
    expect(countPassed(outcomes)).toBe('1 of 2 expectations passed');
    expect(countPassed(outcomes.slice(1))).toBe('0 of 1 expectation passed');
    expect(countPassed([])).toBeUndefined();
  });
});

describe('the root names that an expectation uses', () => {
  test.each([
    ["result.status == 'ok' && !errorType", ['result', 'errorType']],
    ['@.statusCode == result.logs', ['statusCode', 'result']],
    ['result.items[?statusCode == `1`]', ['result']],
    ['[errorMessage, {a: logs}]', ['errorMessage', 'logs']],
  ])('%s', (text, names) => {
    const [expectation] = parseExpectations(text);
    expect([...(expectation?.names ?? [])]).toEqual(names);
  });

  test.each(['@', 'values(@)', '*', '[@]', 'result || @'])('are all in %s', (text) => {
    const [expectation] = parseExpectations(text);
    expect(expectation?.names.has('errorType')).toBe(true);
  });
});

describe('a warning', () => {
  function warningsOf(text: string, invocation: ObservedInvocation): readonly string[] {
    return evaluateOn(parseExpectations(text), invocation).warnings;
  }
  const withLogs = (logs: string) => ({ ...OK, metadata: { ...OK.metadata, logs } });

  test.each([
    ["!contains(logs, 'ERROR')", 'the end of a long log\n', 1],
    ["!contains(logs, 'ERROR')", 'FC Invoke Start RequestId: 1-99\n', 1],
    ["!contains(logs, 'ERROR')", 'FC Invoke Start RequestId: 1-65\n', 0],
    ["!contains(logs, 'ERROR')", 'FC Initialize Start RequestId: 1-65\n', 0],
    ["contains(logs, 'ERROR')", 'the end of a long log\n', 0],
    ["result.status == 'ok'", 'the end of a long log\n', 0],
  ])('when %s saw the log %j', (text, logs, count) => {
    const warnings = warningsOf(text, withLogs(logs));
    expect(warnings).toHaveLength(count);
    if (count > 0) expect(warnings[0]).toContain('`log-type: full`');
  });

  test.each([
    [`[1${'0'.repeat(1000)}]`, 'because an integer has more than 1000 digits'],
    [`${'['.repeat(1001)}${']'.repeat(1001)}`, 'because it is nested more than 1000 levels deep'],
  ])('when JSON is beyond a limit, and is text', (text, reason) => {
    const invocation = { metadata: {}, result: resultOf(text) };
    const { outcomes, warnings } = evaluateOn(
      parseExpectations("type(result) == 'string'"),
      invocation,
    );
    expect(outcomes[0]?.passed).toBe(true);
    expect(warnings).toEqual([expect.stringContaining(reason)]);
  });

  test.each([
    ['not there', undefined],
    ['text', resultOf('plain')],
    ['JSON', resultOf('{"a":1}')],
    ['no text', resultOf(Buffer.from([0xff]))],
    ['as large as it may be', { ...resultOf('1'), bytes: 64 * 1024 * 1024 }],
  ])('but none when the result is %s', (_, result) => {
    expect(warningsOf('type(result) == `1`', { metadata: {}, result })).toEqual([]);
  });

  test('when the result is too large to be read', () => {
    const result = {
      bytes: 64 * 1024 * 1024 + 1,
      text: () => {
        throw new Error('It was read.');
      },
    };
    const { outcomes, warnings } = evaluateOn(parseExpectations('result == `null`'), {
      metadata: {},
      result,
    });
    expect(outcomes[0]?.passed).toBe(true);
    expect(warnings).toEqual([expect.stringContaining('more than 64 MiB')]);
  });
});
