import { CredentialsError } from '../credentials/credentials-error';
import { credentialsFailure, type Failure } from '../failure';
import { isTransportError, type TransportError } from '../http/errors';
import { wasTurnedAway } from '../http/resend';
import { ResponseTooLarge } from '../http/response-body';
import { ServiceError } from '../http/service-error';
import { jsonIn } from '../json-reader';
import type { Result } from '../runner/result';
import { oneLine } from '../text';
import { INVOKE_FUNCTION } from './call';
import type { Invocation, InvocationRequest } from './invocation';
import type { InvocationMetadata } from './metadata';
import { recordFrom } from './resources';
import { TriggerError } from './trigger-lookup';

/** Text of others in a message: enough to recognise the cause, the rest is in log and result. */
const MAX_QUOTE_LENGTH = 1_000;

/**
 * What an error of the protocol means for the invocation, or `undefined` for an error that is not
 * one of the protocol's: a defect.
 *
 * @param head what was known of the invocation before the error
 */
export function failureOf(
  error: unknown,
  request: InvocationRequest,
  head: Pick<Invocation, 'metadata'>,
): Failure | undefined {
  const failure = protocolFailure(error, request);
  const type = head.metadata.functionErrorType;
  if (failure === undefined || type === undefined) return failure;
  // The function's error came first, but what cut it off is no less a failure.
  const summary = `Function ${request.target.functionName} failed, and its error message was lost. ${failure.summary}`;
  return { ...failure, type, summary };
}

/**
 * The same of an error before the first invocation: whatever was sent, the function was not invoked,
 * and the message says so.
 */
export function failureBeforeInvocation(error: unknown): Failure | undefined {
  const refusal = refusalFailure(error);
  if (refusal === undefined) return exchangeFailure(error, () => NOTHING_WAS_INVOKED);
  return { ...refusal, summary: `${refusal.summary}; ${NOTHING_WAS_INVOKED}` };
}

export const NOTHING_WAS_INVOKED = 'nothing was invoked';

function protocolFailure(error: unknown, request: InvocationRequest): Failure | undefined {
  if (error instanceof ServiceError && isInvocation(error)) return serviceFailure(error, request);
  return (
    refusalFailure(error) ??
    exchangeFailure(error, (reason, wasSent) => {
      if (!wasSent) return 'the function has not run';
      return reason === 'cancelled' ? stillRunning(request) : mayHaveRun(request);
    })
  );
}

/** What FC, or this action for it, turned down before the function could run. */
export function refusalFailure(error: unknown): Failure | undefined {
  if (error instanceof ServiceError) return { ...refused(error), summary: responseText(error) };
  if (error instanceof CredentialsError) return credentialsFailure(error);
  if (!(error instanceof TriggerError)) return undefined;
  const summary = oneLine(error.message, MAX_QUOTE_LENGTH);
  return { kind: 'trigger', type: 'TriggerError', summary };
}

/**
 * An exchange that got no response that can be used.
 *
 * @param consequenceOf what that means for the function
 */
function exchangeFailure(
  error: unknown,
  consequenceOf: (reason: 'too-large' | TransportError['reason'], wasSent: boolean) => string,
): Failure | undefined {
  if (error instanceof ResponseTooLarge) {
    const summary = `${error.message}; ${consequenceOf('too-large', true)}`;
    return { kind: 'too-large', type: 'ResultTooLarge', summary };
  }
  if (!isTransportError(error)) return undefined;
  const { reason, mayHaveBeenDelivered: wasSent } = error;
  const message = oneLine(error.message, MAX_QUOTE_LENGTH);
  const consequence = consequenceOf(reason, wasSent);
  switch (reason) {
    case 'network': {
      const summary = `${capitalised(message)}; ${consequence}`;
      return { kind: 'network', type: 'NetworkError', summary };
    }
    case 'timeout': {
      const what = wasSent ? 'No response' : 'The request could not be sent';
      return { kind: 'timeout', type: 'Timeout', summary: `${what} ${message}; ${consequence}` };
    }
    case 'cancelled': {
      const summary = `The job was cancelled (${message}); ${consequence}`;
      return { kind: 'cancelled', type: 'Cancelled', summary };
    }
  }
}

function serviceFailure(error: ServiceError, request: InvocationRequest): Failure {
  const consequence = consequenceOf(error, request);
  if (request.channel.kind === 'api') {
    return { ...refused(error), summary: responseText(error) + consequence };
  }
  // What comes through a trigger may be the function's own words.
  const summary = `FC responded with ${error.answer.statusCode}${consequence}`;
  return { ...refused(error), summary, detail: messageText(error) };
}

function refused({ answer, message }: ServiceError) {
  const { code, statusCode, operation } = answer;
  const refusal = { operation, statusCode, message };
  return { kind: 'service', type: code ?? 'ServiceError', refusal } as const;
}

/** What came in place of a response to the operation, in one line without a full stop. */
export function responseText(error: ServiceError): string {
  const { code, statusCode } = error.answer;
  const message = messageText(error);
  return code === undefined ? message : `FC responded with ${statusCode}: ${message}`;
}

function messageText({ message }: ServiceError): string {
  return oneLine(message, MAX_QUOTE_LENGTH).replace(/\.$/, '');
}

/** FC refuses a function's own redirect on its public host after the function has run. */
const AFTER_THE_RUN = 'ExternalRedirectForbidden';

/** Whether FC ran the function although it responded with an error. */
export function runDespite(error: ServiceError): 'has-run' | 'may-have-run' | 'has-not-run' {
  const { code, statusCode } = error.answer;
  if (!isInvocation(error)) return 'has-not-run';
  if (code === AFTER_THE_RUN) return 'has-run';
  const isRefusal = (statusCode >= 300 && statusCode < 500) || wasTurnedAway(error);
  return isRefusal ? 'has-not-run' : 'may-have-run';
}

function consequenceOf(error: ServiceError, request: InvocationRequest): string {
  switch (runDespite(error)) {
    case 'has-run':
      return '; the function has run';
    case 'may-have-run':
      return `; ${mayHaveRun(request)}`;
    case 'has-not-run':
      return '';
  }
}

/** Whether a service error is the response to the invocation, not to a read before or after it. */
export function isInvocation({ answer }: ServiceError): boolean {
  return answer.operation === `fc:${INVOKE_FUNCTION}`;
}

/** Node.js `callback(err)`: the function reported an error by itself. */
const HANDLED = 'HandledInvocationError';

/**
 * What FC's Node.js runtime makes of an exception outside of the handler's promise: its type says
 * that it was handled, which it was not (source of the runtime).
 */
const UNCAUGHT_EXCEPTION = 'FunctionUnhandledError: uncaughtException';

/** The failure of a function that ran, from `X-Fc-Error-Type` and the body of its error. */
export function functionFailure(
  request: InvocationRequest,
  metadata: InvocationMetadata,
  result: Result,
): Failure | undefined {
  const type = metadata.functionErrorType;
  if (type === undefined) return undefined;
  const { detail, message } = errorOf(result);
  const { functionName } = request.target;
  const isHandled = type === HANDLED && message !== UNCAUGHT_EXCEPTION;
  return { kind: 'function', type, summary: `Function ${functionName} failed`, detail, isHandled };
}

/** The failure of a call through an HTTP trigger whose status says so. */
export function httpFailure(
  { trigger, statusCode = 0 }: Pick<Invocation, 'trigger' | 'statusCode'>,
  { start = '' }: Result,
): Failure | undefined {
  if (trigger === undefined || statusCode < 400) return undefined;
  const { method, url } = trigger;
  return {
    kind: 'http',
    type: 'HttpError',
    summary: `The HTTP trigger responded with ${statusCode} to ${method} ${new URL(url).pathname}`,
    detail: oneLine(start, MAX_QUOTE_LENGTH),
  };
}

/** An error has a few KB; a longer body is quoted, and not read. */
const MAX_ERROR_LENGTH = 4 * 1024 * 1024;

/**
 * What the body of an error says, in one line: `{errorType, errorMessage}` of the runtimes, other
 * bodies as they are.
 */
function errorOf(result: Result): { detail?: string; message?: string } {
  const text = (result.bytes > MAX_ERROR_LENGTH ? undefined : result.text()) ?? result.start;
  if (text === undefined) return {};
  const { errorType, errorMessage } = recordFrom(result.isJson ? jsonIn(text) : undefined);
  if (typeof errorMessage !== 'string') return { detail: oneLine(text, MAX_QUOTE_LENGTH) };
  const lacksType = typeof errorType === 'string' && !errorMessage.startsWith(errorType);
  const named = lacksType ? `${errorType}: ${errorMessage}` : errorMessage;
  return { detail: oneLine(named, MAX_QUOTE_LENGTH), message: errorMessage };
}

function mayHaveRun({ mode }: InvocationRequest): string {
  const { taskId } = mode;
  return taskId === undefined
    ? 'the function may have run'
    : `the function may have run, as async task ${taskId}`;
}

function stillRunning(request: InvocationRequest): string {
  return request.mode.type === 'sync'
    ? 'the connection was closed, so FC cancels the running invocation'
    : mayHaveRun(request);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
