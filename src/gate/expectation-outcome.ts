import { oneLine } from '../text';
import type { Operand } from './expectation-operands';
import type { Program } from './expectation-runtime';
import type { Node } from './expectation-syntax';

/** In a message an expression is cut; where it stands in the input is known. */
const MAX_EXPRESSION_LENGTH = 500;

/** One line of the `expect` input. */
export interface Expectation {
  /** The expression as written. */
  readonly text: string;
  /** Where it is in the input, from 1. */
  readonly line: number;
  readonly syntax: Node;
  readonly program: Program;
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

/**
 * A failed expectation as a sentence without full stop, e.g.
 * `` `result.status == 'ok'` failed: `result.status` is 'degraded' ``.
 */
export function describeFailure(outcome: ExpectationOutcome, showResult: boolean): string {
  const { expectation, reason, operands } = outcome;
  const values = operands.map(({ expression, value, mayShowResult }) =>
    mayShowResult && !showResult
      ? `\`${expression}\` is not shown`
      : `\`${expression}\` is ${value}`,
  );
  const details = [reason, ...values.filter((value) => !reason?.endsWith(value))];
  const told = details.filter((detail) => detail !== undefined);
  return `\`${oneLine(expectation.text, MAX_EXPRESSION_LENGTH)}\` failed: ${told.join('; ') || 'it is false'}`;
}
