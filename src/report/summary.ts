import { type Failure, rootCause } from '../failure';
import type { Attempt } from '../gate/attempt';
import type { JudgedRuns } from '../gate/runs';
import type { Verdict } from '../gate/verdict';
import { shownErrorAndLog } from './function-error';
import { attemptsTable, expectationsTable, failureSentence } from './summary-checks';
import { differencesPart, runsPart } from './summary-gates';
import { code, type Html, html, NOTHING, prose } from './summary-html';
import { errorBlock, logBlock, metricsTable, resultBlock } from './summary-outcome';
import { type SummaryTarget, targetLine } from './summary-target';

/** What the job summary of every step tells first. */
export interface SummaryHead {
  readonly verdict: Verdict;
  /** The final one: of the last attempt, or of what came before or after it. */
  readonly failure: Failure | undefined;
  /** What to do about the failure. */
  readonly hint: string | undefined;
  /** `undefined` when the inputs are not valid. */
  readonly target: SummaryTarget | undefined;
  readonly showResult: boolean;
}

/** What the job summary tells of a step without a case file. */
export interface StepReport extends SummaryHead {
  /** Empty when nothing was sent. */
  readonly attempts: readonly Attempt[];
  /** Of a repeated invocation. */
  readonly runs?: JudgedRuns | undefined;
}

const MAX_MESSAGE_LENGTH = 2_000;
const MAX_HINT_LENGTH = 4_000;

/**
 * The job summary as HTML without empty lines, which GitHub's Markdown takes as it is. Whatever
 * comes, it has less than 800 KiB (GitHub drops a summary of more than 1 MiB): each part has a
 * limit of its own.
 */
export function renderSummary(report: StepReport): string {
  return String(
    html`${summaryHead(verdictLine(report), report)}${attemptsPart(report, report.showResult)}`,
  );
}

/** The heading, what failed and what to do about it, and what was to be invoked. */
export function summaryHead(heading: Html, { target, ...told }: SummaryHead): Html {
  const line = target === undefined ? NOTHING : html`<p>${targetLine(target)}</p>\n`;
  return html`<h3>${heading}</h3>\n${failurePart(told)}${line}`;
}

/** What failed, and what to do about it. */
export function failurePart({
  failure,
  hint,
  showResult,
}: Pick<SummaryHead, 'failure' | 'hint' | 'showResult'>): Html {
  const advice =
    hint === undefined
      ? NOTHING
      : html`<p><strong>What to do:</strong> ${prose(hint, MAX_HINT_LENGTH)}</p>\n`;
  return html`${failure === undefined ? NOTHING : failureLine(failure, showResult)}${advice}`;
}

/**
 * All that is known of the last attempt, or of the run that is told, and a table of the attempts if
 * there are several.
 */
export function attemptsPart(
  { attempts, runs }: Pick<StepReport, 'attempts' | 'runs'>,
  showResult: boolean,
): Html {
  const last = attempts.at(-1);
  if (last === undefined) return NOTHING;
  const { invocation, expectations, against } = last;
  const { error, logs } = shownErrorAndLog(invocation, showResult);
  const parts = [
    runs === undefined ? NOTHING : runsPart(runs),
    metricsTable(invocation),
    differencesPart(against, showResult),
    expectationsTable(runs?.expectations ?? expectations, showResult),
    attempts.length < 2 ? NOTHING : attemptsTable(attempts, showResult),
    errorBlock(error),
    resultBlock(invocation.result, showResult),
    logBlock(logs),
  ];
  return html`${parts}`;
}

function verdictLine({ verdict, failure, target, attempts }: StepReport): Html {
  const name = target === undefined ? html`The function` : code(target.functionName);
  switch (verdict) {
    case 'passed':
      return target?.invocationType === 'async' && !target.wait
        ? html`✅ The event for ${name} was accepted`
        : html`✅ ${name} passed`;
    case 'passed-with-warning':
      return html`⚠️ ${name} passed with a warning`;
    case 'failed':
      if (attempts.length === 0) return html`❌ ${name} was not invoked`;
      return failure !== undefined && rootCause(failure).kind === 'cancelled'
        ? html`❌ ${name} was cancelled`
        : html`❌ ${name} failed`;
  }
}

function failureLine(failure: Failure, showResult: boolean): Html {
  const message = failureSentence(failure, showResult, MAX_MESSAGE_LENGTH);
  return html`<p><strong>${code(failure.type)}</strong> ${message}</p>\n`;
}
