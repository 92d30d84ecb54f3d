import { Interrupted } from '../http/deadline';
import { NetworkError } from '../http/errors';
import { awaitTask, cancelledWhileSending } from './async-task';
import { failureOf, functionFailure, httpFailure } from './failures';
import { functionApi } from './function-api';
import { triggerChannel } from './http-trigger';
import type {
  Invocation,
  InvocationChannel,
  InvocationRequest,
  InvocationSettings,
  TaskSettings,
} from './invocation';
import { type InvocationMetadata, readMetadata } from './metadata';
import { readServiceError, ServiceError } from './service-error';
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
    head = { statusCode, headers, metadata: withTaskId(request, readMetadata(headers)) };
    if (statusCode === SUCCESS_STATUS.async && request.invocationType === 'async') return head;
    const result = await settings.receiveResult(body);
    const failure =
      functionFailure(request, head.metadata, result) ?? httpFailure(request, statusCode, result);
    return { ...head, result, failure };
  } catch (error) {
    const failure = failureOf(error, request, head.metadata);
    if (failure === undefined) throw error;
    if (error instanceof ServiceError) return { ...headOf(error), failure };
    const accepted = await acceptedAfterAll(error, request, settings);
    if (accepted !== undefined) return accepted;
    const metadata = mayHaveRun(error) ? withTaskId(request, head.metadata) : head.metadata;
    return { ...head, metadata, failure };
  }
}

/** InvokeFunction. Any other status than FC's for success did not come from the function. */
function apiChannel(request: InvocationRequest, settings: InvocationSettings): InvocationChannel {
  const isSync = request.invocationType === 'sync';
  return async () => {
    const response = await functionApi(request).invoke(settings, {
      invocationType: isSync ? 'Sync' : 'Async',
      logType: isSync && request.logType === 'tail' ? 'Tail' : 'None',
      asyncTaskId: request.asyncTaskId,
      payload: request.payload,
    });
    if (response.statusCode === SUCCESS_STATUS[request.invocationType]) return response;
    throw await readServiceError(response, { service: 'FC', operation: 'fc:InvokeFunction' });
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

/** Whether a request that got no answer may have been delivered all the same. */
function mayHaveRun(error: unknown): boolean {
  return error instanceof NetworkError
    ? error.details.mayHaveBeenDelivered
    : error instanceof Interrupted;
}

function headOf({ answer }: ServiceError): Invocation {
  const metadata = readMetadata(answer.headers);
  return {
    statusCode: answer.statusCode,
    headers: answer.headers,
    metadata: { ...metadata, requestId: metadata.requestId ?? answer.requestId },
  };
}

/**
 * An asynchronous invocation with a task ID whose answer was lost: FC knows whether it was
 * accepted, so it is asked instead of sending the event again.
 */
async function acceptedAfterAll(
  error: unknown,
  request: InvocationRequest,
  settings: InvocationSettings,
): Promise<Invocation | undefined> {
  const { asyncTaskId } = request;
  if (!(error instanceof NetworkError) || !mayHaveRun(error) || asyncTaskId === '')
    return undefined;
  settings.onLostAnswer(error.message);
  const api = functionApi(request);
  const task = await askUntilVisible(settings, (limited) => api.getAsyncTask(limited, asyncTaskId));
  return task && { metadata: { asyncTaskId, requestId: task.requestId } };
}
