import { oneLine } from '../text';
import type { TextPosition } from '../text-position';
import { MAX_PROBLEMS } from './reader';
import type { CaseProblem } from './written-case';

/** Longer than any message that does not quote a file at length. */
const MAX_MESSAGE_LENGTH = 400;

/** Collects what is wrong with a case file, and one problem more than are told. */
export class CaseProblems {
  readonly #problems = new Map<string, CaseProblem>();

  /**
   * Adds a problem, once for what an alias repeats.
   *
   * @param message may quote the file, at any length; as a function, is only made if it is wanted
   */
  add({ line, column }: TextPosition, message: string | (() => string)): void {
    if (this.#problems.size > MAX_PROBLEMS) return;
    const text = oneLine(typeof message === 'string' ? message : message(), MAX_MESSAGE_LENGTH);
    this.#problems.set(`${line}:${column} ${text}`, { position: { line, column }, message: text });
  }

  /** In the order of the file. */
  list(): readonly CaseProblem[] {
    return [...this.#problems.values()].sort(byPlace);
  }
}

function byPlace({ position: a }: CaseProblem, { position: b }: CaseProblem): number {
  return a.line - b.line || a.column - b.column;
}
