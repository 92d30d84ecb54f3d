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
}

/** The `error-message` output: one sentence. */
export function sentence(failure: Failure): string {
  return withFullStop(failure.detail ? `${failure.summary}: ${failure.detail}` : failure.summary);
}

/** The same for people, without what the function said when its result is not to be shown. */
export function shownSentence(failure: Failure, showResult: boolean): string {
  return showResult ? sentence(failure) : withFullStop(failure.summary);
}

function withFullStop(text: string): string {
  return /[.!?…。！？]$/.test(text) ? text : `${text}.`;
}
