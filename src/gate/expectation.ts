import { messageOf } from '../text';
import { evaluate, translate } from './expectation-evaluator';
import { findInvalidCalls } from './expectation-functions';
import { operandsOf } from './expectation-operands';
import type { Expectation, ExpectationOutcome } from './expectation-outcome';
import { parse } from './expectation-parser';
import { kindOf } from './expectation-runtime';
import type { Subject } from './expectation-subject';
import { type Node, SyntaxProblem } from './expectation-syntax';

export interface ExpectationProblem {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  readonly message: string;
}

/** All that is wrong with the expectations; the message names each line and column. */
export class InvalidExpectations extends Error {
  override readonly name = 'InvalidExpectations';

  constructor(readonly problems: readonly ExpectationProblem[]) {
    super(
      problems
        .map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`)
        .join('; '),
    );
  }
}

/**
 * Reads one JMESPath expression a line; empty lines and lines that start with `#` are skipped.
 *
 * @throws InvalidExpectations with every syntax error, unknown function and wrong number of
 * arguments in all lines
 */
export function parseExpectations(text: string): Expectation[] {
  const problems: ExpectationProblem[] = [];
  const expectations = text.split(/\r\n|[\r\n]/).flatMap((line, index) => {
    const expression = line.trim();
    if (expression === '' || expression.startsWith('#')) return [];
    const indent = line.length - line.trimStart().length;
    const { syntax, faults } = check(expression);
    for (const { offset, message } of faults) {
      problems.push({ line: index + 1, column: indent + offset + 1, message });
    }
    if (syntax === undefined) return [];
    const program = translate(syntax, expression);
    return [{ text: expression, line: index + 1, syntax, program }];
  });
  if (problems.length > 0) throw new InvalidExpectations(problems);
  return expectations;
}

function check(expression: string): { syntax?: Node; faults: readonly SyntaxProblem[] } {
  try {
    const syntax = parse(expression);
    const faults = findInvalidCalls(syntax);
    return { syntax, faults: faults.sort((a, b) => a.offset - b.offset) };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { faults: [error] };
  }
}

/**
 * Evaluates all expectations. One passes only when its value is exactly `true`; whatever a result
 * holds, nothing is thrown.
 */
export function evaluateExpectations(
  expectations: readonly Expectation[],
  subject: Subject,
): ExpectationOutcome[] {
  return expectations.map((expectation) => {
    const failure = failureOf(expectation, subject);
    const operands = operandsOf(expectation.syntax, expectation.text, { ...subject });
    return { expectation, passed: failure === undefined, ...failure, operands };
  });
}

function failureOf({ program }: Expectation, subject: Subject): { reason?: string } | undefined {
  try {
    const value = evaluate(program, { ...subject });
    if (value === true) return undefined;
    return value === false ? {} : { reason: `its value is ${kindOf(value)}, not true` };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}
