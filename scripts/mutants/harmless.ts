/**
 * Mutants that no test can notice, because the program does the same with them: each with one line
 * of argument. A mutant is named by its file, the code it replaces and what stands there instead, so
 * that the list survives a change of lines.
 */
export interface Harmless {
  /** Relative to `src`. */
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
  readonly why: string;
}

export const HARMLESS: readonly Harmless[] = [];
