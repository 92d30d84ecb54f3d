import { causesFirst, type Failure } from '../failure';
import type { Invocation } from '../function-compute/invocation';
import { type Attempt, type Gate, isInvoked, judged, logsFileFailure } from './attempt';
import type { Compared } from './baseline';

/** An invocation with its whole log, as far as that is known. */
export interface Logged {
  readonly invocation: Invocation;
  /** Why its log is not whole, in a sentence. */
  readonly warning?: string | undefined;
  /** The job was cancelled while the log was read. */
  readonly cancelled?: Failure | undefined;
}

/** Reads the whole log of an invocation; `whose` it is says which qualifier was invoked. */
export type ReadLog = (invocation: Invocation, whose: 'candidate' | 'baseline') => Promise<Logged>;

/**
 * Judges an invocation whose whole log is wanted: it is read before the verdict if an expectation
 * uses `logs`, else only of an invocation that failed. That of a baseline is read only for an
 * expectation.
 */
export async function judgedWithLog(
  gate: Gate,
  number: number,
  compared: Compared,
  readLog: ReadLog,
): Promise<Attempt> {
  if (!isInvoked(compared)) return judged(gate, number, compared);
  const { invocation, baseline } = compared;
  const isUsed = gate.expectations.some(({ names }) => names.has('logs'));
  const own = isUsed ? await readLog(invocation, 'candidate') : { invocation };
  const other = baseline && (await baselineWithLog(gate, baseline, readLog));
  const cancelled = own.cancelled ?? other?.cancelled;
  if (cancelled !== undefined) {
    // What could not see the log is not judged.
    discardLog(other?.invocation);
    const known = judged({ ...gate, expectations: [] }, number, compared);
    return withLog(known, { ...own, cancelled });
  }
  const seen = { ...compared, invocation: own.invocation, baseline: other?.invocation };
  const attempt = withWarnings(judged(gate, number, seen), own.warning, other?.warning);
  discardLog(other?.invocation);
  if (isUsed || attempt.verdict !== 'failed') return attempt;
  return withLog(attempt, await readLog(invocation, 'candidate'));
}

/** What expectations see of a baseline: never a part of its log. */
async function baselineWithLog(
  { expectations }: Gate,
  baseline: Invocation,
  readLog: ReadLog,
): Promise<Logged> {
  const isUsed = expectations.some(({ usesBaselineLog }) => usesBaselineLog);
  return isUsed
    ? readLog(baseline, 'baseline')
    : { invocation: { ...baseline, wholeLog: 'unknown' } };
}

/** Nothing is kept of a baseline. */
function discardLog(baseline: Invocation | undefined): void {
  if (typeof baseline?.wholeLog === 'object') baseline.wholeLog.discard();
}

/** A failed attempt with what came of reading its log after that was known. */
function withLog(attempt: Attempt, { invocation, warning, cancelled }: Logged): Attempt {
  const lost = logsFileFailure(invocation);
  const failures = lost === undefined ? attempt.failures : causesFirst([...attempt.failures, lost]);
  return {
    ...withWarnings(attempt, warning),
    invocation,
    failures: cancelled === undefined ? failures : [...failures, cancelled],
    verdict: 'failed',
  };
}

function withWarnings(attempt: Attempt, ...warnings: readonly (string | undefined)[]): Attempt {
  const given = warnings.filter((warning) => warning !== undefined);
  return { ...attempt, warnings: [...attempt.warnings, ...given] };
}
