import { type ComparedInvocation, type Comparison, compare } from '../../../src/gate/comparison';
import { parseIgnoredPaths } from '../../../src/gate/ignored-paths';
import { resultOf } from '../../support/results';

/** An invocation that returned this, without an error. */
export function returned(
  content: string | Uint8Array,
  rest: Partial<ComparedInvocation> = {},
): ComparedInvocation {
  return { statusCode: 200, result: resultOf(content), ...rest };
}

/** A comparison that came to an end: places as `path: candidate ≠ baseline`, those of noise as paths. */
export async function compared(
  candidate: string | ComparedInvocation,
  baseline: string | ComparedInvocation,
  { again, ignore = '' }: { again?: string | ComparedInvocation; ignore?: string } = {},
): Promise<{ count: number; differences: string[]; noise: string[] }> {
  const found = await compare(
    invocation(candidate),
    invocation(baseline),
    again === undefined ? undefined : invocation(again),
    parseIgnoredPaths(ignore),
  );
  if (found.kind !== 'compared') throw new Error(`The comparison ended as ${found.kind}.`);
  return {
    count: found.differences.count,
    differences: found.differences.first.map(
      (place) => `${place.path}: ${place.candidate} ≠ ${place.baseline}`,
    ),
    noise: found.noise.first.map(({ path }) => path),
  };
}

/** The comparison of a candidate with a baseline that was invoked twice. */
export function comparison(
  candidate: string | ComparedInvocation,
  baseline: string | ComparedInvocation,
  again: string | ComparedInvocation,
): Promise<Comparison> {
  return compare(invocation(candidate), invocation(baseline), invocation(again), []);
}

function invocation(given: string | ComparedInvocation): ComparedInvocation {
  return typeof given === 'string' ? returned(given) : given;
}
