/**
 * A request that got no whole answer, with the one thing that decides what may happen next: whether
 * the server can have received it.
 */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';

  constructor(
    message: string,
    readonly details: {
      /** `false` only when it is certain that no byte of the request reached the server. */
      readonly mayHaveBeenDelivered: boolean;
      /** `true` when a new attempt may find better conditions, `false` when it would fail alike. */
      readonly transient: boolean;
    },
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The request cannot have reached the server, and another attempt may succeed. */
export function connectFailure(message: string, cause?: unknown): NetworkError {
  return new NetworkError(message, { mayHaveBeenDelivered: false, transient: true }, { cause });
}

/** The request cannot have reached the server, and another attempt would end the same way. */
export function connectRefusal(message: string, cause?: unknown): NetworkError {
  return new NetworkError(message, { mayHaveBeenDelivered: false, transient: false }, { cause });
}

/** The request was, or may have been, written to a connected server. */
export function exchangeFailure(message: string, cause?: unknown): NetworkError {
  return new NetworkError(message, { mayHaveBeenDelivered: true, transient: true }, { cause });
}

/** One line for an unknown thrown value, with Node's error code where there is one. */
export function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (cause.message === '') return code || cause.name;
  return code === '' || cause.message.includes(code) ? cause.message : `${cause.message} (${code})`;
}
