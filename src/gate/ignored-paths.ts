import { SyntaxProblem } from '../jmespath/syntax';
import type { Json } from '../json';
import { jsonIn } from '../json-reader';
import { oneLine } from '../text';
import { InvalidLines, readLines } from './input-lines';
import { escapedForJson } from './operand-text';
import { isIn, type PathStep, PLAIN_NAME } from './result-path';

/** One line of the `compare-ignore` input: places in the result that may differ, with all below. */
export interface IgnoredPath {
  /** As written. */
  readonly text: string;
  /** Where it is in the input, from 1. */
  readonly line: number;
  readonly steps: readonly PathStep[];
}

/** All that is wrong with the paths. */
export class InvalidIgnoredPaths extends InvalidLines {
  override readonly name = 'InvalidIgnoredPaths';
}

/**
 * Reads one path a line, such as `requestTime`, `items[*].id`, `prices.*` or `"a b".c`; empty lines
 * and lines that start with `#` are skipped.
 *
 * @throws InvalidIgnoredPaths with the first problem of each line
 */
export function parseIgnoredPaths(text: string): IgnoredPath[] {
  const { lines, problems } = readLines(text, (line) => {
    try {
      return { value: { steps: stepsOf(line) }, faults: [] };
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      return { faults: [error] };
    }
  });
  if (problems.length > 0) throw new InvalidIgnoredPaths(problems);
  return lines;
}

/** Text of a path in a message is cut to what is needed to recognise it. */
const MAX_QUOTE_LENGTH = 40;

function stepsOf(text: string): PathStep[] {
  const steps: PathStep[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '[') {
      const { step, end } = bracket(text, at);
      steps.push(step);
      at = end;
    } else if (steps.length === 0 || text[at] === '.') {
      const { step, end } = name(text, steps.length === 0 ? at : at + 1);
      steps.push(step);
      at = end;
    } else {
      throw new SyntaxProblem(at, `expected a dot or \`[\` here, not ${quoteOf(text, at)}`);
    }
  }
  return steps;
}

interface Read {
  readonly step: PathStep;
  readonly end: number;
}

const BRACKET = /\[(?:(\*)|(\d{1,15}))\]/y;

function bracket(text: string, start: number): Read {
  BRACKET.lastIndex = start;
  const match = BRACKET.exec(text);
  if (match === null) {
    const wrong = quoteOf(text, start);
    throw new SyntaxProblem(
      start,
      `expected an index from 0 in brackets, such as \`[0]\`, or \`[*]\` for every item, not ${wrong}`,
    );
  }
  const [written, star, index] = match;
  const step: PathStep =
    star === undefined ? { kind: 'index', index: Number(index) } : { kind: 'every-item' };
  return { step, end: start + written.length };
}

const QUOTED_NAME = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
/** What may follow a name without quotes. */
const END_OF_NAME = /[.[\]"]|$/;

function name(text: string, start: number): Read {
  if (text[start] === '"') return quotedName(text, start);
  const end = start + text.slice(start).search(END_OF_NAME);
  const written = text.slice(start, end);
  if (written === '*') return { step: { kind: 'every-member' }, end };
  if (PLAIN_NAME.test(written)) return { step: { kind: 'name', name: written }, end };
  throw new SyntaxProblem(start, mistakenName(text, start, written));
}

function quotedName(text: string, start: number): Read {
  QUOTED_NAME.lastIndex = start;
  const [written] = QUOTED_NAME.exec(text) ?? [];
  if (written === undefined) {
    throw new SyntaxProblem(start, 'the " that begins a name has no end');
  }
  const value = jsonIn(written);
  if (typeof value !== 'string') {
    throw new SyntaxProblem(start, 'a name in double quotes must be a JSON string; check its \\');
  }
  return { step: { kind: 'name', name: value }, end: start + written.length };
}

/** What is probably meant by what is not a name. */
function mistakenName(text: string, start: number, written: string): string {
  if (written === '') {
    const found = start < text.length ? `not ${quoteOf(text, start)}` : 'but the path ends';
    return `expected a field name or \`*\` here, ${found}`;
  }
  if (written === '$') return 'leave out `$.`; a path begins with a field of the result';
  if (/^\d{1,15}$/.test(written)) return `write an index in brackets: \`[${written}]\``;
  const single = written.replace(/^'(.*)'$/s, '$1');
  const hint = /[,;\s]/.test(written) ? ', and one path a line' : '';
  const quoted = escapedForJson(oneLine(single, MAX_QUOTE_LENGTH));
  return `write a name with other characters than letters, digits and _ in double quotes: \`${quoted}\`${hint}`;
}

function quoteOf(text: string, start: number): string {
  return `\`${oneLine(text.slice(start), MAX_QUOTE_LENGTH)}\``;
}

/** More say nothing that the first ones do not. */
const MAX_NAMED = 5;
const MAX_PATH_LENGTH = 100;

/** Warnings, each a sentence, of paths that lead nowhere in any of the results. */
export function unmatchedWarnings(
  paths: readonly IgnoredPath[],
  results: readonly (Json | undefined)[],
): string[] {
  const leads = (steps: readonly PathStep[]) => results.some((result) => isIn(result, steps));
  const unmatched = paths.filter(({ steps }) => !leads(steps));
  const isOutside = ({ steps: [first, ...rest] }: IgnoredPath) =>
    first?.kind === 'name' && first.name === 'result' && rest.length > 0 && leads(rest);
  const outside = quoted(unmatched.filter(isOutside));
  const nowhere = quoted(unmatched.filter((path) => !isOutside(path)));
  return [
    ...nowhere.map((all) => `Nothing in either result matches ${all} of \`compare-ignore\`.`),
    ...outside.map(
      (all) =>
        `Paths of \`compare-ignore\` begin inside the result, so leave out the leading \`result\` of ${all}.`,
    ),
  ];
}

/** The paths for a sentence, if there are any. */
function quoted(paths: readonly IgnoredPath[]): string[] {
  if (paths.length === 0) return [];
  const named = paths.slice(0, MAX_NAMED);
  const texts = named.map(({ text }) => `\`${oneLine(text, MAX_PATH_LENGTH)}\``).join(', ');
  const more = paths.length - named.length;
  return [more === 0 ? texts : `${texts} and ${more} more`];
}
