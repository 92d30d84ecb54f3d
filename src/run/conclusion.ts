import { causesFirst, type Failure, outputFailure } from '../failure';
import type { Invocation } from '../function-compute/invocation';
import type { Verdict } from '../gate/verdict';
import type { Inputs } from '../inputs/inputs';
import { renderJUnit } from '../report/junit';
import { junitSuite } from '../report/junit-suite';
import { titleOf } from '../report/progress';
import { adviceFor, annotationLines } from '../report/report';
import { locateError, type SourceLocation } from '../report/source-location';
import { summaryTarget } from '../report/summary-target';
import { outputsOf, resultWarning, writeOutputs } from '../runner/outputs';
import { writeReportFile } from '../runner/report-file';
import { type Runner, type Variables, workspaceFolder } from '../runner/runner';
import { writeSummary } from '../runner/summary-file';
import { type CaseResult, toldCase, verdictOf } from './results';
import { OF_FILE, OF_ONLY_CASE, type StepForm } from './step-form';

/** What is known at the end of a run, however it ended. */
export interface Run {
  /** `undefined` when they are invalid. */
  readonly inputs: Inputs | undefined;
  /** `summary`, which counts also when other inputs are invalid. */
  readonly isSummaryWanted: boolean;
  /** Absolute path of `junit-report`, which counts also when other inputs are invalid. */
  readonly junitReport: string | undefined;
  /** Of all cases in their order; none when the inputs are invalid. */
  readonly results: readonly CaseResult[];
  /** What ended the run before its first case. */
  readonly failure?: Failure | undefined;
  /** The response to a read before the first case, if that is what ended the run. */
  readonly response?: Invocation | undefined;
}

/** Of annotations when the inputs do not tell what to invoke. */
const TITLE_WITHOUT_TARGET = 'fc-invoke';

/** How a step ended. */
interface Ending {
  readonly verdict: Verdict;
  /** All that failed, the cause first. */
  readonly failures: readonly Failure[];
  /** That which the outputs of a single invocation are of. */
  readonly invocation: Invocation;
  /** What is unusual about it; of the cases of a file, each has told its own. */
  readonly warnings: readonly string[];
}

/** Writes report, outputs and summary, and only then lets the step fail. */
export function conclude(runner: Runner, run: Run): void {
  const { variables, log, fail } = runner;
  const { plan } = run.inputs ?? {};
  const title = plan ? titleOf(plan.cases[0].request.target) : TITLE_WITHOUT_TARGET;
  const form = plan?.caseFile === undefined ? OF_ONLY_CASE : OF_FILE;
  let ending = endingOf(run, form);
  removeUnnamedFiles(run, ending);
  form.reportEnd(log, run.results);
  ending = withLostFile(ending, writeJUnitReport(run));
  const { outputs, warnings } = allOutputs(run, ending, form);
  for (const warning of [...ending.warnings, ...warnings]) log.warn(warning, title);
  ending = withLostFile(
    ending,
    unlessWritten('The outputs cannot be written', () => writeOutputs(outputs, variables)),
  );
  if (run.isSummaryWanted) {
    const problem = writeSummary(summaryOf(run, ending, form), variables.GITHUB_STEP_SUMMARY);
    if (problem !== undefined) log.warn(problem, title);
  }
  annotate(runner, run, ending, form, title);
  if (ending.verdict === 'failed') fail();
}

function endingOf({ results, failure, response }: Run, form: StepForm): Ending {
  const { isFile } = form;
  const told = toldCase(results, isFile);
  const last = told?.attempts.at(-1);
  const invocation = last?.invocation ?? response ?? { metadata: {} };
  return {
    verdict: failure === undefined ? verdictOf(results, isFile) : 'failed',
    failures: [failure, ...form.failuresOf(results)].filter((each) => each !== undefined),
    invocation,
    warnings: form.warningsOf(invocation, last),
  };
}

/**
 * Result files of failed cases are named by the output `cases`, and one by `result-file`; `logs-file`
 * names the only log.
 */
function removeUnnamedFiles({ results }: Run, { invocation: told }: Ending): void {
  for (const { outcome, attempts } of results) {
    const { result, wholeLog } = attempts.at(-1)?.invocation ?? {};
    if (outcome === 'warned' && result !== told.result) result?.discard();
    if (typeof wholeLog === 'object' && wholeLog !== told.wholeLog) wholeLog.discard();
  }
}

/** A file that cannot be written fails the step, whatever came before. */
function withLostFile(ending: Ending, lost: Failure | undefined): Ending {
  if (lost === undefined) return ending;
  return { ...ending, verdict: 'failed', failures: causesFirst([...ending.failures, lost]) };
}

function writeJUnitReport({ junitReport, ...run }: Run): Failure | undefined {
  if (junitReport === undefined) return undefined;
  return unlessWritten('The JUnit report cannot be written', () =>
    writeReportFile(junitReport, renderJUnit(junitSuite(run))),
  );
}

/** The outputs, and what their reader has to know. */
function allOutputs({ results }: Run, { invocation, failures }: Ending, form: StepForm) {
  const attempts = results.reduce((sum, { sent }) => sum + sent, 0);
  const outputs = outputsOf(invocation, failures[0], attempts);
  const ofCases = form.withOutputs(outputs, results);
  const ofResult = resultWarning(invocation.result);
  return { ...ofCases, warnings: [ofResult ?? [], ofCases.warnings].flat() };
}

function unlessWritten(what: string, write: () => void): Failure | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    return outputFailure(what, error);
  }
}

/** What to do about the cause; of a case of a file, its own annotation says it. */
function hintOf({ inputs }: Run, { failures: [cause], invocation }: Ending): string | undefined {
  if (cause === undefined || inputs === undefined) return undefined;
  return adviceFor(cause, inputs.plan.cases[0].request, inputs.credentials, invocation);
}

function summaryOf(run: Run, ending: Ending, form: StepForm): string {
  const { inputs, results } = run;
  const { verdict, failures, invocation } = ending;
  const head = {
    verdict,
    failure: failures[0],
    hint: hintOf(run, ending),
    target: inputs && summaryTarget(inputs.plan.cases[0].request, invocation.trigger),
    showResult: inputs?.showResult ?? true,
  };
  return form.summaryOf(head, results, inputs?.credentials);
}

/** What the step says in the end; a step that met an expected failure says so in its log alone. */
function annotate(
  { variables, log }: Runner,
  run: Run,
  ending: Ending,
  form: StepForm,
  title: string,
): void {
  const { inputs, results } = run;
  const { verdict, invocation } = ending;
  const [cause, ...further] = ending.failures;
  const showResult = inputs?.showResult ?? true;
  const settings = { credentials: inputs?.credentials, showResult };
  for (const each of form.annotationsOf(results, settings)) log.conclude(each);
  if (cause === undefined) return;
  const lines = annotationLines({
    failures: [cause, ...further],
    requestId: cause.kind === 'cases' ? undefined : invocation.metadata.requestId,
    hint: hintOf(run, ending),
    showResult,
  });
  if (verdict === 'passed') {
    log.line(`As expected: ${lines.join(' ')}`);
    return;
  }
  const location = inputs && sourceLocation(variables, cause, invocation, inputs);
  log.conclude({ level: verdict === 'failed' ? 'error' : 'warning', title, lines, location });
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
  const located = cause.kind === 'runs' ? cause.cause : cause;
  return locateError(located, shown, { workspace: workspaceFolder(variables), sourcePath });
}
