import type { CredentialsError } from './credentials/credentials-error';
import { describeCause } from './http/errors';

/**
 * What went wrong, as data: a failed function is as much a finding of this action as a success.
 * The kinds are those that lead to different decisions or advice.
 */
export type FailureKind =
  /** The inputs are wrong; nothing was sent. */
  | 'input'
  /** No usable credentials. */
  | 'credentials'
  /** The function ran, and failed. */
  | 'function'
  /** FC, or something in front of it, refused or failed. */
  | 'service'
  /** An HTTP trigger answered with a status of 400 or more. */
  | 'http'
  /** There is no HTTP trigger that can be called as asked. */
  | 'trigger'
  /** An awaited asynchronous task did not succeed. */
  | 'task'
  /** The invocation had no error, but does not meet an expectation. */
  | 'expectation'
  /** The response is larger than this action takes. */
  | 'too-large'
  | 'network'
  | 'timeout'
  | 'cancelled'
  /** A file of ours could not be written. */
  | 'output'
  /** A defect of this action. */
  | 'internal';

export interface Failure {
  readonly kind: FailureKind;
  /** The `error-type` output. */
  readonly type: string;
  /** One sentence without its full stop and without any text that the function returned. */
  readonly summary: string;
  /** What the function says about it; part of its result, so not shown with `show-result: false`. */
  readonly detail?: string | undefined;
  /** What may be said of the detail when the result is not to be shown. */
  readonly detailWithoutResult?: string | undefined;
  /** Why there are no credentials, for the advice that goes with it. */
  readonly credentials?: Pick<CredentialsError, 'problem' | 'claims'> | undefined;
  /** Whether a function reported its error by itself, by `callback(err)` of Node.js. */
  readonly isHandled?: boolean;
  /** What a service refused, for the advice that goes with it. */
  readonly refusal?: Refusal | undefined;
}

export interface Refusal {
  /** As RAM names it, e.g. `fc:InvokeFunction`. */
  readonly operation: string | undefined;
  readonly statusCode: number;
  /** In the service's own words. */
  readonly message: string;
}

/** The `error-message` output: one sentence. */
export function sentence({ summary, detail }: Failure): string {
  return withFullStop(detail ? `${summary}: ${detail}` : summary);
}

/** The same for people, without what the function said when its result is not to be shown. */
export function shownSentence(failure: Failure, showResult: boolean): string {
  return sentence(showResult ? failure : { ...failure, detail: failure.detailWithoutResult });
}

/** Wrong inputs, with all that is wrong about them. */
export function inputFailure(problems: readonly string[]): Failure {
  const count =
    problems.length === 1 ? 'An input is invalid' : `${problems.length} inputs are invalid`;
  return { kind: 'input', type: 'InvalidInput', summary: `${count}: ${problems.join('; ')}` };
}

/** The failure of a call before which no credentials could be had. */
export function credentialsFailure(error: CredentialsError): Failure {
  return {
    kind: 'credentials',
    type: 'CredentialsError',
    summary: error.message,
    credentials: error,
  };
}

/** A file that cannot be written; `what` begins the sentence. */
export function outputFailure(what: string, cause: unknown): Failure {
  return { kind: 'output', type: 'OutputError', summary: `${what}: ${describeCause(cause)}` };
}

/** An error that nobody expected: the action's own fault. */
export function defectFailure(defect: unknown): Failure {
  return {
    kind: 'internal',
    type: 'InternalError',
    summary: `This action has a defect (${describeCause(defect)}); please report it with the debug log of a run with RUNNER_DEBUG=1`,
  };
}

function withFullStop(text: string): string {
  return /[.!?…。！？]$/.test(text) ? text : `${text}.`;
}
