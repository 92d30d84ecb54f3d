import { describe, expect, test } from 'vitest';
import { parseExpectations } from '../../../src/gate/expectation';
import { problemsOf } from './expectation-problems';

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
      '4, column 3: = is not an operator; use ==',
      '5, column 1: contains() takes 2 arguments, but has 1',
    ]);
  });

  test('are read as far as a hundred problems', () => {
    const problems = problemsOf('a = b\n'.repeat(150));
    expect(problems).toHaveLength(100);
    expect(problems.at(-1)).toMatch(/^100, column 3: /);
  });

  test('say what is wrong with one line in its order', () => {
    expect(problemsOf("reslt == len(logs) || lgs == 'x'")).toEqual([
      expect.stringMatching(/^1, column 1: `reslt` is not a name/),
      '1, column 10: unknown function len(); did you mean length()?',
      expect.stringMatching(/^1, column 23: `lgs` is not a name/),
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
      problems: [{ line: 2, column: 5, message: '= is not an operator; use ==' }],
    });
  });
});
