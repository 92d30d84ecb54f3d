import { describe, expect, test } from 'vitest';
import { newTaskId } from '../../../src/inputs/task';

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
