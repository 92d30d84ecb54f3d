import type { Attempt } from './attempt';
import { type Failure, outputFailure } from './failure';
import type { Invocation } from './function-compute/invocation';
import type { Verdict } from './gate/verdict';
import { originOf } from './http/endpoint';
import type { Inputs } from './inputs/inputs';
import { workspaceFolder } from './job';
import { destinationOf } from './report/progress';
import { adviceFor, annotationText, warningsOf } from './report/report';
import { locateError, type SourceLocation } from './report/source-location';
import { renderSummary } from './report/summary';
import { concludeStep, warn } from './runner/console';
import { outputsOf, writeOutputs } from './runner/outputs';
import { writeSummary } from './runner/summary-file';

/** What is known at the end of a run, whatever came in between. */
export interface Run {
  /** `undefined` when they are invalid. */
  readonly inputs: Inputs | undefined;
  /** `summary`, which counts also when other inputs are invalid. */
  readonly isSummaryWanted: boolean;
  /** All attempts in their order; none when nothing was sent. */
  readonly attempts: readonly Attempt[];
  /** What ended the run outside of an attempt. */
  readonly failure: Failure | undefined;
}

/** Writes outputs and summary, and only then lets the step fail. */
export function conclude(run: Run): void {
  const { inputs, attempts } = run;
  const last = attempts.at(-1);
  const known: Invocation = { metadata: {}, ...last?.invocation };
  const invocation = run.failure === undefined ? known : { ...known, failure: run.failure };
  warningsOf(invocation).forEach(warn);
  const unwritten = writeAllOutputs(invocation, attempts.filter(wasSent).length);
  const failure = invocation.failure ?? unwritten;
  const hasEndedEarly = run.failure !== undefined || last === undefined;
  const verdict = hasEndedEarly || unwritten !== undefined ? 'failed' : last.verdict;
  if (run.isSummaryWanted) summarise(run, failure, verdict);
  if (failure === undefined) return;
  const further = unwritten === undefined ? [] : [unwritten];
  const { requestId } = invocation.metadata;
  concludeStep(
    verdict === 'failed' ? 'error' : 'warning',
    annotationText(failure, inputs, [...(last?.further ?? []), ...further], requestId),
    inputs && sourceLocation(invocation, inputs),
  );
}

function wasSent({ invocation }: Attempt): boolean {
  return invocation.wasSent === true;
}

/** Where the function failed. Its result may say so only when it may be shown. */
function sourceLocation(invocation: Invocation, inputs: Inputs): SourceLocation | undefined {
  const { sourcePath, showResult } = inputs;
  if (sourcePath === '') return undefined;
  const shown = showResult ? invocation : { ...invocation, result: undefined };
  return locateError(shown, { workspace: workspaceFolder(), sourcePath });
}

function writeAllOutputs(invocation: Invocation, attempts: number): Failure | undefined {
  try {
    writeOutputs(outputsOf(invocation, attempts));
    return undefined;
  } catch (error) {
    return outputFailure('The outputs cannot be written', error);
  }
}

function summarise(
  { inputs, attempts }: Run,
  failure: Failure | undefined,
  verdict: Verdict,
): void {
  const summary = renderSummary({
    verdict,
    failure,
    hint: failure && adviceFor(failure, inputs),
    target: inputs && {
      ...inputs,
      endpointOrigin: originOf(inputs.endpoint),
      trigger: inputs.httpTrigger && destinationOf(inputs),
    },
    attempts,
    showResult: inputs?.showResult ?? true,
  });
  const problem = writeSummary(summary, process.env.GITHUB_STEP_SUMMARY);
  if (problem !== undefined) warn(problem);
}
