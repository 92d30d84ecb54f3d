import type { JsonObjectOf } from '../json';

/** The workflow run, as the `github` template tells a function about it. */
export interface GitHubContext {
  /** `owner/name` */
  readonly repository: string;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  readonly workflow: string;
  readonly job: string;
  readonly runId: number;
  readonly runNumber: number;
  readonly runAttempt: number;
  /** Page of the run. */
  readonly runUrl: string;
  readonly eventName: string;
  /** Payload of the event that triggered the workflow. */
  readonly event: JsonObjectOf<number>;
}

/**
 * Reads the workflow run from `@actions/github`. Its API client, which nothing here needs, runs only
 * when this is called. `eager` keeps the package in the one file of `dist`: in a file of its own, ncc
 * would write its licenses over those of all others.
 *
 * @returns the run; what the runner did not set is an empty string
 * @throws Error when not even the repository is known
 */
export async function readGitHubContext(): Promise<GitHubContext> {
  const github = await import(/* webpackMode: "eager" */ '@actions/github');
  // The package's own context is that of the moment in which it was loaded, perhaps by another step.
  const context: typeof github.context = Reflect.construct(github.context.constructor, []);
  const { owner, repo } = context.repo;
  const repository = `${owner}/${repo}`;
  return {
    repository,
    ref: context.ref ?? '',
    sha: context.sha ?? '',
    actor: context.actor ?? '',
    workflow: context.workflow ?? '',
    job: context.job ?? '',
    runId: context.runId,
    runNumber: context.runNumber,
    runAttempt: context.runAttempt,
    runUrl: `${context.serverUrl}/${repository}/actions/runs/${context.runId}`,
    eventName: context.eventName ?? '',
    event: context.payload,
  };
}
