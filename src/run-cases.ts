import { endsStep } from './gate/verdict';
import type { Case, Plan } from './plan';
import { type CaseResult, unsentCase } from './results';

/**
 * Runs the cases of a plan in their order, a limited number of them at a time, until all have ended or
 * one ended in a way that ends the step.
 *
 * @param run never rejects
 * @returns a result for each case, in their order
 */
export async function runCases(
  { cases, maxParallel }: Pick<Plan, 'cases' | 'maxParallel'>,
  run: (next: Case) => Promise<CaseResult>,
): Promise<readonly CaseResult[]> {
  const results = new Map<Case, CaseResult>();
  const waiting = cases.values();
  let isOver = false;
  const runInTurn = async () => {
    for (const next of waiting) {
      const result = await run(next);
      results.set(next, result);
      isOver ||= endsStep(result.failures[0]);
      if (isOver) return;
    }
  };
  await Promise.all(Array.from({ length: maxParallel }, runInTurn));
  return cases.map((each) => results.get(each) ?? unsentCase(each));
}
