import { type Failure, isFunctionFailure } from '../failure';
import { hasRun, type Invocation } from '../function-compute/invocation';
import { type Comparison, compare } from './comparison';
import { countPlaces } from './differences';
import type { IgnoredPath } from './ignored-paths';

/** What came of the comparison of an invocation with a baseline. */
export type Against =
  | { readonly failure: Failure }
  | {
      readonly comparison: Extract<Comparison, { kind: 'compared' }>;
      /** Of the baseline. */
      readonly qualifier: string;
    };

/** An invocation, and what came of its comparison where there was one. */
export interface Compared {
  readonly invocation: Invocation;
  /** What the baseline returned first, where the candidate was invoked after it. */
  readonly baseline?: Invocation | undefined;
  readonly against?: Against | undefined;
}

/** What can be invoked: the candidate, or the baseline as often as needed. */
export interface Sides {
  readonly candidate: () => Promise<Invocation>;
  readonly baseline: () => Promise<Invocation>;
}

/**
 * Invokes the baseline and then the candidate with the same event, and compares them. Where they
 * differ, the baseline is invoked once more: what differs from itself is noise. A baseline that
 * cannot be compared with is a failure, and one that cannot be invoked at first keeps the candidate
 * from being invoked.
 *
 * @param qualifier of the baseline
 */
export async function invokeCompared(
  { candidate, baseline }: Sides,
  qualifier: string,
  ignored: readonly IgnoredPath[],
): Promise<Compared> {
  const first = await baseline();
  const missing = whyMissing(first, qualifier);
  if (missing !== undefined) return withoutCandidate(first, missing);
  const invocation = await candidate();
  if (!hasRun(invocation)) return { invocation };
  const compared = { invocation, baseline: first };
  const once = await compare(invocation, first, undefined, ignored);
  if (once.kind !== 'compared' || once.differences.count === 0) {
    return { ...compared, against: told(once, qualifier) };
  }
  const again = await baseline();
  const lost = whyMissing(again, qualifier);
  if (lost !== undefined) return { ...compared, against: { failure: lost } };
  const twice = await compare(invocation, first, again, ignored);
  return { ...compared, against: told(twice, qualifier) };
}

function whyMissing({ failure }: Invocation, qualifier: string): Failure | undefined {
  if (failure === undefined || isFunctionFailure(failure)) return undefined;
  // These are the job's own end, whatever was under way.
  if (failure.kind === 'cancelled' || failure.kind === 'internal') return failure;
  return baselineFailure(qualifier, `The baseline ${qualifier} cannot be obtained`, failure);
}

/** What is known of the call to the baseline stands for the invocation that was not made. */
function withoutCandidate(
  { metadata: { requestId }, statusCode, trigger }: Invocation,
  failure: Failure,
): Compared {
  return {
    invocation: { wasSent: false, statusCode, metadata: { requestId }, trigger },
    against: { failure },
  };
}

function told(comparison: Comparison, qualifier: string): Against {
  switch (comparison.kind) {
    case 'compared':
      return { comparison, qualifier };
    case 'noisy-as-a-whole':
      return {
        failure: baselineFailure(
          qualifier,
          `The baseline ${qualifier} cannot be compared with: of two invocations, it differs from itself in its whole ${comparison.what}`,
        ),
      };
    case 'unreadable':
      return {
        failure: baselineFailure(
          qualifier,
          `The result of the ${comparison.whose} cannot be read, so nothing can be compared`,
        ),
      };
  }
}

function baselineFailure(qualifier: string, summary: string, cause?: Failure): Failure {
  return { kind: 'baseline', type: 'BaselineError', summary, qualifier, cause };
}

/** What the author of a comparison may not expect of it, each in a sentence. */
export function comparisonWarnings({ invocation, baseline, against }: Compared): readonly string[] {
  if (against === undefined || 'failure' in against) return [];
  const { comparison, qualifier } = against;
  const { functionVersion } = invocation.metadata;
  const isSame =
    functionVersion !== undefined && functionVersion === baseline?.metadata.functionVersion;
  if (!isSame) return comparison.warnings;
  return [
    ...comparison.warnings,
    `The baseline ${qualifier} and what it was compared with are both version ${functionVersion}, so a version was compared with itself.`,
  ];
}

/** What the comparison means for the invocation; `undefined` if both are equal. */
export function differenceFailure(against: Against | undefined): Failure | undefined {
  if (against === undefined || 'failure' in against) return undefined;
  const { qualifier, comparison } = against;
  const { differences } = comparison;
  if (differences.count === 0) return undefined;
  return {
    kind: 'difference',
    type: 'ResultsDiffer',
    summary: `The result differs from that of the baseline ${qualifier} in ${countPlaces(differences)}`,
    differences,
  };
}
