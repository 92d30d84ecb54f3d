/**
 * How many parts JSON may have. It takes millions of steps, and so long in an instrumented source
 * that it is not among the tests of `src`, which mutation runs repeat.
 */
import { expect, test } from 'vitest';
import { isJsonText, readJson } from '../../src/json-reader';

/** So many lists, of which one holds the others. */
const lists = (count: number) => `[${'[],'.repeat(count - 2)}[]]`;
const names = (count: number) => `{${'"":0,'.repeat(count - 1)}"":0}`;

test.each([
  ['3 million lists', lists(3_000_000), undefined],
  ['one list more', lists(3_000_001), 'it has more than 3 million lists and objects'],
  ['1.7 million names', names(1_700_000), undefined],
  ['one name more', names(1_700_001), 'it has more than 1.7 million names'],
])('JSON with %s', (_, text, problem) => {
  if (problem === undefined) expect(isJsonText(text)).toBe(true);
  else expect(() => readJson(text)).toThrow(problem);
});
