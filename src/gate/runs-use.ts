import { SyntaxProblem } from '../jmespath/syntax';
import { figuresNeeded } from './figures';

/** A name of a closed list that an expression uses, and all names above it. */
export interface NameUse {
  /** From the root, e.g. `runs.durationMs.p95`; empty for the root as a whole. */
  readonly path: string;
  /** Where in the expression. */
  readonly offset: number;
}

const PREFIX = 'runs.';

/**
 * The figures of `runs` that an expression uses, e.g. `errorRate` and `durationMs.p95`; `undefined`
 * if it uses none.
 */
export function figuresIn(uses: readonly NameUse[]): ReadonlySet<string> | undefined {
  const figures = uses.filter(isFigure).map(({ path }) => path.slice(PREFIX.length));
  return figures.length === 0 ? undefined : new Set(figures);
}

/**
 * What is wrong with an expression because it is judged once, over all runs: it also says something
 * of a single run, or there are too few runs to tell a percentile.
 */
export function findRunsProblems(uses: readonly NameUse[], repeat: number): SyntaxProblem[] {
  const figures = uses.filter(isFigure);
  if (figures.length === 0) return [];
  const [other] = uses.filter(({ path }) => !path.startsWith('runs'));
  const problems = figures.flatMap(({ path, offset }) => tooFewRuns(path, offset, repeat));
  if (other === undefined) return problems;
  const what = other.path === '' ? 'the root as a whole' : `\`${other.path}\``;
  const message = `an expectation on \`runs\` is judged once, over all runs, so it cannot also use ${what} of a single run`;
  return [...problems, new SyntaxProblem(other.offset, message)];
}

function isFigure({ path }: NameUse): boolean {
  return path.startsWith(PREFIX);
}

function tooFewRuns(path: string, offset: number, repeat: number): SyntaxProblem[] {
  const needed = figuresNeeded(path.slice(path.lastIndexOf('.') + 1));
  if (repeat >= needed) return [];
  const message = `\`${path}\` needs at least ${needed} runs, but \`repeat\` is ${repeat}`;
  return [new SyntaxProblem(offset, message)];
}
