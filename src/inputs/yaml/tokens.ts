import { CST, Lexer, Parser } from 'yaml';
import type { YamlProblems } from './problems';

export interface TokenLimits {
  /** How many lists and objects may be in each other. */
  readonly maxDepth: number;
  /** Of the smallest pieces that the library tells apart: brackets, commas, spaces, scalars and so on. */
  readonly maxLexemes: number;
}

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
 * @throws Abandoned if the text has too many problems, or one that leaves nothing to read
 */
export function tokensOf(
  text: string,
  { maxDepth, maxLexemes }: TokenLimits,
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
  let previous = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (++lexemes > maxLexemes) {
      problems.abandon(parser.offset, 'the file has too many values; split it');
    }
    if (previous !== CST.SCALAR && lexeme.startsWith('!')) {
      tags.push({ offset: parser.offset, source: lexeme });
    }
    previous = lexeme;
    for (const token of parser.next(lexeme)) take(token);
    // The document is below them.
    const excess = parser.stack[maxDepth + 1];
    if (excess !== undefined && 'items' in excess) {
      problems.abandon(excess.offset, `the file is nested more than ${maxDepth} levels deep`);
    }
  }
  for (const token of parser.end()) take(token);
  return { tokens, tags };
}

/** What the library says, as a sentence of ours. */
export function notYaml(message: string): string {
  return `the file is not valid YAML here: ${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;
}
