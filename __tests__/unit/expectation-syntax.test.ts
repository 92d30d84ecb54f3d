import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidExpectations, parseExpectations } from '../../src/gate/expectation';

/** What parsing complains about, as people read it. */
function problemsOf(text: string): string[] {
  try {
    parseExpectations(text);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidExpectations)) throw error;
    return error.message.split('; line ').map((part) => part.replace(/^line /, ''));
  }
}

describe('the lines of `expect`', () => {
  test('are one expression each, without empty lines and comments', () => {
    const text = "# smoke test\nresult.status == 'ok'\n\n  durationMs < `500`\r\n  # done\r";
    const found = parseExpectations(text).map(({ line, text }) => [line, text]);
    expect(found).toEqual([
      [2, "result.status == 'ok'"],
      [4, 'durationMs < `500`'],
    ]);
  });

  test.each(['', '\n\n', '# nothing', '   '])('may be none: %j', (text) => {
    expect(parseExpectations(text)).toEqual([]);
  });

  test('are all checked, and all problems are reported together', () => {
    const text = "result.ok\n\n  len(result) && size(logs)\na = 'b'\ncontains(result)";
    expect(problemsOf(text)).toEqual([
      '3, column 3: unknown function len(); did you mean length()?',
      expect.stringMatching(/^3, column 18: unknown function size\(\); there are abs, avg, ceil/),
      '4, column 3: = is not an operator, use ==',
      '5, column 1: contains() takes 2 arguments, but has 1',
    ]);
  });

  test('give the place of a problem as data too', () => {
    const error = (() => {
      try {
        return parseExpectations('\n  a = b');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({
      name: 'InvalidExpectations',
      problems: [{ line: 2, column: 5, message: '= is not an operator, use ==' }],
    });
  });
});

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
    ['contains(result)', 'column 1: contains() takes 2 arguments, but has 1'],
    ['!length()', 'column 2: length() takes 1 argument, but has 0'],
    ['length(a, b)', 'column 1: length() takes 1 argument, but has 2'],
    ['merge()', 'column 1: merge() takes at least 1 argument, but has 0'],
    ['not_null()', 'column 1: not_null() takes at least 1 argument, but has 0'],
    ['sort_by(a, b)', 'column 12: argument 2 of sort_by() must be an expression such as &name'],
    ['length(&a)', 'column 8: argument 1 of length() must be a value, remove the &'],
    ['toString(result)', 'column 1: unknown function toString(); did you mean to_string()?'],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([`1, ${problem}`]);
  });

  test.each(['constructor(a)', '__proto__(a)', 'pad_left(a, `9`)'])(
    'a name that only the library or JavaScript knows is unknown: %s',
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
    ["a = 'b'", 3, '= is not an operator, use =='],
    ['durationMs < 500', 14, 'outside of [] a number stands between two backticks: `500`'],
    ["result == 'ok", 11, "the ' that begins a string has no end"],
    ['result == `1', 11, 'the ` that begins a value has no end'],
    ['headers."x', 9, 'the " that begins a name has no end'],
    ['headers."\\x"', 9, 'a name between " must be a JSON string, so mind its \\'],
    ['a == `ok`', 6, "between two ` stands JSON; write a string as 'ok'"],
    ['a == “ok”', 6, "a string stands between two straight quotes: 'text'"],
    ['a and b', 3, 'unexpected and, use &&'],
    ['a & b', 3, 'unexpected &, use && for "and"'],
    ['a + b', 3, 'JMESPath has no arithmetic, so no +'],
    ['a-b', 2, 'JMESPath has no arithmetic, so no -'],
    ['$.a', 1, '$ is not part of JMESPath; a string stands between \', a special name between "'],
    [
      'a\u00a0== b',
      2,
      'U+00A0 is not part of JMESPath; a string stands between \', a special name between "',
    ],
    ['a ==', 5, 'the expression ends too early'],
    ['(a == b', 8, 'the expression ends too early, expected )'],
    ['a)', 2, 'unexpected )'],
    ['contains(a b)', 12, 'unexpected b, expected )'],
    ['contains(a, b,)', 15, 'unexpected )'],
    ['"length"(a)', 1, 'the name of a function is not quoted, remove the "'],
    ['a[b]', 3, 'unexpected b'],
    ['a[::0]', 5, 'the step of a slice must not be 0'],
    ['a[1:2:3:4]', 8, 'unexpected :, expected ]'],
    ['{}', 2, 'unexpected }'],
    ["'😀' = b", 6, '= is not an operator, use =='],
  ])('%s', (text, column, message) => {
    expect(problemsOf(text)).toEqual([`1, column ${column}: ${message}`]);
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
          try {
            parseExpectations(line);
          } catch (error) {
            if (!(error instanceof InvalidExpectations)) throw error;
            for (const { line: row, column } of error.problems) {
              const rows = line.split(/\r\n|[\r\n]/);
              expect(column).toBeGreaterThan(0);
              expect(column).toBeLessThanOrEqual((rows[row - 1] ?? '').length + 1);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
