import { memberOf, type Values } from '../workflow/scope';
import type { Workflow } from '../workflow/workflow';

const REPOSITORY = 'octocat/hello-world';
const SHA = 'ffac537e6cbbf934b08745a378932722df287a53';

/** What GitHub says about a run that starts by hand. */
const BY_HAND = {
  actor: 'octocat',
  event: {},
  event_name: 'workflow_dispatch',
  ref: 'refs/heads/main',
  ref_name: 'main',
  repository: REPOSITORY,
  repository_owner: 'octocat',
  run_attempt: '1',
  run_id: '1658821493',
  run_number: '1',
  server_url: 'https://github.com',
  sha: SHA,
};

/** What is different for a pull request from a branch of the repository. */
const PULL_REQUEST = {
  event: {
    action: 'opened',
    number: 12,
    pull_request: {
      number: 12,
      head: { ref: 'change', sha: SHA, repo: { full_name: REPOSITORY } },
      base: { ref: 'main' },
      user: { login: 'octocat' },
    },
  },
  event_name: 'pull_request',
  base_ref: 'main',
  head_ref: 'change',
  ref: 'refs/pull/12/merge',
  ref_name: '12/merge',
};

/** The `github` context of a run by the first event of these that the workflow runs for. */
export function githubContext({ name, on }: Workflow): Values {
  const names = typeof on === 'string' ? [on] : on;
  const event_name = ['workflow_dispatch', 'push', 'pull_request', 'schedule'].find((event) =>
    Array.isArray(names) ? names.includes(event) : memberOf(names, event) !== undefined,
  );
  return {
    ...BY_HAND,
    workflow: name,
    ...(event_name === 'pull_request' ? PULL_REQUEST : { event_name }),
  };
}
