import type { TextPosition } from '../text-position';

/** Keys of a case that are inputs of the step as well, by their names in action.yml. */
export const CASE_INPUTS = [
  'event',
  'event-file',
  'event-template',
  'expect',
  'fail-on',
  'timeout',
  'attempts',
  'attempt-interval',
] as const;
export type CaseInput = (typeof CASE_INPUTS)[number];

/** The text of an input in a case, as the action's inputs are text. */
export interface CaseText {
  readonly text: string;
  /** Where a place of the text is in the file; the start of the value without an argument. */
  positionOf(place?: TextPosition): TextPosition;
}

/** A case as its author wrote it: what it does not set, it inherits from the step. */
export interface WrittenCase {
  readonly name: string;
  /** Of its first key. */
  readonly position: TextPosition;
  readonly inputs: ReadonlyMap<CaseInput, CaseText>;
  /** Whether its failure fails the step. */
  readonly blocking: boolean;
  /** Why it does not run; `true` without a reason, `false` if it runs. */
  readonly skip: string | boolean;
}

export interface CaseProblem {
  readonly position: TextPosition;
  /** One sentence without its full stop. */
  readonly message: string;
}
