/** What an input error suggests to those who come from YAML, other languages or the outputs' names. */
import { describe, expect, test } from 'vitest';
import { problemsOf } from './expectation-problems';

const NO_MINUS = 'JMESPath has no arithmetic, so no -';
const FOLDED = 'one expectation a line: use `|`, not `>`';
const LIST = '`expect` is a string, not a list: use `expect: |`';

test.each([
  // A list of YAML
  ['- result.ok', 1, LIST],
  ['-\tresult.ok', 1, LIST],
  ['-result.ok', 1, NO_MINUS],
  ['result.ok - result.no', 11, NO_MINUS],
  // JSONPath
  ['$.result.ok', 1, 'leave out `$.`'],
  ['result.ok == $.result.no', 14, 'leave out `$.`'],
  // Names with hyphens
  ['duration-ms < `5`', 9, 'the name here is `durationMs`'],
  ['!error-type', 7, 'the name here is `errorType`'],
  ['result.ok && status-code == `5`', 20, 'the name here is `statusCode`'],
  ['headers.x-fc-request-id', 10, 'write `headers."x-fc-request-id"`'],
  ['@.headers.x-a == `1`', 12, 'write `@.headers."x-a"`'],
  ['!result.a1_b.c-d', 15, 'write `result.a1_b."c-d"`'],
  ['result.a-b.c-d', 9, 'write `result."a-b"`'],
  ['nothing-of-the-kind', 8, NO_MINUS],
  ['result.ok -ok', 11, NO_MINUS],
  ['result.ok- ok', 10, NO_MINUS],
  ['result.ok-', 10, NO_MINUS],
  ['result.ok- ok-no', 10, NO_MINUS],
  ['result."a"-b', 11, NO_MINUS],
  [`${'a.'.repeat(50)}b-c`, 102, `write \`${'a.'.repeat(39)}"b-c"\``],
  [`a.b-${'c'.repeat(200)}`, 4, `write \`a."b-${'c'.repeat(79)}"\``],
  // Lines that were folded into one
  ['result.ok result.no', 11, FOLDED],
  ["result.a == 'b' !result.no", 17, FOLDED],
  ["result.a == 'b' !!( result.no)", 17, FOLDED],
  ["result.a == 'b' (durationMs < `5`)", 17, FOLDED],
  ["result.a == 'b' contains(logs, 'x')", 17, FOLDED],
  ["result.a == 'b' !contains(logs, 'x')", 17, FOLDED],
  ['result.ok contains', 11, 'unexpected contains'],
  ['result.ok other(logs)', 11, 'unexpected other'],
  ['result.ok other', 11, 'unexpected other'],
  ['(result.ok result.no)', 12, 'unexpected result, expected )'],
  ["'a' 'b'", 5, 'unexpected value'],
])('%j', (text, column, message) => {
  expect(problemsOf(text)).toEqual([`1, column ${column}: ${message}`]);
});

describe('a name that is not one of the root', () => {
  test.each([
    ['reslt', 'result'],
    ['stat', 'statusCode'],
    ['status_code', 'statusCode'],
    ['version', 'functionVersion'],
    ['VERSION', 'functionVersion'],
    ['Checksum', 'codeChecksum'],
    ['sion', 'functionVersion'],
    ['sio', undefined],
    ['payload', undefined],
  ])('%s is probably %s', (name, meant) => {
    expect(problemsOf(`${name} == \`1\``)).toEqual([
      meant === undefined
        ? expect.stringContaining('; there are result, statusCode, headers, ')
        : `1, column 1: \`${name}\` is not a name that expectations can use; did you mean \`${meant}\`?`,
    ]);
  });
});
