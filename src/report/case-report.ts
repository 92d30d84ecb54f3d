import { shownSentence } from '../failure';
import type { Invocation } from '../function-compute/invocation';
import type { Attempt } from '../gate/attempt';
import { describeOutcome, notesOf } from '../gate/expectation-outcome';
import type { RunTally } from '../gate/runs';
import type { Case, Plan } from '../run/plan';
import { type CaseResult, count } from '../run/results';
import type { Log, StepLog } from '../runner/step-log';
import { counted } from '../text';
import * as progress from './progress';
import { metricsLine, reportAttempt, reportOutput, warningsOf } from './report';
import { reportRun, reportRuns } from './runs-report';

/** What people see of the cases of a step while they run, and when they have ended. */
export interface CaseReport {
  /** For what happens while a case runs, or one of its runs. */
  logOf(running: Case, run?: number): Log;
  /** The baseline was invoked, for a comparison with what comes of the case. */
  baselineEnded(running: Case, qualifier: string, baseline: Invocation): void;
  attemptEnded(running: Case, attempt: Attempt, isLast: boolean): void;
  /** A run of a repeated case has ended; the tally is that of all runs until then. */
  runEnded(running: Case, run: Attempt, tally: RunTally & { readonly of: number }): void;
  caseEnded(result: CaseResult): void;
}

/** The report of a step: of the cases of a file, or of its only one. */
export function reportOf(log: StepLog, { caseFile }: Plan, showResult: boolean): CaseReport {
  return caseFile === undefined
    ? reportOfOnlyCase(log, showResult)
    : reportOfCases(log, showResult);
}

/** Each attempt is shown as soon as it has ended. */
function reportOfOnlyCase(log: StepLog, showResult: boolean): CaseReport {
  return {
    logOf: (_, run) => (run === undefined ? log : log.named(`Run ${run}`)),
    baselineEnded: (_, qualifier, baseline) => {
      reportBaseline(log, qualifier, baseline, log.isDebug, showResult);
    },
    attemptEnded: ({ gate }, attempt, isLast) => {
      reportAttempt(log, attempt, gate.attempts, showResult);
      if (!isLast) {
        announceNext(log, attempt, gate, showResult);
        log.gap();
      }
    },
    runEnded: (_, run, tally) => reportRun(log, run, tally, showResult),
    caseEnded: ({ runs }) => {
      if (runs === undefined) return;
      log.gap();
      reportRuns(log, runs, showResult);
    },
  };
}

/**
 * A line for each case when it has ended; of one that did not pass, or for those who debug, all that
 * is known of its last attempt follows.
 */
function reportOfCases(log: StepLog, showResult: boolean): CaseReport {
  return {
    logOf: ({ name }, run) => log.named(run === undefined ? name : `${name}, run ${run}`),
    baselineEnded: ({ name }, qualifier, baseline) => {
      reportBaseline(log.named(name), qualifier, baseline, log.isDebug, showResult);
    },
    attemptEnded: ({ name, gate }, attempt, isLast) => {
      if (!isLast) announceNext(log.named(name), attempt, gate, showResult);
    },
    runEnded: ({ name }, run, tally) => reportRun(log.named(name), run, tally, showResult),
    caseEnded: (result) => {
      log.line(describeCase(result, showResult));
      const last = result.attempts.at(-1);
      if (last === undefined) return;
      const named = log.named(result.case.name);
      if (result.runs !== undefined) reportRuns(named, result.runs, showResult);
      else if (result.outcome !== 'passed' || log.isDebug)
        reportAttempt(named, last, 1, showResult);
      else reportNotes(named, last, showResult);
      // Annotations are for the cases that did not pass.
      for (const warning of [...warningsOf(last.invocation), ...last.warnings]) {
        named.line(`⚠ ${warning}`);
      }
      if (result.outcome !== 'passed') log.gap();
    },
  };
}

function reportBaseline(
  log: Log,
  qualifier: string,
  baseline: Invocation,
  isDebug: boolean,
  showResult: boolean,
): void {
  log.line(`Baseline ${qualifier}: ${metricsLine(baseline) || 'no response'}`);
  if (isDebug) reportOutput(log, baseline, `Baseline ${qualifier}`, showResult);
}

/** A case that passed may have done so by a misspelt field, which its line does not tell. */
function reportNotes(log: Log, { expectations }: Attempt, showResult: boolean): void {
  for (const outcome of expectations) {
    if (notesOf(outcome).length > 0) log.line(describeOutcome(outcome, showResult));
  }
}

function announceNext(log: Log, attempt: Attempt, gate: Case['gate'], showResult: boolean): void {
  progress.reportNextAttempt(log, {
    failure: causeOf(attempt, showResult),
    number: attempt.number,
    of: gate.attempts,
    seconds: gate.attemptIntervalSeconds,
  });
}

/** The first that failed, in a sentence; empty if nothing did. */
function causeOf({ failures: [cause] }: Pick<Attempt, 'failures'>, showResult: boolean): string {
  return cause === undefined ? '' : shownSentence(cause, showResult);
}

/** A case in a line, e.g. `✓ total of three (12 ms)` or `- not yet: skipped, waiting for prices`. */
function describeCase(result: CaseResult, showResult: boolean): string {
  const { name, skip } = result.case;
  const why = causeOf(result, showResult);
  switch (result.outcome) {
    case 'passed': {
      const latencyMs = result.attempts.at(-1)?.invocation.metadata.latencyMs;
      if (result.runs !== undefined) return `✓ ${name} (${result.runs.figures.count} runs)`;
      return latencyMs === undefined ? `✓ ${name}` : `✓ ${name} (${latencyMs} ms)`;
    }
    case 'warned':
      return `⚠ ${name}: ${why}`;
    case 'failed':
      return `✗ ${name}: ${why}`;
    case 'skipped':
      return typeof skip === 'string' ? `- ${name}: skipped, ${skip}` : `- ${name}: skipped`;
    case 'not-run':
      return `- ${name}: not run`;
  }
}

/** Prints how many cases passed, apart from what is known of those that did not. */
export function reportCount(log: Log, results: readonly CaseResult[]): void {
  if (count(results, 'failed', 'warned') > 0) log.gap();
  log.line(countCases(results));
}

/** How many cases passed, e.g. `11 of 12 cases passed` or `9 of 12 cases passed, 2 failed, 1 skipped`. */
export function countCases(results: readonly CaseResult[]): string {
  const others = [
    [count(results, 'failed'), 'failed'],
    [count(results, 'warned'), 'only warned'],
    [count(results, 'skipped'), 'skipped'],
    [count(results, 'not-run'), 'not run'],
  ] as const;
  const told = others.filter(([number]) => number > 0).map((each) => `, ${each.join(' ')}`);
  return `${count(results, 'passed', 'warned')} of ${counted(results.length, 'case')} passed${told.join('')}`;
}
