import { CredentialsError } from '../credentials/credentials-error';
import { credentialsFailure, type Failure } from '../failure';
import { isTransportError, type TransportError } from '../http/errors';
import { wasTurnedAway } from '../http/resend';
import { ServiceError } from '../http/service-error';
import type { Result } from '../runner/result';
import { oneLine } from '../text';
import { INVOKE_FUNCTION } from './function-api';
import { TriggerError } from './http-trigger';
import type { InvocationRequest } from './invocation';
import type { InvocationMetadata } from './metadata';

/** Text of others in a message: enough to recognise the cause, the rest is in log and result. */
const MAX_QUOTE_LENGTH = 1_000;

/**
 * What an error of the protocol means for the invocation, or `undefined` for an error that is not
 * one of the protocol's: a defect.
 *
 * @param metadata of the response's head, when that came before the error
 */
export function failureOf(
  error: unknown,
  request: InvocationRequest,
  metadata: InvocationMetadata,
): Failure | undefined {
  const failure = protocolFailure(error, request);
  const type = metadata.functionErrorType;
  if (failure === undefined || type === undefined) return failure;
  // The function's error came first, but what cut it off is no less a failure.
  const summary = `Function ${request.functionName} failed, and its error message was lost. ${failure.summary}`;
  return { ...failure, type, summary };
}

function protocolFailure(error: unknown, request: InvocationRequest): Failure | undefined {
  if (error instanceof ServiceError) return serviceFailure(error, request);
  if (error instanceof CredentialsError) return credentialsFailure(error);
  if (error instanceof TriggerError) {
    const summary = oneLine(error.message, MAX_QUOTE_LENGTH);
    return { kind: 'trigger', type: 'TriggerError', summary };
  }
  return isTransportError(error) ? transportFailure(error, request) : undefined;
}

function transportFailure(error: TransportError, request: InvocationRequest): Failure {
  const { reason, mayHaveBeenDelivered: wasSent } = error;
  const message = oneLine(error.message, MAX_QUOTE_LENGTH);
  const consequence = wasSent ? mayHaveRun(request) : 'the function has not run';
  switch (reason) {
    case 'network':
      return {
        kind: 'network',
        type: 'NetworkError',
        summary: `${capitalised(message)}; ${consequence}`,
      };
    case 'timeout': {
      const what = wasSent ? 'No response' : 'The request could not be sent';
      return { kind: 'timeout', type: 'Timeout', summary: `${what} ${message}; ${consequence}` };
    }
    case 'cancelled':
      return {
        kind: 'cancelled',
        type: 'Cancelled',
        summary: `The job was cancelled (${message}); ${wasSent ? stillRunning(request) : consequence}`,
      };
  }
}

function serviceFailure(error: ServiceError, request: InvocationRequest): Failure {
  const { code, statusCode, operation } = error.answer;
  const message = oneLine(error.message, MAX_QUOTE_LENGTH).replace(/\.$/, '');
  const isRefusal = (statusCode >= 300 && statusCode < 500) || wasTurnedAway(error);
  const consequence = isRefusal || !isInvocation(error) ? '' : `; ${mayHaveRun(request)}`;
  const failure = {
    kind: 'service',
    type: code ?? 'ServiceError',
    refusal: { operation, statusCode, message: error.message },
  } as const;
  // What comes through a trigger may be the function's own words.
  if (request.httpTrigger !== undefined && isInvocation(error)) {
    return { ...failure, summary: `FC answered ${statusCode}${consequence}`, detail: message };
  }
  const answer = code === undefined ? message : `FC answered ${statusCode}: ${message}`;
  return { ...failure, summary: answer + consequence };
}

/** Whether a service error answers the invocation itself, and not a question before or after it. */
export function isInvocation({ answer }: ServiceError): boolean {
  return answer.operation === INVOKE_FUNCTION;
}

/** The failure of a function that ran, from `X-Fc-Error-Type` and the body of its error. */
export function functionFailure(
  request: InvocationRequest,
  metadata: InvocationMetadata,
  result: Result,
): Failure | undefined {
  const type = metadata.functionErrorType;
  if (type === undefined) return undefined;
  const detail = errorDetail(result);
  return { kind: 'function', type, summary: `Function ${request.functionName} failed`, detail };
}

/** The failure of a call through an HTTP trigger whose status says so. */
export function httpFailure(
  { httpTrigger }: InvocationRequest,
  statusCode: number,
  { start = '' }: Result,
): Failure | undefined {
  if (httpTrigger === undefined || statusCode < 400) return undefined;
  const { method, path } = httpTrigger.request;
  return {
    kind: 'http',
    type: 'HttpError',
    summary: `The HTTP trigger answered ${statusCode} to ${method} ${path}`,
    detail: oneLine(start, MAX_QUOTE_LENGTH),
  };
}

/** `{errorType, errorMessage}` of the runtimes in one line; other bodies as they are. */
function errorDetail(result: Result): string | undefined {
  const text = result.text() ?? result.start;
  if (text === undefined) return undefined;
  const body: unknown = result.isJson ? JSON.parse(text) : undefined;
  if (typeof body !== 'object' || body === null) return oneLine(text, MAX_QUOTE_LENGTH);
  const { errorType, errorMessage } = body as Record<string, unknown>;
  if (typeof errorMessage !== 'string') return oneLine(text, MAX_QUOTE_LENGTH);
  const isNamed = typeof errorType === 'string' && errorType !== '';
  const named =
    isNamed && !errorMessage.startsWith(errorType) ? `${errorType}: ${errorMessage}` : errorMessage;
  return oneLine(named, MAX_QUOTE_LENGTH);
}

function mayHaveRun({ asyncTaskId }: InvocationRequest): string {
  return asyncTaskId === ''
    ? 'the function may have run'
    : `the function may have run, as async task ${asyncTaskId}`;
}

function stillRunning(request: InvocationRequest): string {
  return request.invocationType === 'sync'
    ? 'the connection was closed, upon which FC cancels the running invocation'
    : mayHaveRun(request);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
