import { CST, Lexer, Parser } from 'yaml';
import type { YamlProblems } from './problems';

/** So many take 1.5 GB of memory. YAML that people write, or JSON, has at most 5 million in 10 MiB. */
const MAX_LEXEMES = 5_000_000;

export interface Tag {
  readonly offset: number;
  readonly source: string;
}

/**
 * The concrete syntax of a text (a document, and what is before and behind it), and all tags in it.
 *
 * The library would read any depth, as far as the stack allows, and ends the process where it does
 * not. So its lexer is followed step by step.
 *
 * @param maxDepth how many lists and objects may be in each other
 * @throws Abandoned if the text has too many problems, or one that leaves nothing to read
 */
export function tokensOf(
  text: string,
  maxDepth: number,
  problems: YamlProblems,
): { tokens: CST.Token[]; tags: Tag[] } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const tags: Tag[] = [];
  let documents = 0;
  const take = (token: CST.Token) => {
    if (token.type === 'error') problems.add(token.offset, notYaml(token.message));
    else if (token.type === 'directive' && !/^%YAML\s+1\.2$/.test(token.source)) {
      problems.add(
        token.offset,
        `\`${token.source}\` is not allowed; the file is read as YAML 1.2 without directives`,
      );
    } else if (token.type === 'document' && ++documents > 1) {
      problems.abandon(
        token.offset,
        'the file must be a single YAML document, but another one begins here; remove the line `---`',
      );
    } else tokens.push(token);
  };
  let lexemes = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (++lexemes > MAX_LEXEMES) {
      problems.abandon(parser.offset, 'the file has too many values; split it');
    }
    if (!isScalar && lexeme.startsWith('!')) tags.push({ offset: parser.offset, source: lexeme });
    isScalar = lexeme === CST.SCALAR;
    for (const token of parser.next(lexeme)) take(token);
    const innermost = parser.stack.at(-1);
    if (parser.stack.length > maxDepth + 1 && innermost !== undefined && 'items' in innermost) {
      problems.abandon(innermost.offset, `the file is nested more than ${maxDepth} levels deep`);
    }
  }
  for (const token of parser.end()) take(token);
  return { tokens, tags };
}

/** What the library says, as a sentence of ours. */
export function notYaml(message: string): string {
  return `the file is not valid YAML here: ${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;
}
