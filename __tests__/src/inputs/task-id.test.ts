/** "Without `async-task-id` the ID is `gh-{run id}-{run attempt}-{job}-{12 random hex digits}`." */
import { expect, test } from 'vitest';
import { newTaskId } from '../../../src/inputs/task';

const RUN = { GITHUB_RUN_ID: '123', GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'deploy' };

test.for([
  [RUN, 'gh-123-2-deploy'],
  [{ ...RUN, GITHUB_JOB: 'Smoke_test-2' }, 'gh-123-2-Smoke_test-2'],
  [{ ...RUN, GITHUB_JOB: 'dé.ploy (x)' }, 'gh-123-2-d__ploy__x_'],
  [{}, 'gh-0-1-job'],
  [{ ...RUN, GITHUB_JOB: 'j'.repeat(105) }, `gh-123-2-${'j'.repeat(105)}`],
  [{ ...RUN, GITHUB_JOB: 'j'.repeat(106) }, `gh-123-2-${'j'.repeat(106)}`],
  [{ ...RUN, GITHUB_JOB: 'j'.repeat(107) }, `gh-123-2-${'j'.repeat(106)}`],
] as const)('%j: %s', ([environment, origin]) => {
  const [first, second] = [newTaskId(environment), newTaskId(environment)];

  expect(first).toMatch(new RegExp(`^${origin}-[0-9a-f]{12}$`));
  expect(first.length).toBeLessThanOrEqual(128);
  expect(second).not.toBe(first);
});
