import type { CredentialsError } from './credentials/credentials-error';
import { describeDifferences, type Places } from './gate/differences';
import { describeFailure, type ExpectationOutcome } from './gate/expectation-outcome';
import { describeCause } from './http/errors';

/**
 * What went wrong, as data: a failed function is as much a finding of this action as a success. The
 * kinds are those that lead to different decisions or advice, each with what these need.
 */
export type Failure = {
  /** The `error-type` output. */
  readonly type: string;
  /** One sentence without its full stop and without any text that the function returned. */
  readonly summary: string;
} & (
  | WrittenFailure
  | FunctionFailure
  | {
      /** No usable credentials. */
      readonly kind: 'credentials';
      readonly problem: CredentialsError['problem'];
      readonly claims: CredentialsError['claims'];
    }
  | {
      /** FC, or something in front of it, refused or failed. */
      readonly kind: 'service';
      readonly refusal: Refusal;
      /** What came through a trigger, where it may be the function's own words. */
      readonly detail?: string;
    }
  | {
      /** The invocation does not meet an expectation. */
      readonly kind: 'expectation';
      readonly failed: readonly ExpectationOutcome[];
    }
  | {
      /** There is nothing to compare the result with. */
      readonly kind: 'baseline';
      /** Of the baseline. */
      readonly qualifier: string;
      /** Why the baseline could not be invoked; `undefined` if it differs from itself. */
      readonly cause: Failure | undefined;
    }
  | {
      /** The result is not that of the baseline. */
      readonly kind: 'difference';
      readonly differences: Places;
    }
  | {
      /** Cases of a file did not pass. */
      readonly kind: 'cases';
      /** Why the first of them did not. */
      readonly cause: Failure;
    }
  | {
      /** Runs of a case did not pass. */
      readonly kind: 'runs';
      /** Why the first of them did not. */
      readonly cause: Failure;
      /** What ended the runs before their number was reached. */
      readonly end: Failure | undefined;
    }
);

/** Failures of which the sentence says all. */
interface WrittenFailure {
  readonly kind:
    | /** The inputs are wrong; nothing was sent. */ 'input'
    | /** The last deployment failed, or is not in effect in time. */ 'update'
    | /** There is no HTTP trigger that can be called as asked. */ 'trigger'
    | /** The response is larger than this action takes. */ 'too-large'
    | 'network'
    | 'timeout'
    | 'cancelled'
    | /** A file of ours could not be written. */ 'output'
    | /** A defect of this action. */ 'internal';
}

/** The function ran, and failed: by itself, with a status of 400 or more, or as an awaited task. */
interface FunctionFailure {
  readonly kind: 'function' | 'http' | 'task';
  /** What the function says; part of its result, so not shown with `show-result: false`. */
  readonly detail: string | undefined;
  /** Whether the function reported its error by itself, by `callback(err)` of Node.js. */
  readonly isHandled?: boolean;
}

export type FailureKind = Failure['kind'];

/** Whether the failure is the function's own: it ran, and there is something to expect of that. */
export function isFunctionFailure(failure: Failure): failure is Failure & FunctionFailure {
  return failure.kind === 'function' || failure.kind === 'http' || failure.kind === 'task';
}

export interface Refusal {
  /** As RAM names it, e.g. `fc:InvokeFunction`. */
  readonly operation: string | undefined;
  readonly statusCode: number;
  /** In the service's own words. */
  readonly message: string;
}

/** The `error-message` output: one sentence. */
export function sentence(failure: Failure): string {
  return shownSentence(failure, true);
}

/** The same for people, without what the function said when its result is not to be shown. */
export function shownSentence(failure: Failure, showResult: boolean): string {
  const detail = detailOf(failure, showResult);
  return withFullStop(detail ? `${failure.summary}: ${detail}` : failure.summary);
}

function detailOf(failure: Failure, showResult: boolean): string | undefined {
  if (failure.kind === 'expectation') {
    return failure.failed.map((outcome) => describeFailure(outcome, showResult)).join('; ');
  }
  if (failure.kind === 'difference') {
    return describeDifferences(failure.differences, showResult).join('; ');
  }
  if (failure.kind === 'baseline' || failure.kind === 'runs') {
    return failure.cause && shownSentence(failure.cause, showResult);
  }
  return 'detail' in failure && showResult ? failure.detail : undefined;
}

/** Failures by what is named as the cause: what ended the invocation before what came of it. */
export function causesFirst(failures: readonly Failure[]): readonly Failure[] {
  return failures.toSorted((one, other) => rankOf(one) - rankOf(other));
}

function rankOf(failure: Failure): number {
  switch (failure.kind) {
    case 'cases':
    case 'runs':
      return rankOf(failure.cause);
    case 'baseline':
      return 0;
    case 'output':
      return 2;
    case 'difference':
      return 3;
    case 'expectation':
      return 4;
    default:
      return 1;
  }
}

/** What is behind a failure that stands for another one. */
export function rootCause(failure: Failure): Failure {
  return 'cause' in failure && failure.cause !== undefined ? rootCause(failure.cause) : failure;
}

/** The last that failed, where a failure stands for several; that may be what ended the step. */
export function lastCause(failure: Failure): Failure {
  return rootCause(failure.kind === 'runs' ? (failure.end ?? failure.cause) : failure);
}

/** Wrong inputs, with all that is wrong about them. */
export function inputFailure(problems: readonly string[]): Failure {
  const count =
    problems.length === 1 ? 'An input is invalid' : `${problems.length} problems with the inputs`;
  return { kind: 'input', type: 'InvalidInput', summary: `${count}: ${problems.join('; ')}` };
}

/** The failure of a call before which no credentials could be had. */
export function credentialsFailure(error: CredentialsError): Failure {
  return {
    kind: 'credentials',
    type: 'CredentialsError',
    summary: error.message,
    problem: error.problem,
    claims: error.claims,
  };
}

/** A file that cannot be written; `what` begins the sentence. */
export function outputFailure(what: string, cause: unknown): Failure {
  return { kind: 'output', type: 'OutputError', summary: `${what}: ${describeCause(cause)}` };
}

/** An unexpected error: a defect of this action. */
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
