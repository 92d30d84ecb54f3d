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
import { InvalidLines, type ReadLine, readLines } from './input-lines';
import { logWarning } from './log-warning';
import { findMisleadingNames } from './misleading-names';
import {
  type ConditionalName,
  isRootName,
  type NameScope,
  type RootName,
  rootScope,
} from './root-names';
import { figuresIn, findRunsProblems, type NameUse } from './runs-use';

/** All that is wrong with the expectations. */
export class InvalidExpectations extends InvalidLines {
  override readonly name = 'InvalidExpectations';
}

/**
 * Reads one JMESPath expression a line; empty lines and lines that start with `#` are skipped.
 *
 * @param conditionalNames root names that the other inputs ask for
 * @param repeat the number of runs; above 1 there is `runs`, and percentiles as far as they tell them
 * @throws InvalidExpectations with every syntax error, unknown function, wrong number of arguments,
 * misleading name and untellable percentile in all lines
 */
export function parseExpectations(
  text: string,
  conditionalNames: readonly ConditionalName[] = [],
  repeat = 1,
): Expectation[] {
  const root = rootScope(conditionalNames, repeat);
  const { lines, problems } = readLines(text, (expression) => check(expression, root, repeat));
  if (problems.length > 0) throw new InvalidExpectations(problems);
  return lines;
}

function check(
  text: string,
  root: NameScope,
  repeat: number,
): ReadLine<Pick<Expectation, 'syntax' | 'names' | 'usesBaselineLog' | 'runs'>> {
  try {
    const syntax = parse(text);
    const { problems, uses } = findMisleadingNames(syntax, text, root);
    const faults = [...findInvalidCalls(syntax), ...problems, ...findRunsProblems(uses, repeat)];
    return {
      value: {
        syntax,
        names: rootNamesIn(uses, root),
        usesBaselineLog: isBaselineLogIn(uses),
        runs: figuresIn(uses),
      },
      faults: faults.sort((a, b) => a.offset - b.offset),
    };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { faults: [new SyntaxProblem(error.offset, explainMistake(text, error))] };
  }
}

/** The root as a whole is that of one run, which knows nothing of the others. */
function rootNamesIn(uses: readonly NameUse[], { members }: NameScope): ReadonlySet<RootName> {
  const names = uses.flatMap(({ path }) =>
    path === '' ? [...members.keys()].filter((name) => name !== 'runs') : path.split('.', 1),
  );
  return new Set(names.filter(isRootName));
}

/** Whether the log of the baseline is used: by its name, or with the whole of what it is part of. */
function isBaselineLogIn(uses: readonly NameUse[]): boolean {
  const paths = uses.map(({ path }) => path).filter((path) => /^(?:$|baseline\b)/.test(path));
  const isNamed = paths.some((path) => path === '' || path === 'baseline.logs');
  return isNamed || (paths.length > 0 && paths.every((path) => path === 'baseline'));
}

/** What expectations found. */
export interface Observation {
  readonly outcomes: readonly ExpectationOutcome[];
  /** What they may not have seen as their author thinks, each in a sentence. */
  readonly warnings: readonly string[];
}

/**
 * Evaluates all expectations on an invocation that FC ran.
 *
 * @param baseline that of the version or alias it is compared with
 */
export function evaluateOn(
  expectations: readonly Expectation[],
  invocation: ObservedInvocation,
  baseline?: ObservedInvocation,
): Observation {
  // A long result is not even decoded for an expectation that does not ask for it.
  const isResultUsed = expectations.some(({ names }) => names.has('result'));
  const result = isResultUsed ? invocation.result : undefined;
  const { subject, warnings } = observe({ ...invocation, result });
  const isBaselineUsed = expectations.some(({ names }) => names.has('baseline'));
  const other = isBaselineUsed ? baseline : undefined;
  const outcomes = evaluateExpectations(expectations, {
    ...subject,
    ...(other && { baseline: observe(other).subject }),
  });
  const isPart = invocation.wholeLog === undefined;
  const log = isPart ? logWarning(outcomes, invocation.metadata) : undefined;
  return { outcomes, warnings: log === undefined ? warnings : [...warnings, log] };
}

/**
 * Evaluates all expectations. One passes only when its value is exactly `true`; whatever a result
 * holds, nothing is thrown.
 *
 * @param subject what they see: of a run, or `runs` alone for expectations on that
 */
export function evaluateExpectations(
  expectations: readonly Expectation[],
  subject: Partial<Subject>,
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
  subject: Partial<Subject>,
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
