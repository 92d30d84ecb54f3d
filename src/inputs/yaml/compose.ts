import { Composer, type CST, type ErrorCode, type ParsedNode } from 'yaml';
import type { YamlProblems } from './problems';
import { notYaml, type Tag } from './tokens';

const ABOUT_TAGS: ReadonlySet<ErrorCode> = new Set([
  'TAG_RESOLVE_FAILED',
  'BAD_COLLECTION_TYPE',
  'MULTIPLE_TAGS',
]);

/** What the library does not say in plain words. */
const PLAIN_WORDS: Partial<Record<ErrorCode, string>> = {
  BLOCK_AS_IMPLICIT_KEY:
    'a list or another key begins in the line of a key; put a string with `: ` in it in quotes, or below `|`',
  TAB_AS_INDENT: 'a tab cannot indent a line; use spaces',
};

/** What to do about it. */
const ADVICE: Partial<Record<ErrorCode, string>> = {
  BAD_SCALAR_START: 'put the string in quotes, or below `|`',
  BAD_DQ_ESCAPE: 'double a backslash that is to be one, or use single quotes',
  BAD_ALIAS: 'put a string that begins with `*` or `&` in quotes',
  MULTILINE_IMPLICIT_KEY: 'end the key with `:` in its line, and check the indentation',
};

/**
 * The value of a document, whose scalars are all strings; `undefined` without a document.
 *
 * @param tags what is wrong with these, or right behind them, is not told
 * @throws Abandoned if it has too many problems
 */
export function compose(
  tokens: readonly CST.Token[],
  tags: readonly Tag[],
  problems: YamlProblems,
): ParsedNode | null | undefined {
  const tagEnds = new Set(tags.map(({ offset, source }) => offset + source.length));
  const composer = new Composer({
    schema: 'failsafe',
    // Takes quadratic time.
    uniqueKeys: false,
  });
  // The library would make an Error, with its stack, for each of a million problems.
  Object.assign(composer, {
    onError(place: Parameters<typeof offsetOf>[0], code: ErrorCode, message: string) {
      const offset = offsetOf(place);
      if (ABOUT_TAGS.has(code) || tagEnds.has(offset)) return;
      const advice = ADVICE[code];
      const words = PLAIN_WORDS[code] ?? message;
      problems.add(offset, notYaml(advice === undefined ? words : `${words}; ${advice}`));
    },
  });
  const [document] = composer.compose(tokens);
  return document?.contents;
}

function offsetOf(place: number | readonly [number, ...number[]] | { offset: number }): number {
  if (typeof place === 'number') return place;
  return 'offset' in place ? place.offset : place[0];
}
