import { shownSentence } from '../failure';
import type { Attempt } from '../gate/attempt';
import type { Case, Plan } from '../plan';
import { type CaseResult, count } from '../results';
import type { Log, StepLog } from '../runner/step-log';
import * as progress from './progress';
import { reportAttempt, warningsOf } from './report';

/** What people see of the cases of a step while they run, and when they have ended. */
export interface CaseReport {
  /** For what happens while a case runs. */
  logOf(running: Case): Log;
  attemptEnded(running: Case, attempt: Attempt, isLast: boolean): void;
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
    logOf: () => log,
    attemptEnded: ({ gate }, attempt, isLast) => {
      reportAttempt(log, attempt, gate.attempts, showResult);
      if (!isLast) announceNext(log, attempt, gate, showResult);
    },
    caseEnded: () => {},
  };
}

/**
 * A line for each case when it has ended; of one that did not pass, or for those who debug, all that
 * is known of its last attempt follows.
 */
function reportOfCases(log: StepLog, showResult: boolean): CaseReport {
  return {
    logOf: ({ name }) => log.named(name),
    attemptEnded: ({ name, gate }, attempt, isLast) => {
      if (!isLast) announceNext(log.named(name), attempt, gate, showResult);
    },
    caseEnded: (result) => {
      log.line(describeCase(result, showResult));
      const last = result.attempts.at(-1);
      if (last === undefined) return;
      const named = log.named(result.case.name);
      if (result.outcome !== 'passed' || log.isDebug) reportAttempt(named, last, 1, showResult);
      // Annotations are for the cases that did not pass.
      for (const warning of [...warningsOf(last.invocation), ...last.warnings]) {
        named.line(`Warning: ${warning}`);
      }
    },
  };
}

function announceNext(log: Log, attempt: Attempt, gate: Case['gate'], showResult: boolean): void {
  const [cause] = attempt.failures;
  progress.reportNextAttempt(log, {
    failure: cause === undefined ? '' : shownSentence(cause, showResult),
    number: attempt.number,
    of: gate.attempts,
    seconds: gate.attemptIntervalSeconds,
  });
}

/** A case in a line, e.g. `✓ total of three (12 ms)` or `- not yet: skipped, waiting for prices`. */
function describeCase(result: CaseResult, showResult: boolean): string {
  const { name, skip } = result.case;
  const [cause] = result.failures;
  const why = cause === undefined ? '' : shownSentence(cause, showResult);
  switch (result.outcome) {
    case 'passed': {
      const latencyMs = result.attempts.at(-1)?.invocation.metadata.latencyMs;
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

/** How many cases passed, e.g. `11 of 12 cases passed` or `9 of 12 cases passed, 2 failed, 1 skipped`. */
export function countCases(results: readonly CaseResult[]): string {
  const noun = results.length === 1 ? 'case' : 'cases';
  const others = [
    [count(results, 'failed'), 'failed'],
    [count(results, 'warned'), 'only warned'],
    [count(results, 'skipped'), 'skipped'],
    [count(results, 'not-run'), 'not run'],
  ] as const;
  const told = others.filter(([number]) => number > 0).map((each) => `, ${each.join(' ')}`);
  return `${count(results, 'passed', 'warned')} of ${results.length} ${noun} passed${told.join('')}`;
}
