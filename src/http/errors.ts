/** Why a request has no complete response. */
export type TransportReason =
  /** The network, or a proxy or gateway on the way, failed. */
  | 'network'
  /** The time that the user gave (`timeout`) elapsed. */
  | 'timeout'
  /** The job was cancelled. */
  | 'cancelled';

/**
 * A request that got no complete response, with the two things that decide what may happen next:
 * whether the server can have received it, and whether another attempt may find better conditions.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly reason: TransportReason;
  /** `false` only if it is certain that no byte of the request reached the server. */
  readonly mayHaveBeenDelivered: boolean;
  /** `false` if another attempt would end the same way. */
  readonly transient: boolean;

  constructor(
    message: string,
    facts: Pick<TransportError, 'reason' | 'mayHaveBeenDelivered' | 'transient'>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.reason = facts.reason;
    this.mayHaveBeenDelivered = facts.mayHaveBeenDelivered;
    this.transient = facts.transient;
  }

  /** The same failure, of a request that the server may have received, or cannot have received. */
  with(change: { mayHaveBeenDelivered: boolean; message?: string }): TransportError {
    const { reason, transient } = this;
    const { mayHaveBeenDelivered, message = this.message } = change;
    return new TransportError(
      message,
      { reason, mayHaveBeenDelivered, transient },
      { cause: this },
    );
  }
}

/** The request cannot have reached the server, and another attempt may succeed. */
export function connectFailure(message: string, cause?: unknown): TransportError {
  return networkError(message, { mayHaveBeenDelivered: false, transient: true }, cause);
}

/** The request cannot have reached the server, and another attempt would end the same way. */
export function connectRefusal(message: string, cause?: unknown): TransportError {
  return networkError(message, { mayHaveBeenDelivered: false, transient: false }, cause);
}

/** The request was, or may have been, written to a connected server. */
export function exchangeFailure(message: string, cause?: unknown): TransportError {
  return networkError(message, { mayHaveBeenDelivered: true, transient: true }, cause);
}

/** `timeout` elapsed before a request was sent; see {@link TransportError.with} for one that was. */
export function timedOut(timeoutSeconds: number): TransportError {
  return new TransportError(`within ${timeoutSeconds} s`, {
    reason: 'timeout',
    mayHaveBeenDelivered: false,
    transient: false,
  });
}

/** The job was cancelled, by the signal of that name, before a request was sent. */
export function cancelled(signalName: string): TransportError {
  return new TransportError(signalName, {
    reason: 'cancelled',
    mayHaveBeenDelivered: false,
    transient: false,
  });
}

/** Whether something is a failure of the transport, of one of the given reasons if any are given. */
export function isTransportError(
  error: unknown,
  ...reasons: readonly TransportReason[]
): error is TransportError {
  if (!(error instanceof TransportError)) return false;
  return reasons.length === 0 || reasons.includes(error.reason);
}

/** Node's code of an error, such as `ECONNRESET`; empty if there is none. */
export function errorCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code }: { code?: unknown } & Error = error;
  return typeof code === 'string' ? code : '';
}

/** One line for an unknown thrown value, with Node's error code where there is one. */
export function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = errorCodeOf(cause);
  if (cause.message === '') return code || cause.name;
  return cause.message.includes(code) ? cause.message : `${cause.message} (${code})`;
}

function networkError(
  message: string,
  facts: Pick<TransportError, 'mayHaveBeenDelivered' | 'transient'>,
  cause: unknown,
): TransportError {
  return new TransportError(message, { reason: 'network', ...facts }, { cause });
}
