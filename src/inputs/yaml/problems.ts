import type { TextPosition } from '../../text-position';
import type { Source } from './source';

/** What is wrong in a YAML file. */
export interface YamlProblem {
  readonly position: TextPosition;
  /** One sentence without its full stop. It may quote the file, at any length. */
  readonly message: string;
}

/** One mistake can be the cause of a million others. One more than is ever shown. */
const MAX_PROBLEMS = 101;

/** Ends the reading of a file that is not worth it. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

export class YamlProblems {
  readonly list: YamlProblem[] = [];

  constructor(private readonly source: Source) {}

  /** @throws Abandoned with the last problem that is kept */
  add(offset: number, message: string): void {
    this.list.push({ position: this.source.positionAt(offset), message });
    if (this.list.length === MAX_PROBLEMS) throw new Abandoned();
  }

  /** Adds a problem that ends the reading. */
  abandon(offset: number, message: string): never {
    this.list.push({ position: this.source.positionAt(offset), message });
    throw new Abandoned();
  }
}

/** The first problem in each line: behind one, the library only guesses. */
export function firstOfEachLine(problems: readonly YamlProblem[]): YamlProblem[] {
  const first = new Map<number, YamlProblem>();
  for (const problem of problems) {
    const { line, column } = problem.position;
    const other = first.get(line);
    if (other === undefined || column < other.position.column) first.set(line, problem);
  }
  return [...first.values()];
}
