import { type Failure, outputFailure } from './failure';
import type { Invocation, InvocationRequest, PlannedMode } from './function-compute/invocation';
import type { Attempt } from './gate/attempt';
import type { Verdict } from './gate/verdict';
import { originOf } from './http/endpoint';
import type { Inputs } from './inputs/inputs';
import { calledUrl } from './report/called-trigger';
import { destinationOf, titleOf } from './report/progress';
import { adviceFor, annotationLines, warningsOf } from './report/report';
import { locateError, type SourceLocation } from './report/source-location';
import { renderSummary, type SummaryTarget } from './report/summary';
import { outputsOf, writeOutputs } from './runner/outputs';
import { type Runner, type Variables, workspaceFolder } from './runner/runner';
import { writeSummary } from './runner/summary-file';

/** What is known at the end of a run, however it ended. */
export interface Run {
  /** `undefined` when they are invalid. */
  readonly inputs: Inputs | undefined;
  /** `summary`, which counts also when other inputs are invalid. */
  readonly isSummaryWanted: boolean;
  /** All attempts in their order; none when nothing was sent. */
  readonly attempts: readonly Attempt[];
  /** What ended the run outside of an attempt. */
  readonly failure: Failure | undefined;
  /** The response to a read before the first attempt, if that is what ended the run. */
  readonly response?: Invocation | undefined;
}

/** Of annotations when the inputs do not tell what to invoke. */
const TITLE_WITHOUT_TARGET = 'fc-invoke';

/** Writes outputs and summary, and only then lets the step fail. */
export function conclude({ variables, log, fail }: Runner, run: Run): void {
  const { inputs, attempts } = run;
  const last = attempts.at(-1);
  const invocation = last?.invocation ?? run.response ?? { metadata: {} };
  const title = inputs ? titleOf(inputs.plan.cases[0].request.target) : TITLE_WITHOUT_TARGET;
  const warnings = [...warningsOf(invocation), ...(last?.warnings ?? [])];
  for (const warning of warnings) log.warn(warning, title);
  const known = [run.failure, ...(last?.failures ?? [])].filter((each) => each !== undefined);
  const unwritten = writeAllOutputs(
    variables,
    invocation,
    known[0],
    attempts.filter(wasSent).length,
  );
  const [cause, ...further] = unwritten === undefined ? known : [...known, unwritten];
  const hasEndedEarly = run.failure !== undefined || last === undefined;
  const verdict = hasEndedEarly || unwritten !== undefined ? 'failed' : last.verdict;
  const hint = cause && adviceFor(cause, inputs, invocation);
  if (run.isSummaryWanted) {
    const problem = summarise(variables, run, cause, hint, verdict);
    if (problem !== undefined) log.warn(problem, title);
  }
  if (cause === undefined) return;
  const lines = annotationLines({
    failures: [cause, ...further],
    requestId: invocation.metadata.requestId,
    hint,
    showResult: inputs?.showResult ?? true,
  });
  if (verdict === 'passed') {
    log.line(`As expected: ${lines.join(' ')}`);
    return;
  }
  const location = inputs && sourceLocation(variables, cause, invocation, inputs);
  log.conclude({ level: verdict === 'failed' ? 'error' : 'warning', title, lines, location });
  if (verdict === 'failed') fail();
}

function wasSent({ invocation }: Attempt): boolean {
  return invocation.wasSent === true;
}

/** Where the function failed. Its result may say so only when it may be shown. */
function sourceLocation(
  variables: Variables,
  cause: Failure,
  invocation: Invocation,
  { sourcePath, showResult }: Inputs,
): SourceLocation | undefined {
  if (sourcePath === '') return undefined;
  const shown = showResult ? invocation : { ...invocation, result: undefined };
  return locateError(cause, shown, { workspace: workspaceFolder(variables), sourcePath });
}

function writeAllOutputs(
  variables: Variables,
  invocation: Invocation,
  cause: Failure | undefined,
  attempts: number,
): Failure | undefined {
  try {
    writeOutputs(outputsOf(invocation, cause, attempts), variables);
    return undefined;
  } catch (error) {
    return outputFailure('The outputs cannot be written', error);
  }
}

function summarise(
  { GITHUB_STEP_SUMMARY }: Variables,
  { inputs, attempts }: Run,
  failure: Failure | undefined,
  hint: string | undefined,
  verdict: Verdict,
): string | undefined {
  const summary = renderSummary({
    verdict,
    failure,
    hint,
    target: inputs && summaryTarget(inputs.plan.cases[0].request, attempts.at(-1)),
    attempts,
    showResult: inputs?.showResult ?? true,
  });
  return writeSummary(summary, GITHUB_STEP_SUMMARY);
}

function summaryTarget(
  request: InvocationRequest<PlannedMode>,
  last: Attempt | undefined,
): SummaryTarget {
  const { target, channel, mode } = request;
  const called = last?.invocation.trigger;
  const trigger = called ? calledUrl(called) : destinationOf(request);
  return {
    ...target,
    endpointOrigin: originOf(target.endpoint),
    invocationType: mode.type,
    wait: mode.type === 'async' && mode.wait,
    trigger: channel.kind === 'api' ? undefined : trigger,
  };
}
