import { type Failure, isFunctionFailure, lastCause, rootCause, shownSentence } from '../failure';
import { endsStep } from '../gate/verdict';
import type { Inputs } from '../inputs/inputs';
import { redactedPiece } from '../redaction';
import type { CaseResult } from '../run/results';
import type { JUnitOutcome, JUnitSuite, JUnitTestCase } from './junit';
import { titleOf } from './progress';

/** Of a report without a function, and of its only test case. */
const NAME = 'fc-invoke';

/** What a report tells of, as far as it is known. */
interface Reported {
  /** `undefined` when they are invalid. */
  readonly inputs: Pick<Inputs, 'plan' | 'showResult'> | undefined;
  readonly results: readonly CaseResult[];
  /** What ended the step before its first case. */
  readonly failure?: Failure | undefined;
}

/** What the JUnit report of a step says: a test case for each case, or one for what is wrong. */
export function junitSuite({ inputs, results, failure }: Reported): JUnitSuite {
  const end = failure ?? results.flatMap(({ failures }) => failures).find(endsStep);
  const ending = end && lastCause(end);
  if (inputs === undefined) {
    const outcome = brokenBy(ending === undefined ? [] : [ending], true);
    const only = { name: NAME, className: NAME, seconds: 0, properties: [], systemOut: '' };
    return { name: NAME, testCases: [{ ...only, outcome }] };
  }
  const { plan, showResult } = inputs;
  return {
    name: titleOf(plan.cases[0].request.target),
    testCases: results.map((result) => testCase(result, ending, showResult)),
  };
}

function testCase(
  result: CaseResult,
  ending: Failure | undefined,
  showResult: boolean,
): JUnitTestCase {
  const { case: told, attempts, seconds } = result;
  const { functionName, qualifier } = told.request.target;
  const { requestId } = attempts.at(-1)?.invocation.metadata ?? {};
  return {
    name: told.name,
    className: `${functionName}.${qualifier}`,
    seconds,
    outcome: outcomeOf(result, ending, showResult),
    properties: requestId === undefined ? [] : [['request-id', requestId]],
    systemOut: systemOut(result, showResult),
    ...told.source,
  };
}

function outcomeOf(
  { case: { skip }, outcome, failures }: CaseResult,
  ending: Failure | undefined,
  showResult: boolean,
): JUnitOutcome {
  switch (outcome) {
    case 'passed':
    case 'warned':
      return { kind: 'passed' };
    case 'skipped':
      return { kind: 'skipped', reason: typeof skip === 'string' ? skip : '' };
    case 'not-run': {
      const broken = brokenBy(ending === undefined ? [] : [ending], showResult);
      return { ...broken, kind: 'error', message: `Not run. ${broken.message}` };
    }
    case 'failed':
      return brokenBy(failures, showResult);
  }
}

/** JUnit's `failure` is what was tested, its `error` what kept it from being tested. */
function brokenBy(failures: readonly Failure[], showResult: boolean) {
  const [cause] = failures;
  const isFailure = cause !== undefined && isOfTest(rootCause(cause));
  const sentences = failures.map((each) => shownSentence(each, showResult));
  return {
    kind: isFailure ? 'failure' : 'error',
    type: cause?.type ?? '',
    message: sentences[0] ?? '',
    details: sentences.join('\n'),
  } as const;
}

function isOfTest(failure: Failure): boolean {
  return (
    isFunctionFailure(failure) || failure.kind === 'expectation' || failure.kind === 'difference'
  );
}

/** What a case that only warns failed by, and the function's log. */
function systemOut({ outcome, attempts, failures }: CaseResult, showResult: boolean): string {
  const { logs = '' } = attempts.at(-1)?.invocation.metadata ?? {};
  const told = outcome === 'warned' ? failures : [];
  return [
    ...told.map((each) => shownSentence(each, showResult)),
    // FC cuts the log at its start, and a secret there with it.
    ...(logs === '' ? [] : [redactedPiece(logs, 'start')]),
  ].join('\n');
}
