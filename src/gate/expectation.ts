import { findInvalidCalls } from '../jmespath/calls';
import { evaluate, type FieldTrace } from '../jmespath/evaluator';
import { parse } from '../jmespath/parser';
import { SyntaxProblem } from '../jmespath/syntax';
import { kindOf } from '../jmespath/values';
import { messageOf } from '../text';
import { explainMistake } from './expectation-mistakes';
import { operandsOf } from './expectation-operands';
import type { Expectation, ExpectationOutcome } from './expectation-outcome';
import { type ObservedInvocation, observe, type Subject } from './expectation-subject';
import { logWarning } from './log-warning';
import { findMisleadingNames } from './misleading-names';
import { type ConditionalName, type RootName, rootNamesWith } from './root-names';

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
 * @param conditionalNames root names that the other inputs ask for
 * @throws InvalidExpectations with every syntax error, unknown function, wrong number of arguments
 * and misleading name in all lines
 */
export function parseExpectations(
  text: string,
  conditionalNames: readonly ConditionalName[] = [],
): Expectation[] {
  const rootNames = rootNamesWith(conditionalNames);
  const problems: ExpectationProblem[] = [];
  const expectations = text.split(/\r\n|[\r\n]/).flatMap((line, index) => {
    const expression = line.trim();
    if (expression === '' || expression.startsWith('#')) return [];
    const indent = line.length - line.trimStart().length;
    const { checked, faults } = check(expression, rootNames);
    for (const { offset, message } of faults) {
      problems.push({ line: index + 1, column: indent + offset + 1, message });
    }
    return checked === undefined ? [] : [{ text: expression, line: index + 1, ...checked }];
  });
  if (problems.length > 0) throw new InvalidExpectations(problems);
  return expectations;
}

function check(
  text: string,
  rootNames: readonly RootName[],
): {
  checked?: Pick<Expectation, 'syntax' | 'names'>;
  faults: readonly SyntaxProblem[];
} {
  try {
    const syntax = parse(text);
    const { problems, used } = findMisleadingNames(syntax, text, rootNames);
    const faults = [...findInvalidCalls(syntax), ...problems];
    return { checked: { syntax, names: used }, faults: faults.sort((a, b) => a.offset - b.offset) };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { faults: [new SyntaxProblem(error.offset, explainMistake(text, error))] };
  }
}

/** What expectations found. */
export interface Observation {
  readonly outcomes: readonly ExpectationOutcome[];
  /** What they may not have seen as their author thinks, each in a sentence. */
  readonly warnings: readonly string[];
}

/** Evaluates all expectations on an invocation that FC ran. */
export function evaluateOn(
  expectations: readonly Expectation[],
  invocation: ObservedInvocation,
): Observation {
  // A long result is not even decoded for an expectation that does not ask for it.
  const isResultUsed = expectations.some(({ names }) => names.has('result'));
  const result = isResultUsed ? invocation.result : undefined;
  const { subject, warnings } = observe({ ...invocation, result });
  const outcomes = evaluateExpectations(expectations, subject);
  const log = logWarning(outcomes, invocation.metadata);
  return { outcomes, warnings: log === undefined ? warnings : [...warnings, log] };
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
    const { syntax, text } = expectation;
    const trace: FieldTrace = { found: new Set(), missed: new Set() };
    const failure = failureOf(expectation, subject, trace);
    const operands = operandsOf(syntax, text, { ...subject }, trace);
    return { expectation, passed: failure === undefined, ...failure, operands };
  });
}

function failureOf(
  { syntax, text }: Expectation,
  subject: Subject,
  trace: FieldTrace,
): { reason?: string } | undefined {
  try {
    const value = evaluate(syntax, text, { ...subject }, trace);
    if (value === true) return undefined;
    return value === false ? {} : { reason: `its value is ${kindOf(value)}, not true` };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}
