import { unlessAborted } from '../http/deadline';
import { isTransportError, type TransportError } from '../http/errors';
import { wasTurnedAway } from '../http/resend';
import { readServiceError, ServiceError } from '../http/service-error';
import { failureOf, functionFailure, httpFailure, isInvocation } from './failures';
import { functionApi, INVOKE_FUNCTION } from './function-api';
import { triggerChannel } from './http-trigger';
import type {
  Invocation,
  InvocationChannel,
  InvocationRequest,
  InvocationSettings,
  TaskSettings,
} from './invocation';
import { type InvocationMetadata, isFunctionError, readMetadata } from './metadata';
import { askUntilVisible } from './task-visibility';

/** Statuses that FC documents for success: the function ran, or its event was queued. */
const SUCCESS_STATUS = { sync: 200, async: 202 } as const;

/**
 * Invokes a function, re-sending only what FC cannot have run, and with `wait` follows the task to
 * its end. Every way in which that can end is returned as data; only defects of this program are
 * thrown.
 */
export async function invoke(
  request: InvocationRequest,
  settings: TaskSettings,
): Promise<Invocation> {
  const invocation = await send(request, settings);
  if (!request.wait) return invocation;
  const { awaitTask, cancelledWhileSending } = await import(
    /* webpackMode: "eager" */ './async-task'
  );
  return invocation.failure === undefined
    ? awaitTask(request, invocation, settings)
    : cancelledWhileSending(request, invocation, settings);
}

async function send(request: InvocationRequest, settings: InvocationSettings): Promise<Invocation> {
  const channel =
    request.httpTrigger === undefined
      ? apiChannel(request, settings)
      : triggerChannel(request, request.httpTrigger, settings);
  let head: Invocation = { metadata: {} };
  try {
    const { statusCode, headers, body } = await channel();
    const metadata = withTaskId(request, readMetadata(headers));
    head = { wasSent: true, statusCode, headers, metadata };
    if (statusCode === SUCCESS_STATUS.async && request.invocationType === 'async') return head;
    const result = await settings.receiveResult(body);
    const failure =
      functionFailure(request, metadata, result) ?? httpFailure(request, statusCode, result);
    return { ...head, result, failure };
  } catch (error) {
    return isAnswerLost(error)
      ? afterLostAnswer(error, request, head, settings)
      : failed(error, request, head);
  }
}

/**
 * An invocation that an error ended.
 *
 * @param head what was known before
 * @throws the error, when it is a defect
 */
function failed(error: unknown, request: InvocationRequest, head: Invocation): Invocation {
  const failure = failureOf(error, request, head.metadata);
  if (failure === undefined) throw error;
  const known = error instanceof ServiceError ? headOf(error) : head;
  if (!mayHaveRun(error)) return { ...known, failure };
  return { ...known, wasSent: true, metadata: withTaskId(request, known.metadata), failure };
}

/** InvokeFunction. Any other status than FC's for success did not come from the function. */
function apiChannel(request: InvocationRequest, settings: InvocationSettings): InvocationChannel {
  const isSync = request.invocationType === 'sync';
  return async () => {
    const response = await functionApi(request).invoke(settings, {
      invocationType: isSync ? 'Sync' : 'Async',
      logType: isSync && request.logType === 'tail' ? 'Tail' : 'None',
      asyncTaskId: request.asyncTaskId,
      payload: await unlessAborted(settings.deadline.signal, Promise.resolve(request.payload)),
    });
    const isDocumented = response.statusCode === SUCCESS_STATUS[request.invocationType];
    if (isDocumented || isFunctionError(response.headers)) return response;
    throw await readServiceError(response, { service: 'FC', operation: INVOKE_FUNCTION });
  };
}

/** FC repeats the ID of an asynchronous invocation in a header; a given one is known without. */
function withTaskId(
  { invocationType, asyncTaskId }: InvocationRequest,
  metadata: InvocationMetadata,
): InvocationMetadata {
  if (invocationType === 'sync' || asyncTaskId === '') return metadata;
  return { ...metadata, asyncTaskId: metadata.asyncTaskId ?? asyncTaskId };
}

/** Whether FC may have run the function although the request failed. */
function mayHaveRun(error: unknown): boolean {
  if (error instanceof ServiceError) {
    return isInvocation(error) && error.answer.statusCode >= 500 && !wasTurnedAway(error);
  }
  return isTransportError(error) && error.mayHaveBeenDelivered;
}

function isAnswerLost(error: unknown): error is TransportError {
  return isTransportError(error, 'network') && error.mayHaveBeenDelivered;
}

function headOf(error: ServiceError): Invocation {
  const { statusCode, headers, requestId } = error.answer;
  const metadata = readMetadata(headers);
  return {
    wasSent: isInvocation(error),
    statusCode,
    headers,
    metadata: { ...metadata, requestId: metadata.requestId ?? requestId },
  };
}

/**
 * Of an asynchronous invocation with a task ID FC knows whether it was accepted, so it is asked
 * instead of being sent the event again. Of any other nobody can tell.
 */
async function afterLostAnswer(
  lost: TransportError,
  request: InvocationRequest,
  head: Invocation,
  settings: InvocationSettings,
): Promise<Invocation> {
  const { asyncTaskId } = request;
  if (asyncTaskId === '') return failed(lost, request, head);
  settings.onLostAnswer(lost.message);
  const api = functionApi(request);
  const task = await askUntilVisible(settings, (limited) => api.getAsyncTask(limited, asyncTaskId));
  if (task !== undefined) {
    return { wasSent: true, metadata: { asyncTaskId, requestId: task.requestId } };
  }
  // When the time is over or the job cancelled while FC is being asked, that is the end.
  const { reason } = settings.deadline.signal;
  const end = isTransportError(reason) ? reason.with({ mayHaveBeenDelivered: true }) : lost;
  return failed(end, request, head);
}
