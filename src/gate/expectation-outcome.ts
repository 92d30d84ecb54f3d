import type { Node } from '../jmespath/syntax';
import { counted, oneLine } from '../text';
import type { Operand } from './expectation-operands';
import type { RootName } from './root-names';

/** A message quotes only the start of an expression; its line in the input is known. */
const MAX_EXPRESSION_LENGTH = 500;

/** More notes say nothing that the first ones do not. */
const MAX_NOTES = 5;

/** One line of the `expect` input. */
export interface Expectation {
  /** The expression as written. */
  readonly text: string;
  /** Where it is in the input, from 1. */
  readonly line: number;
  readonly syntax: Node;
  /** The root names that it uses; all of them where it takes the root as a whole. */
  readonly names: ReadonlySet<RootName>;
  /** Whether it looks at the log of the baseline, which has to be whole where that is asked for. */
  readonly usesBaselineLog?: boolean;
  /**
   * The figures of `runs` that it uses, e.g. `errorRate` and `durationMs.p95`: then it is judged once,
   * over all runs, and uses no other root name. `undefined` if it is judged on each run.
   */
  readonly runs?: ReadonlySet<string> | undefined;
}

/** What an expectation found. */
export interface ExpectationOutcome {
  readonly expectation: Expectation;
  readonly passed: boolean;
  /** Why it failed, unless it is just false. It says nothing that comes out of the result. */
  readonly reason?: string;
  /** The values that decided. */
  readonly operands: readonly Operand[];
}

/** Whether an expectation that passed uses one of the names, so that their values were expected. */
export function expected(
  outcomes: readonly ExpectationOutcome[],
  ...names: readonly RootName[]
): boolean {
  return outcomes.some(
    ({ passed, expectation }) => passed && names.some((name) => expectation.names.has(name)),
  );
}

/**
 * A failed expectation as a part of a sentence that says that it failed, e.g.
 * `` `result.status == 'ok'`, but `result.status` is 'degraded' ``.
 */
export function describeFailure(outcome: ExpectationOutcome, showResult: boolean): string {
  return `\`${expressionOf(outcome)}\`, but ${whyFailed(outcome, showResult)}`;
}

/**
 * An expectation as a line of the log, e.g. `` ✗ result.status == 'ok': `result.status` is 'degraded' ``
 * or `✓ result.statsu != 'failed' (result.statsu is null)`.
 */
export function describeOutcome(outcome: ExpectationOutcome, showResult: boolean): string {
  return outcome.passed
    ? describePass(outcome)
    : `✗ ${expressionOf(outcome)}: ${whyFailed(outcome, showResult)}`;
}

/** A passed expectation with its notes. */
function describePass(outcome: ExpectationOutcome): string {
  const notes = notesOf(outcome);
  const shown = notes.length === 0 ? '' : ` (${notes.slice(0, MAX_NOTES).join('; ')})`;
  return `✓ ${expressionOf(outcome)}${shown}`;
}

/** What the author of an expectation may not expect of its values, such as a missing field. */
export function notesOf({ operands }: ExpectationOutcome): readonly string[] {
  return [...new Set(operands.flatMap(({ notes }) => notes))];
}

/** `6 of 7 expectations passed`; `undefined` of none. */
export function countPassed(outcomes: readonly ExpectationOutcome[]): string | undefined {
  if (outcomes.length === 0) return undefined;
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  return `${passed} of ${counted(outcomes.length, 'expectation')} passed`;
}

function expressionOf({ expectation }: ExpectationOutcome): string {
  return oneLine(expectation.text, MAX_EXPRESSION_LENGTH);
}

function whyFailed({ reason, operands }: ExpectationOutcome, showResult: boolean): string {
  const values = operands.map(({ expression, value, mayShowResult }) =>
    mayShowResult && !showResult
      ? `\`${expression}\` is not shown`
      : `\`${expression}\` is ${value}`,
  );
  const details = [reason, ...values.filter((value) => !reason?.endsWith(value))];
  return details.filter((detail) => detail !== undefined).join('; ') || 'it is false';
}
