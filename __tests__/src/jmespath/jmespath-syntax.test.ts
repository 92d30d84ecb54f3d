import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findInvalidCalls } from '../../../src/jmespath/calls';
import { FUNCTIONS } from '../../../src/jmespath/functions';
import { parse } from '../../../src/jmespath/parser';
import { SyntaxProblem } from '../../../src/jmespath/syntax';

/** What is wrong with an expression, as people read it. */
function problemsOf(text: string): string[] {
  const told = ({ offset, message }: SyntaxProblem) => `column ${offset + 1}: ${message}`;
  try {
    return findInvalidCalls(parse(text)).map(told);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return [told(error)];
  }
}

describe('a function call is checked before anything is sent', () => {
  test.each([
    ['len(result)', 'column 1: unknown function len(); did you mean length()?'],
    ['containz(logs, `1`)', 'column 1: unknown function containz(); did you mean contains()?'],
    [
      'startswith(logs, `1`)',
      'column 1: unknown function startswith(); did you mean starts_with()?',
    ],
    ['a && b || len(result)', 'column 11: unknown function len(); did you mean length()?'],
    ['result.items[?len(@)]', 'column 15: unknown function len(); did you mean length()?'],
    ['{a: [map(&len(@), b)]}', 'column 11: unknown function len(); did you mean length()?'],
    [
      'size(result)',
      `column 1: unknown function size(); there are ${[...FUNCTIONS.keys()].join(', ')}`,
    ],
    ['contains(result)', 'column 1: contains() takes 2 arguments, but has 1'],
    ['!length()', 'column 2: length() takes 1 argument, but has 0'],
    ['length(a, b)', 'column 1: length() takes 1 argument, but has 2'],
    ['merge()', 'column 1: merge() takes at least 1 argument, but has 0'],
    ['not_null()', 'column 1: not_null() takes at least 1 argument, but has 0'],
    ['sort_by(a, b)', 'column 12: argument 2 of sort_by() must be an expression such as &name'],
    ['length(&a)', 'column 8: argument 1 of length() must be a value; remove the &'],
    ['map(a, b)', 'column 5: argument 1 of map() must be an expression such as &name'],
    ['not_null(a, &b)', 'column 13: argument 2 of not_null() must be a value; remove the &'],
    ['sort_by(a, &b, c)', 'column 1: sort_by() takes 2 arguments, but has 3'],
    ['toString(result)', 'column 1: unknown function toString(); did you mean to_string()?'],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test.each(['constructor(a)', '__proto__(a)', 'pad_left(a, `9`)'])(
    'a name that only JavaScript or other implementations know is unknown: %s',
    (text) => {
      expect(problemsOf(text)).toEqual([expect.stringContaining('unknown function')]);
    },
  );

  test.each(['not_null(a, b, c, d)', 'merge(a, b, c)', 'length (a)', 'a.length(@)'])(
    '%s is fine',
    (text) => {
      expect(problemsOf(text)).toEqual([]);
    },
  );
});

describe('a syntax error names its place and what to do', () => {
  test.each([
    ["a = 'b'", 3, '= is not an operator; use =='],
    ['durationMs < 500', 14, 'write the number in backticks: `500`'],
    ["result == 'ok", 11, "the ' that begins a string has no end"],
    ['result == `1', 11, 'the ` that begins a value has no end'],
    ['headers."x', 9, 'the " that begins a name has no end'],
    ['headers."\\x"', 9, 'a name in double quotes must be a JSON string; check its \\'],
    ['a == `ok`', 6, "backticks hold JSON; write a string as 'ok'"],
    ['a == “ok”', 6, "put strings in straight single quotes: `'ok'`"],
    ['a and b', 3, 'unexpected and; use &&'],
    ['a & b', 3, 'unexpected &; use && for "and"'],
    ['a + b', 3, 'JMESPath has no arithmetic, so no +'],
    ['a-b', 2, 'JMESPath has no arithmetic, so no -'],
    [
      '$.a',
      1,
      '`$` is not part of JMESPath; put strings in single quotes, and names with special characters in double quotes',
    ],
    [
      'a\u00a0== b',
      2,
      'U+00A0 is not part of JMESPath; put strings in single quotes, and names with special characters in double quotes',
    ],
    ['a == 29.7', 6, 'write the number in backticks: `29.7`'],
    ['a == -1.5e3 && b', 6, 'write the number in backticks: `-1.5e3`'],
    ['contains（a', 9, 'full-width `（`: use `(`'],
    ['a ＝ b', 3, 'full-width `＝`: use `=`'],
    ['a.状态 == b', 3, 'write `a."状态"`'],
    ['a.b状态2.c', 4, 'write `a."b状态2"`'],
    [
      `a == \`1${'0'.repeat(1000)}\``,
      6,
      'this value cannot be compared: an integer has more than 1000 digits',
    ],
    ['a ==', 5, 'the expression is not complete'],
    ['(a == b', 8, 'the expression is not complete, expected )'],
    ['a)', 2, 'unexpected )'],
    ['contains(a b)', 12, 'unexpected b, expected )'],
    ['contains(a, b,)', 15, 'unexpected )'],
    ['"length"(a)', 1, 'the name of a function must not be in double quotes; remove them'],
    ['a[b]', 3, 'unexpected b'],
    ['a[::0]', 5, 'the step of a slice must not be 0'],
    ['a[1:2:3:4]', 8, 'unexpected :, expected ]'],
    ['{}', 2, 'unexpected }'],
    ["'😀' = b", 6, '= is not an operator; use =='],
    ['a.', 3, 'the expression is not complete'],
    ['a..b', 3, 'unexpected .'],
    ['.a', 1, 'unexpected .'],
    ['a[', 3, 'the expression is not complete'],
    ['a[0', 4, 'the expression is not complete, expected ]'],
    ['a[1:', 5, 'the expression is not complete, expected ]'],
    ['a[*', 4, 'the expression is not complete, expected ]'],
    ['a[?b', 5, 'the expression is not complete, expected ]'],
    ['a[?]', 4, 'unexpected ]'],
    ['a.[]', 3, 'unexpected []'],
    ['a.[?b]', 3, 'unexpected [?'],
    ['{a', 3, 'the expression is not complete, expected :'],
    ['{a b}', 4, 'unexpected b, expected :'],
    ['{a: b,}', 7, 'unexpected }'],
    ['{a: b c: d}', 7, 'unexpected c, expected }'],
    ["{'a': b}", 2, 'unexpected value'],
    ['{1: b}', 2, 'write the number in backticks: `1`'],
    ["a.'b'", 3, 'unexpected value'],
    ['a.1', 3, 'write the number in backticks: `1`'],
    ['a.(b)', 3, 'unexpected ('],
    ['a.@', 3, 'unexpected @'],
    ['a.!b', 3, 'unexpected !'],
    ['a.&b', 3, 'unexpected &; use && for "and"'],
    ['== a', 1, 'unexpected =='],
    ['()', 2, 'unexpected )'],
    ['(a b)', 4, 'unexpected b, expected )'],
    ["(a 'b')", 4, 'unexpected value, expected )'],
    ['abs(a,', 7, 'the expression is not complete'],
    ['abs(,a)', 5, 'unexpected ,'],
    ['abs(&)', 6, 'unexpected )'],
    ['&a', 1, 'unexpected &; use && for "and"'],
    ['a*', 2, 'unexpected *'],
    ['a[*]b', 5, 'unexpected b'],
    ["a[*]'b'", 5, 'unexpected value'],
    ['a.*b', 4, 'unexpected b'],
    ['a[?b]c', 6, 'unexpected c'],
    ['a[]b', 4, 'unexpected b'],
    ['a `1`', 3, 'unexpected value'],
    ['a @', 3, 'unexpected @'],
    ['a {b: c}', 3, 'unexpected {'],
    ['a !b', 3, 'unexpected !'],
    ['[a,]', 4, 'unexpected ]'],
    ['[,a]', 2, 'unexpected ,'],
    ['[ ]', 3, 'unexpected ]'],
    ['[a b]', 4, 'unexpected b, expected ]'],
    ['a[b,c]', 3, 'unexpected b'],
    ['a[1,2]', 4, 'unexpected ,, expected ]'],
    ['a["b"]', 3, 'unexpected b'],
    ['**', 2, 'unexpected *'],
    ['a.**', 4, 'unexpected *'],
    ['a[**]', 4, 'unexpected *, expected ]'],
    ['[::', 4, 'the expression is not complete, expected ]'],
    ['[1 2]', 4, 'write the number in backticks: `2`'],
    ['a[0:1:0]', 7, 'the step of a slice must not be 0'],
    ['a[?b == c d]', 11, 'unexpected d, expected ]'],
    ['a || | b', 6, 'unexpected |'],
    ['a AND b', 3, 'unexpected AND; use &&'],
    ['a or b', 3, 'unexpected or; use ||'],
    ['a not b', 3, 'unexpected not; use !'],
    ['a is b', 3, 'unexpected is; use =='],
    ['a constructor b', 3, 'unexpected constructor'],
    ['a == 29.75', 6, 'write the number in backticks: `29.75`'],
    ['a == 1e-10', 6, 'write the number in backticks: `1e-10`'],
    ['a == 1E12', 6, 'write the number in backticks: `1E12`'],
    ['a == 12.', 6, 'write the number in backticks: `12`'],
    ['a / b', 3, 'JMESPath has no arithmetic, so no /'],
    ['a % b', 3, 'JMESPath has no arithmetic, so no %'],
    ['a｜b', 2, 'full-width `｜`: use `|`'],
    ['a ‘ok’', 3, "put strings in straight single quotes: `'ok'`"],
    ['éa == b', 1, 'write `"éa"`'],
    ['aa.bb.状', 7, 'write `aa.bb."状"`'],
    ['@.状', 3, 'write `@."状"`'],
    ['a.b.cé.d', 6, 'write `a.b."cé"`'],
    ['a == b.ücx', 8, 'write `b."ücx"`'],
    ['a.状_态2b == c', 3, 'write `a."状_态2b"`'],
  ])('%s', (text, column, message) => {
    expect(problemsOf(text)).toEqual([`column ${column}: ${message}`]);
  });

  test.each([
    ['a … b', 3, 'U+2026'],
    ['a “b', 3, 'U+201C'],
    ['a ; b', 3, '`;`'],
    ['a ~ b', 3, '`~`'],
  ])('%j, which no part begins with', (text, column, shown) => {
    expect(problemsOf(text)).toEqual([
      `column ${column}: ${shown} is not part of JMESPath; put strings in single quotes, and names with special characters in double quotes`,
    ]);
  });

  test('a long path before a name is cut, and so is the name', () => {
    const [problem = ''] = problemsOf(`${'a.'.repeat(40)}${'é'.repeat(80)}.${'b.'.repeat(40)}c`);
    expect(problem).toBe(`column 81: write \`${'a.'.repeat(20)}"${'é'.repeat(39)}…"\``);
  });

  test('a very long expression is refused instead of overflowing the stack', () => {
    for (const text of ['('.repeat(100_000), '!'.repeat(100_000), 'a.'.repeat(100_000)]) {
      expect(problemsOf(text)).toEqual([expect.stringContaining('at most 1000 parts')]);
    }
    expect(problemsOf(`${'x'.repeat(100_000)}()`).join('').length).toBeLessThan(500);
    for (const text of [`${'!'.repeat(999)}a`, `a${'.a'.repeat(499)}`, `a${'[0]'.repeat(333)}`]) {
      expect(problemsOf(text)).toEqual([]);
    }
  });

  test('any text is either accepted or a problem with a place in it', () => {
    const pieces = ['a', '"b"', "'c'", '`1`', '7', '.', '*', '[', ']', '[?', '[]', '(', ')', '&'];
    const more = ['!', '==', '=', '<', '|', '||', '&&', ',', ':', '{', '}', '@', 'max(', ' ', '\\'];
    const text = fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.oneof(
          text.map((parts) => parts.join('')),
          fc.string(),
        ),
        (line) => {
          for (const problem of problemsOf(line)) {
            const column = Number(/^column (\d+): /.exec(problem)?.[1]);
            expect(column).toBeGreaterThan(0);
            expect(column).toBeLessThanOrEqual(line.length + 1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
