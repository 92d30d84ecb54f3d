import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readGitHubContext } from '../../../src/runner/github-context';

const folder = mkdtempSync(join(tmpdir(), 'event-template-'));
const PAYLOAD = { action: 'opened', pull_request: { number: 7 }, sender: { type: 'User' } };

// The context is that of the environment when it is asked for.
beforeAll(() => {
  const eventPath = join(folder, 'event.json');
  writeFileSync(eventPath, JSON.stringify(PAYLOAD));
  const environment = {
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REPOSITORY: 'octo-org/shop',
    GITHUB_SHA: '3f786850e387550fdab836ed7e6dc881de23001b',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_WORKFLOW: 'CI',
    GITHUB_ACTOR: 'octocat',
    GITHUB_JOB: 'test',
    GITHUB_RUN_ID: '1234567890',
    GITHUB_RUN_NUMBER: '17',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_SERVER_URL: 'https://github.example.com',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('the workflow run and the event that triggered it are read', async () => {
  expect(await readGitHubContext()).toEqual({
    repository: 'octo-org/shop',
    ref: 'refs/pull/7/merge',
    sha: '3f786850e387550fdab836ed7e6dc881de23001b',
    actor: 'octocat',
    workflow: 'CI',
    job: 'test',
    runId: 1234567890,
    runNumber: 17,
    runAttempt: 2,
    runUrl: 'https://github.example.com/octo-org/shop/actions/runs/1234567890',
    eventName: 'pull_request',
    event: PAYLOAD,
  });
});

test('without a repository it is refused', async () => {
  vi.stubEnv('GITHUB_REPOSITORY', '');
  await expect(readGitHubContext()).rejects.toThrow('GITHUB_REPOSITORY');
});
