import { describe, expect, test } from 'vitest';
import { nextPollMs } from '../../../src/function-compute/async-task';
import { newTaskId } from '../../../src/inputs/task';

describe('the times at which a task is asked for', () => {
  test.for([
    { seconds: 5, atMost: 7 },
    { seconds: 20, atMost: 10 },
    { seconds: 60, atMost: 14 },
    { seconds: 3600, atMost: 3600 / 10 + 8 },
  ])('of a task of $seconds s: at most $atMost', ({ seconds, atMost }) => {
    const { polls, lateSeconds } = follow(seconds);

    expect(polls).toBeLessThanOrEqual(atMost);
    expect(lateSeconds).toBeLessThanOrEqual(Math.min(10, Math.max(1, seconds / 2)));
  });

  test('the end is never seen too late, whenever it is', () => {
    for (let seconds = 0; seconds < 200; seconds += 0.1) {
      const { lateSeconds } = follow(seconds);
      expect(lateSeconds).toBeLessThanOrEqual(Math.min(10, Math.max(1, seconds / 2)) + 1e-9);
    }
  });
});

/** A task of that length, followed on a clock that only moves when it is waited for. */
function follow(seconds: number): { polls: number; lateSeconds: number } {
  let elapsedMs = 0;
  let polls = 0;
  do {
    elapsedMs += nextPollMs(elapsedMs);
    polls++;
  } while (elapsedMs < seconds * 1000);
  return { polls, lateSeconds: elapsedMs / 1000 - seconds };
}

describe('a derived task ID', () => {
  const environment = { GITHUB_RUN_ID: '123', GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'déploy prod' };

  test('names run, attempt and job in characters that FC accepts', () => {
    expect(newTaskId(environment)).toMatch(/^gh-123-2-d_ploy_prod-[0-9a-f]{12}$/);
  });

  test('is new each time, since a matrix has one GITHUB_JOB for all legs', () => {
    expect(newTaskId(environment)).not.toBe(newTaskId(environment));
  });

  test('keeps its random part within 128 characters', () => {
    const id = newTaskId({ ...environment, GITHUB_JOB: 'j'.repeat(300) });

    expect(id).toHaveLength(128);
    expect(id).toMatch(/-[0-9a-f]{12}$/);
  });
});
