import { systemClock } from '../clock';
import type { Deadline } from './deadline';
import { isTransportError } from './errors';
import { ServiceError } from './service-error';

/** What a request does, as far as sending it again matters. */
export type RequestKind =
  /** Runs a function through the API: sent again only when FC cannot have run it. */
  | 'invocation'
  /** Runs a function through its HTTP trigger, whose every answer may be the function's own. */
  | 'http-trigger'
  /** Reads state or asks for a token: may be repeated freely. */
  | 'read';

/** FC's own codes for a request that it turned away before running anything (429 or 503). */
const TURNED_AWAY = /^(ResourceExhausted|ResourceThrottled|Throttling.*)$/;

/**
 * The decision table of "at most once": why a failed request may be sent again, or `undefined`
 * when it may not.
 *
 * | failure                                       | invocation | http-trigger | read |
 * | --------------------------------------------- | ---------- | ------------ | ---- |
 * | DNS, connect, TLS handshake; proxy 502-504    | again      | again        | again |
 * | certificate refused; proxy 407 and others     | no         | no           | no   |
 * | 429                                           | again      | no           | again |
 * | 503 with a code of {@link TURNED_AWAY}        | again      | no           | again |
 * | other 5xx                                     | no         | no           | again |
 * | other status with a code of TURNED_AWAY       | no         | no           | again |
 * | reset, cut answer: may have been delivered    | no         | no           | again |
 * | any other answer                              | no         | no           | no   |
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

/** Whether FC's answer says that it did not even try to run the function. */
export function wasTurnedAway({ answer: { statusCode, code = '' } }: ServiceError): boolean {
  return statusCode === 429 || (statusCode === 503 && TURNED_AWAY.test(code));
}

/** One re-send that is about to happen. */
export interface Resend {
  readonly reason: string;
  readonly waitMs: number;
  /** 1 for the first re-send. */
  readonly number: number;
  readonly maxRetries: number;
}

/** The limits under which requests of one call may be sent again. */
export interface ResendLimits {
  readonly deadline: Deadline;
  readonly maxRetries: number;
  readonly onResend: (resend: Resend) => void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Runs `send` until it succeeds, fails for good, or the limits are reached. Waits grow
 * exponentially with full jitter, and are never shorter than the server's `Retry-After`.
 *
 * @throws the last failure, also when the next wait would not fit into the deadline
 */
export async function resending<T>(
  kind: RequestKind,
  limits: ResendLimits,
  send: () => Promise<T>,
): Promise<T> {
  for (let number = 1; ; number++) {
    try {
      return await send();
    } catch (failure) {
      const reason = reasonToResend(kind, failure);
      if (reason === undefined || number > limits.maxRetries) throw failure;
      const waitMs = Math.max(backOffMs(number), retryAfterMs(failure));
      if (waitMs >= limits.deadline.remainingMs()) throw failure;
      limits.onResend({ reason, waitMs, number, maxRetries: limits.maxRetries });
      await systemClock.sleep(waitMs, limits.deadline.signal);
    }
  }
}

/** Full jitter: anything between nothing and the exponential limit, so that clients spread out. */
function backOffMs(number: number): number {
  return Math.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (number - 1));
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); 0 when there is none. */
function retryAfterMs(failure: unknown): number {
  const value = failure instanceof ServiceError ? failure.answer.headers['retry-after'] : undefined;
  if (value === undefined) return 0;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}
