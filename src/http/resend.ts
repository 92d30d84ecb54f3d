import { type Clock, systemClock } from '../clock';
import type { Deadline } from './deadline';
import { isTransportError } from './errors';
import { ServiceError } from './service-error';

/** What a request does, as far as retrying it matters. */
export type RequestKind =
  /** Runs a function through the API: retried only if FC cannot have run it. */
  | 'invocation'
  /** Runs a function through its HTTP trigger, whose every response may be the function's own. */
  | 'http-trigger'
  /** Reads state or requests a token: retried freely. */
  | 'read';

/** FC's own codes for a request that it turned away before running anything (429 or 503). */
const TURNED_AWAY = /^(ResourceExhausted|ResourceThrottled|Throttling.*)$/;

/**
 * The decision table of "at most once": why a failed request may be retried, or `undefined` if it
 * may not.
 *
 * | failure                                       | invocation | http-trigger | read  |
 * | --------------------------------------------- | ---------- | ------------ | ----- |
 * | DNS, connect, TLS handshake; proxy 502-504    | retry      | retry        | retry |
 * | certificate refused; proxy 407 and others     | no         | no           | no    |
 * | unknown host, if the caller says it is final  | no         | no           | no    |
 * | 429                                           | retry      | no           | retry |
 * | 503 with a code of {@link TURNED_AWAY}        | retry      | no           | retry |
 * | other 5xx                                     | no         | no           | retry |
 * | other status with a code of TURNED_AWAY       | no         | no           | retry |
 * | reset, cut response: may have been delivered  | no         | no           | retry |
 * | a response that is too large                  | no         | no           | no    |
 * | any other response                            | no         | no           | no    |
 *
 * Timeouts and cancellation are not failures of a request; they end the waiting for all kinds.
 */
export function reasonToResend(kind: RequestKind, failure: unknown): string | undefined {
  if (isTransportError(failure, 'network')) {
    const { mayHaveBeenDelivered, transient } = failure;
    return transient && (!mayHaveBeenDelivered || kind === 'read') ? failure.message : undefined;
  }
  if (failure instanceof ServiceError && kind !== 'http-trigger') {
    const { statusCode, code = '' } = failure.answer;
    const mayRepeat =
      wasTurnedAway(failure) || (kind === 'read' && (statusCode >= 500 || TURNED_AWAY.test(code)));
    return mayRepeat ? `${statusCode} ${code}`.trim() : undefined;
  }
  return undefined;
}

/** Whether FC's response says that it did not even try to run the function. */
export function wasTurnedAway({ answer: { statusCode, code = '' } }: ServiceError): boolean {
  return statusCode === 429 || (statusCode === 503 && TURNED_AWAY.test(code));
}

/** One retry that is about to happen. */
export interface Resend {
  readonly reason: string;
  readonly waitMs: number;
  /** 1 for the first retry. */
  readonly number: number;
  readonly maxRetries: number;
}

/** The limits within which requests of one call may be retried. */
export interface ResendLimits {
  readonly deadline: Deadline;
  readonly maxRetries: number;
  readonly onResend: (resend: Resend) => void;
  /** By which is waited; the system's by default. */
  readonly clock?: Clock;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Runs `send` until it succeeds, fails for good, or the limits are reached. Waits grow
 * exponentially with full jitter, and are never shorter than the server's `Retry-After`.
 *
 * @throws the last failure, also if the next wait does not fit into the deadline; its message then
 * says so of a `Retry-After`
 */
export async function resending<T>(
  kind: RequestKind,
  limits: ResendLimits,
  send: () => Promise<T>,
): Promise<T> {
  const { clock = systemClock } = limits;
  for (let number = 1; ; number++) {
    try {
      return await send();
    } catch (failure) {
      const reason = reasonToResend(kind, failure);
      if (reason === undefined || number > limits.maxRetries) throw failure;
      const requestedMs = retryAfterMs(failure);
      const waitMs = Math.max(backOffMs(number), requestedMs);
      const remainingMs = limits.deadline.remainingMs();
      if (waitMs >= remainingMs) throw beyondDeadline(failure, requestedMs, remainingMs);
      limits.onResend({ reason, waitMs, number, maxRetries: limits.maxRetries });
      await clock.sleep(waitMs, limits.deadline.signal);
    }
  }
}

/** A failure after which there is no time to wait for as long as the server requested. */
function beyondDeadline(failure: unknown, requestedMs: number, remainingMs: number): unknown {
  if (!(failure instanceof ServiceError) || requestedMs < remainingMs) return failure;
  const [requested, remaining] = [requestedMs, remainingMs].map((ms) => Math.ceil(ms / 1000));
  const message = failure.message.replace(/\.$/, '');
  return new ServiceError(
    `${message} (not retried: Retry-After is ${requested} s, and ${remaining} s of timeout remain)`,
    failure.answer,
  );
}

/**
 * How long to wait before a retry, in milliseconds. Full jitter: anything between nothing and the
 * exponential limit, so that clients spread out.
 *
 * @param number 1 for the first retry
 * @param jitter 0 to 1
 */
export function backOffMs(number: number, jitter = Math.random()): number {
  return jitter * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (number - 1));
}

/** Longer than any date and than any plausible number of seconds. */
const MAX_RETRY_AFTER_LENGTH = 40;

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); 0 if there is none. */
function retryAfterMs(failure: unknown): number {
  const value = failure instanceof ServiceError ? failure.answer.headers['retry-after'] : undefined;
  if (value === undefined || value.length > MAX_RETRY_AFTER_LENGTH) return 0;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}
