import { tmpdir } from 'node:os';
import type { Clock } from '../clock';
import type { StepLog } from './step-log';

/** Environment variables by name; `undefined` stands for one that is not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * GitHub's runner as a step sees it: what it gives and what it takes. `index.ts` makes one of its
 * process; everything else gets it as a value.
 */
export interface Runner {
  /** The environment: inputs, credentials, proxies, and the runner's own files and folders. */
  readonly variables: Variables;
  /**
   * Fires when the job is cancelled, with a TransportError (`cancelled`), or when an error escapes
   * from an event handler, with that error.
   */
  readonly stop: AbortSignal;
  readonly clock: Clock;
  readonly log: StepLog;
  /** Lets the step fail: exit code 1. */
  readonly fail: () => void;
}

/** Folder that paths in inputs are relative to. */
export function workspaceFolder({ GITHUB_WORKSPACE }: Variables): string {
  return GITHUB_WORKSPACE || process.cwd();
}

/** Folder for files that live as long as the job. */
export function temporaryFolder({ RUNNER_TEMP }: Variables): string {
  return RUNNER_TEMP || tmpdir();
}
