import type { Failure } from '../failure';
import type { Invocation } from '../function-compute/invocation';
import type { Attempt } from '../gate/attempt';
import type { CredentialsInputs } from '../inputs/inputs';
import { caseAnnotations, casesFailure } from '../report/annotations';
import { reportCount } from '../report/case-report';
import { warningsOf } from '../report/report';
import { renderSummary, type SummaryHead } from '../report/summary';
import { renderCasesSummary } from '../report/summary-cases';
import { withCases, withOnlyCase } from '../runner/case-outputs';
import type { CaseResult } from './results';

type Results = readonly CaseResult[];

/** How a step with a case file tells of its end, and how one tells of its only case. */
export const OF_FILE = {
  isFile: true,
  reportEnd: reportCount,
  failuresOf: (results: Results): readonly (Failure | undefined)[] => [casesFailure(results)],
  // Each case has told its own.
  warningsOf: (_: Invocation, _last: Attempt | undefined): readonly string[] => [],
  withOutputs: withCases,
  summaryOf: (
    head: SummaryHead,
    results: Results,
    credentials: CredentialsInputs | undefined,
  ): string => renderCasesSummary({ ...head, results, credentials }),
  annotationsOf: caseAnnotations,
};

export type StepForm = typeof OF_FILE;

export const OF_ONLY_CASE: StepForm = {
  isFile: false,
  reportEnd: () => undefined,
  failuresOf: ([only]) => only?.failures ?? [],
  warningsOf: (invocation, last) => [...warningsOf(invocation), ...(last?.warnings ?? [])],
  withOutputs: (outputs, [only]) => ({ outputs: withOnlyCase(outputs, only), warnings: [] }),
  summaryOf: (head, [only]) =>
    renderSummary({ ...head, attempts: only?.attempts ?? [], runs: only?.runs }),
  annotationsOf: () => [],
};
