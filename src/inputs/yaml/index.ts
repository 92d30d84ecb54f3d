/**
 * YAML 1.2, and so JSON, as a tree with positions. It is a bundle of its own (`dist/yaml`), which is
 * loaded only for a file of cases. Nothing else imports the library, and nothing here imports more of
 * the action than types.
 */
import { compose } from './compose';
import type { YamlNode } from './node';
import { Abandoned, firstOfEachLine, type YamlProblem, YamlProblems } from './problems';
import { Source } from './source';
import { tokensOf } from './tokens';
import { Tree } from './tree';

/** So many take 1.5 GB of memory. YAML that people write, or JSON, has at most 5 million in 10 MiB. */
const MAX_LEXEMES = 5_000_000;

export interface YamlLimits {
  /** How many lists and objects may be in each other. */
  readonly maxDepth: number;
  /** UTF-16 code units of the text with all aliases expanded. */
  readonly maxExpandedLength: number;
}

export interface ReadYaml {
  /** `undefined` if the text has no value, or none that is sure. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

/**
 * Reads a YAML document whose objects have strings as keys, each once, and in which there are no tags,
 * directives and merge keys. Takes time and memory in proportion to the text, whatever it holds.
 *
 * @param text without control characters other than tab, LF and CR LF
 */
export function readYaml(text: string, limits: YamlLimits): ReadYaml {
  const source = new Source(text);
  const syntax = new YamlProblems(source);
  const problems = new YamlProblems(source);
  let root: YamlNode | undefined;
  try {
    const { tokens, tags } = tokensOf(text, { ...limits, maxLexemes: MAX_LEXEMES }, syntax);
    const contents = compose(tokens, tags, syntax);
    for (const tag of tags) problems.add(tag.offset, tagProblem(tag.source));
    // What the library makes of a text that is not YAML is only a guess.
    if (contents && syntax.list.length === 0) {
      root = new Tree(source, limits.maxExpandedLength, problems).node(contents);
    }
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error;
  }
  return { root, problems: [...firstOfEachLine(syntax.list), ...problems.list] };
}

function tagProblem(tag: string): string {
  return `\`${tag}\` is a YAML tag, which a case file cannot have; put a string that begins with \`!\` in quotes, and an expectation in quotes or below \`expect: |\``;
}
