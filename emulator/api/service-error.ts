/**
 * The errors with which Function Compute itself refuses a request, as opposed to the errors of a
 * function, which are results (HTTP 200).
 */

/**
 * FC's error codes and their HTTP statuses, from the API's documentation. The codes of the second
 * group are not in FC's list: they are spelled as Alibaba Cloud's API gateway spells them, and
 * what FC responds there is not verified. Clients should rely on the status class only.
 */
const STATUS_BY_CODE = {
  InvalidArgument: 400,
  MissingRequiredHeader: 400,
  PathNotSupported: 400,
  EntityTooLarge: 400,
  AccessDenied: 403,
  SignatureNotMatch: 403,
  InvalidAccessKeyID: 403,
  FunctionNotFound: 404,
  ServiceNotFound: 404,
  AliasNotFound: 404,
  VersionNotFound: 404,
  AsyncTaskNotFound: 404,
  TriggerNotFound: 404,
  StatefulAsyncInvocationAlreadyExists: 409,
  AliasAlreadyExists: 409,
  AsyncInvocationStopped: 412,
  CAExited: 412,
  ResourceExhausted: 429,
  InternalServerError: 500,
  BadResponse: 502,
  ResourceThrottled: 503,

  'InvalidTimeStamp.Expired': 403,
  'InvalidSecurityToken.Expired': 403,
  'InvalidSecurityToken.MismatchWithAccessKey': 403,
  MissingSecurityToken: 403,
  SignatureNonceUsed: 400,
  Unauthorized: 401,
  FunctionNotStarted: 412,
  'InvalidAction.NotFound': 404,
  ExternalRedirectForbidden: 400,
  /** Log Service's. */
  InvalidAPIVersion: 400,
  ParameterInvalid: 400,
  PostBodyInvalid: 400,
  RequestTimeExpired: 400,
  ReadQuotaExceed: 403,
  LogStoreNotExist: 404,
  ProjectNotExist: 404,
  ServerBusy: 503,

  /** The emulator's own: an operation of FC that it does not emulate. */
  NotImplemented: 501,
} as const;

export type ServiceErrorCode = keyof typeof STATUS_BY_CODE;

/** The HTTP status that goes with a code. */
export function statusOf(code: ServiceErrorCode): number {
  return STATUS_BY_CODE[code];
}

/** A refusal; `refusal.ts` turns it into a response with the code's status. */
export class ServiceError extends Error {
  constructor(
    readonly code: ServiceErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

/**
 * What was thrown, as a refusal. What is not one is a failure of the emulator itself, which is
 * printed: it must not be taken for one that a test requested.
 */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  return new ServiceError('InternalServerError', message);
}
