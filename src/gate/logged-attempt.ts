import type { Failure } from '../failure';
import type { Invocation } from '../function-compute/invocation';
import { type Attempt, type Gate, judged } from './attempt';
import type { Compared } from './baseline';

/** An invocation with its whole log, or with a warning why that is not known. */
export interface Logged {
  readonly invocation: Invocation;
  /** The job was cancelled while the log was read. */
  readonly cancelled?: Failure | undefined;
}

/**
 * Judges an invocation whose whole log is wanted: it is read before the verdict if an expectation
 * uses `logs`, else only of an invocation that failed.
 */
export async function judgedWithLog(
  gate: Gate,
  number: number,
  compared: Compared,
  readLog: (invocation: Invocation) => Promise<Logged>,
): Promise<Attempt> {
  const isUsed = gate.expectations.some(({ names }) => names.has('logs'));
  const attempt = isUsed ? undefined : judged(gate, number, compared);
  if (attempt !== undefined && attempt.verdict !== 'failed') return attempt;
  const logged = await readLog(compared.invocation);
  if (logged.cancelled !== undefined) {
    // What could not see the log is not judged.
    const known = attempt ?? judged({ ...gate, expectations: [] }, number, compared);
    return { ...known, verdict: 'failed', failures: [...known.failures, logged.cancelled] };
  }
  const { invocation } = logged;
  if (attempt !== undefined) return { ...attempt, invocation };
  return judged(gate, number, { ...compared, invocation });
}
