import { type Failure, lastCause } from '../failure';
import type { Attempt } from '../gate/attempt';
import type { JudgedRuns } from '../gate/runs';
import { endsStep, type Verdict } from '../gate/verdict';
import type { Case } from './plan';

/**
 * What became of a case: `warned` is one that failed and does not block, `not-run` one that the end of
 * the step came before.
 */
export type Outcome = 'passed' | 'warned' | 'failed' | 'skipped' | 'not-run';

/** How a case ended; all that is reported of a step is read from these. */
export interface CaseResult {
  readonly case: Case;
  readonly outcome: Outcome;
  /** Of what was invoked, as `fail-on` and the expectations say. */
  readonly verdict: Verdict | undefined;
  /**
   * In their order; none of a case that was skipped or not run. Of a repeated case the run that is told.
   */
  readonly attempts: readonly Attempt[];
  /** Of a repeated case. */
  readonly runs?: JudgedRuns | undefined;
  /** Number of invocations that were, or may have been, delivered. */
  readonly sent: number;
  /** All that failed, the cause first: what ended the case between two attempts, or the last of them. */
  readonly failures: readonly Failure[];
  /** From its first attempt to its end, with the pauses. */
  readonly seconds: number;
}

/** A case that has run, as it counts for its step. */
export function endedCase(
  ended: Case,
  attempts: readonly Attempt[],
  interruption: Failure | undefined,
  seconds: number,
): CaseResult {
  const last = attempts.at(-1);
  const sent = attempts.filter(({ invocation }) => invocation.wasSent === true).length;
  return counted(ended, last ?? { failures: [], verdict: 'failed' }, interruption, {
    attempts,
    sent,
    seconds,
  });
}

/** A case whose runs have been judged together, as it counts for its step; `told` stands for them. */
export function repeatedCase(
  ended: Case,
  told: Attempt | undefined,
  runs: JudgedRuns,
  interruption: Failure | undefined,
  seconds: number,
): CaseResult {
  const attempts = told === undefined ? [] : [told];
  return counted(ended, runs, interruption, { attempts, runs, sent: runs.sent, seconds });
}

/** What blocks, and what ends the step, fails it. */
function counted(
  ended: Case,
  { failures: own, verdict: judged }: Pick<Attempt, 'failures' | 'verdict'>,
  interruption: Failure | undefined,
  made: Pick<CaseResult, 'attempts' | 'runs' | 'sent' | 'seconds'>,
): CaseResult {
  const failures = interruption === undefined ? own : [interruption, ...own];
  const verdict = interruption === undefined ? judged : 'failed';
  const failed = ended.blocking || failures.some(endsStep) ? 'failed' : 'warned';
  const outcome = verdict === 'failed' ? failed : 'passed';
  return { case: ended, outcome, verdict, failures, ...made };
}

/** A case that nothing was sent for. */
export function unsentCase(unsent: Case): CaseResult {
  const outcome = unsent.skip === false ? 'not-run' : 'skipped';
  return {
    case: unsent,
    outcome,
    verdict: undefined,
    attempts: [],
    failures: [],
    sent: 0,
    seconds: 0,
  };
}

/**
 * A result of which only what is needed later is held: of a case that passed nothing that it returned,
 * of another one that only in its file.
 */
export function settled(result: CaseResult): CaseResult {
  if (result.outcome === 'passed') {
    return { ...result, attempts: result.attempts.map(withoutResult) };
  }
  result.attempts.at(-1)?.invocation.result?.release();
  return result;
}

/** An attempt whose result and log are no longer needed; their files are removed. */
export function withoutResult(attempt: Attempt): Attempt {
  const { result, wholeLog, ...invocation } = attempt.invocation;
  result?.discard();
  if (typeof wholeLog === 'object') wholeLog.discard();
  return { ...attempt, invocation };
}

/** How many of the cases became this. */
export function count(results: readonly CaseResult[], ...outcomes: readonly Outcome[]): number {
  return results.filter(({ outcome }) => outcomes.includes(outcome)).length;
}

/**
 * The case that the outputs of a single invocation are of: the first that failed, else the first that
 * warned; without a case file the only one. What failed by itself comes before what a cancelled job
 * interrupted meanwhile.
 */
export function toldCase(results: readonly CaseResult[], isFile: boolean): CaseResult | undefined {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  return (
    failed.find((result) => !isCancelled(result)) ??
    failed[0] ??
    results.find(({ outcome }) => outcome === 'warned') ??
    (isFile ? undefined : results[0])
  );
}

/** Whether the end of the job came before that of the case. */
function isCancelled({ failures }: CaseResult): boolean {
  return failures.slice(0, 1).some(isCancelling);
}

/** Whether the job was cancelled while the case ran, whatever had failed before. */
export function metCancelling({ failures }: CaseResult): boolean {
  return failures.some(isCancelling);
}

function isCancelling(failure: Failure): boolean {
  return lastCause(failure).kind === 'cancelled';
}

/**
 * What the cases mean for the step: it fails unless every case that blocks has passed. What `fail-on`
 * excuses is a warning only in a step without a case file.
 */
export function verdictOf(results: readonly CaseResult[], isFile: boolean): Verdict {
  const [first] = results;
  if (first === undefined || count(results, 'failed', 'not-run') > 0) return 'failed';
  if (count(results, 'warned') > 0) return 'passed-with-warning';
  return (isFile ? undefined : first.verdict) ?? 'passed';
}
