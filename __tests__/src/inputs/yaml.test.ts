/** The limits of what is read as YAML, to the letter: those of a case file are too large for that. */
import { describe, expect, test } from 'vitest';
import { Lexer } from 'yaml';
import { readYaml } from '../../../src/inputs/yaml';
import { Abandoned, YamlProblems } from '../../../src/inputs/yaml/problems';
import { Source } from '../../../src/inputs/yaml/source';
import { tokensOf } from '../../../src/inputs/yaml/tokens';

const LIMITS = { maxDepth: 10, maxExpandedLength: 1000 };

describe('problems', () => {
  test.each([
    ['of the syntax', '- "\\q"\n'],
    ['of values', '- !a x\n'],
  ])('%s are 101 at most, one more than are shown', (_, line) => {
    expect(readYaml(line.repeat(101), LIMITS).problems).toHaveLength(101);
    expect(readYaml(line.repeat(102), LIMITS).problems).toHaveLength(101);
    expect(readYaml(line.repeat(100), LIMITS).problems).toHaveLength(100);
  });
});

test('the length with all aliases expanded', () => {
  // Each time without the anchor. That of `b` is met after an alias, and has aliases itself.
  const text = '- &a "12345"\n- *a\n- &b [*a, x, *a]\n- *b\n- *b\n';
  const a = '"12345"'.length;
  const b = '[*a, x, *a]'.length + 2 * a;
  const length = text.length + a + 2 * a + 2 * b;

  expect(readYaml(text, { ...LIMITS, maxExpandedLength: length }).problems).toEqual([]);
  expect(readYaml(text, { ...LIMITS, maxExpandedLength: length - 1 })).toEqual({
    root: undefined,
    problems: [
      {
        position: { line: 5, column: 3 },
        message: `with its aliases expanded up to \`*b\`, the file has more than ${length - 1} characters; use fewer aliases`,
      },
    ],
  });
});

test('the number of lexemes', () => {
  const text = '- [a, b]\n- c';
  const maxLexemes = [...new Lexer().lex(text)].length;
  const problems = new YamlProblems(new Source(text));

  expect(tokensOf(text, { ...LIMITS, maxLexemes }, problems).tokens).toHaveLength(1);
  expect(problems.list).toEqual([]);
  expect(() => tokensOf(`${text}\n`, { ...LIMITS, maxLexemes }, problems)).toThrow(Abandoned);
  expect(problems.list).toEqual([
    { position: { line: 2, column: 4 }, message: 'the file has too many values; split it' },
  ]);
});
