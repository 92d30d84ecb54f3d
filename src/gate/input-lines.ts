import type { SyntaxProblem } from '../jmespath/syntax';

/** What is wrong with a line of an input, and where. */
export interface LineProblem {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  readonly message: string;
}

/** All that is wrong with an input of several lines; the message names each line and column. */
export abstract class InvalidLines extends Error {
  constructor(readonly problems: readonly LineProblem[]) {
    super(
      problems
        .map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`)
        .join('; '),
    );
  }
}

/** More than anybody reads at once; reading ends with them. */
const MAX_PROBLEMS = 100;

/** What a line says, unless it is wrong, and what is wrong with it. */
export interface ReadLine<T> {
  readonly value?: T;
  readonly faults: readonly SyntaxProblem[];
}

/**
 * Reads an input line by line; empty lines and lines that start with `#` are skipped.
 *
 * @param read reads a line without the white space around it
 * @returns what the lines say, each with its text and its number from 1, and all that is wrong, or the
 * first hundred problems
 */
export function readLines<T>(
  text: string,
  read: (text: string) => ReadLine<T>,
): { lines: (T & { text: string; line: number })[]; problems: LineProblem[] } {
  const lines: (T & { text: string; line: number })[] = [];
  const problems: LineProblem[] = [];
  for (const [index, written] of text.split(/\r\n|[\r\n]/).entries()) {
    if (problems.length >= MAX_PROBLEMS) break;
    const content = written.trim();
    if (content === '' || content.startsWith('#')) continue;
    const line = index + 1;
    const indent = written.length - written.trimStart().length;
    const { value, faults } = read(content);
    for (const { offset, message } of faults) {
      problems.push({ line, column: indent + offset + 1, message });
    }
    if (value !== undefined) lines.push({ text: content, line, ...value });
  }
  return { lines, problems };
}
