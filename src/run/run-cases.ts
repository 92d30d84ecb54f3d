import { endsStep } from '../gate/verdict';
import { inTurn } from './in-turn';
import type { Case, Plan } from './plan';
import { type CaseResult, unsentCase } from './results';

/**
 * Runs the cases of a plan in their order, until all have ended or one ended in a way that ends the
 * step. Cases that are repeated follow one another, since the runs of one fill the limit.
 *
 * @param run never rejects
 * @returns a result for each case, in their order
 */
export async function runCases(
  { cases, maxParallel, repeat }: Pick<Plan, 'cases' | 'maxParallel' | 'repeat'>,
  run: (next: Case) => Promise<CaseResult>,
): Promise<readonly CaseResult[]> {
  const results = new Map<Case, CaseResult>();
  await inTurn(cases, repeat > 1 ? 1 : maxParallel, async (next) => {
    const result = await run(next);
    results.set(next, result);
    return result.failures.some(endsStep) ? 'stop' : 'go on';
  });
  return cases.map((each) => results.get(each) ?? unsentCase(each));
}
