import { oneLine } from '../text';
import type { TextPosition } from '../text-position';
import type { CaseProblem } from './written-case';

/** More than anybody reads at once. */
const MAX_PROBLEMS = 100;

/** Longer than any message that does not quote a file at length. */
const MAX_MESSAGE_LENGTH = 400;

/** Collects what is wrong with a case file. */
export class CaseProblems {
  readonly #problems = new Map<string, CaseProblem>();
  readonly #places = new Set<string>();
  #isCut = false;

  /**
   * Adds a problem, once for what an alias repeats.
   *
   * @param message may quote the file, at any length; as a function, is only made if it is wanted
   */
  add({ line, column }: TextPosition, message: string | (() => string)): void {
    const place = `${line}:${column}`;
    if (this.#problems.size === MAX_PROBLEMS) {
      this.#isCut ||= !this.#places.has(place);
      return;
    }
    const text = oneLine(typeof message === 'string' ? message : message(), MAX_MESSAGE_LENGTH);
    this.#places.add(place);
    this.#problems.set(`${place} ${text}`, { position: { line, column }, message: text });
  }

  /** In the order of the file. */
  list(): readonly CaseProblem[] {
    const sorted = [...this.#problems.values()].sort(byPlace);
    const last = sorted.at(-1);
    if (last === undefined || !this.#isCut) return sorted;
    const message = `the file has more problems than these ${MAX_PROBLEMS}`;
    return [...sorted, { position: last.position, message }];
  }
}

function byPlace({ position: a }: CaseProblem, { position: b }: CaseProblem): number {
  return a.line - b.line || a.column - b.column;
}
