import { isTransportError, type TransportError } from '../http/errors';
import { decodedBody, ResponseTooLarge } from '../http/response-body';
import type { HttpResponse } from '../http/send';
import { readServiceError, ServiceError } from '../http/service-error';
import { awaitTask, cancelledWhileSending } from './async-task';
import { INVOKE_FUNCTION } from './call';
import { failureOf, functionFailure, httpFailure, isInvocation, runDespite } from './failures';
import { callTrigger } from './http-trigger';
import {
  type AwaitedRequest,
  type FailedInvocation,
  hasFailed,
  type Invocation,
  type InvocationRequest,
  type InvocationSettings,
  isAwaited,
} from './invocation';
import { invokeFunction } from './invoke-function';
import {
  type InvocationMetadata,
  isFunctionError,
  isOwnRefusal,
  namesErrorType,
  readMetadata,
} from './metadata';
import { taskApi } from './task-api';
import { askUntilVisible } from './task-visibility';

/** Statuses that FC documents for success: the function ran, or its event was queued. */
const SUCCESS_STATUS = { sync: 200, async: 202 } as const;

/**
 * Invokes a function, retrying only what FC cannot have run, and with `wait` follows the task to its
 * end. Every way in which that can end is returned as data; only defects of this program are thrown.
 */
export async function invoke(
  request: InvocationRequest,
  settings: InvocationSettings,
): Promise<Invocation> {
  const invocation = await send(request, settings);
  if (!isAwaited(request)) return invocation;
  if (!hasFailed(invocation)) return awaitTask(request, invocation, settings);
  if (!existsAlready(request, invocation)) {
    return cancelledWhileSending(request, invocation, settings);
  }
  const { taskId } = request.mode;
  const warning = `A task with the ID ${taskId} already existed: this run followed it but did not start it, so its event may have been different; choose a new async-task-id to start one`;
  const existing = { metadata: { asyncTaskId: taskId }, warnings: [warning], wasSent: false };
  return awaitTask(request, existing, settings);
}

/** A 409 that is not about the ID: the function is being updated. */
const CONCURRENT_UPDATE = 'ConcurrentUpdateError';

/**
 * Whether FC refused the event because the ID that the workflow chose is taken; 3.0's code is not
 * known. A read before it that was refused says nothing of the ID.
 */
function existsAlready({ mode }: AwaitedRequest, invocation: FailedInvocation): boolean {
  const { failure, statusCode, wasSent } = invocation;
  if (wasSent !== true || !mode.isGivenId) return false;
  return statusCode === 409 && failure.type !== CONCURRENT_UPDATE;
}

async function send(request: InvocationRequest, settings: InvocationSettings): Promise<Invocation> {
  let head: Invocation = { metadata: {} };
  try {
    const { channel, mode } = request;
    const response =
      channel.kind === 'api'
        ? await invokeFunction(request, settings)
        : await callTrigger(request, channel, settings, (trigger) => {
            head = { ...head, trigger };
          });
    if (isServiceError(response, request)) {
      const asked = { service: 'FC', operation: `fc:${INVOKE_FUNCTION}` } as const;
      throw await readServiceError(response, asked);
    }
    const { statusCode, headers } = response;
    const metadata = withTaskId(request, readMetadata(headers));
    head = { ...head, wasSent: true, statusCode, headers, metadata };
    if (mode.type === 'async' && isAccepted(head)) return timed(head, response);
    const result = await settings.receiveResult(decodedBody(response), headers['content-type']);
    const failure = functionFailure(request, metadata, result) ?? httpFailure(head, result);
    return { ...timed(head, response), result, failure };
  } catch (error) {
    return isResponseLost(error)
      ? afterLostResponse(error, request, head, settings)
      : failed(error, request, head);
  }
}

/** Whether FC queued the event, and names no error beside the status that says so. */
function isAccepted({ statusCode, metadata }: Invocation): boolean {
  return statusCode === SUCCESS_STATUS.async && metadata.functionErrorType === undefined;
}

function timed(head: Invocation, { latencyMs }: HttpResponse): Invocation {
  return { ...head, metadata: { ...head.metadata, latencyMs: latencyMs() } };
}

/**
 * Whether FC responded instead of the function. Through a trigger every status can be the
 * function's, unless FC names an error that no function has (412 `CAExited`); of InvokeFunction, and
 * of any asynchronous call, the one for success is known.
 */
function isServiceError(
  { statusCode, headers }: HttpResponse,
  { channel, mode }: InvocationRequest,
): boolean {
  if (isOwnRefusal(headers)) return true;
  if (channel.kind === 'api') {
    return statusCode !== SUCCESS_STATUS[mode.type] && !isFunctionError(headers);
  }
  if (statusCode >= 400) return namesErrorType(headers) && !isFunctionError(headers);
  return mode.type === 'async' && statusCode !== SUCCESS_STATUS.async;
}

/**
 * An invocation that an error ended.
 *
 * @param head what was known before
 * @throws the error, if it is a defect
 */
function failed(error: unknown, request: InvocationRequest, head: Invocation): Invocation {
  const failure = failureOf(error, request, head);
  if (failure === undefined) throw error;
  const known = error instanceof ServiceError ? { ...head, ...headOf(error) } : head;
  if (!mayHaveRun(error)) return { ...known, failure };
  return { ...known, wasSent: true, metadata: withTaskId(request, known.metadata), failure };
}

/** FC repeats the ID of an asynchronous invocation in a header; a given one is known without. */
function withTaskId({ mode }: InvocationRequest, metadata: InvocationMetadata): InvocationMetadata {
  const { taskId } = mode;
  if (taskId === undefined) return metadata;
  return { ...metadata, asyncTaskId: metadata.asyncTaskId ?? taskId };
}

/** Whether FC may have run the function although the request failed. */
function mayHaveRun(error: unknown): boolean {
  if (error instanceof ServiceError) return runDespite(error) !== 'has-not-run';
  return (
    error instanceof ResponseTooLarge || (isTransportError(error) && error.mayHaveBeenDelivered)
  );
}

function isResponseLost(error: unknown): error is TransportError {
  return isTransportError(error, 'network') && error.mayHaveBeenDelivered;
}

function headOf(error: ServiceError): Invocation {
  const { statusCode, headers, requestId, latencyMs } = error.answer;
  const metadata = { ...readMetadata(headers), latencyMs };
  return {
    wasSent: isInvocation(error),
    statusCode,
    headers,
    metadata: { ...metadata, requestId: metadata.requestId ?? requestId },
  };
}

/**
 * FC knows whether it accepted an asynchronous invocation with a task ID, so the task is looked up
 * instead of sending the event again. For any other invocation there is no way to find out.
 */
async function afterLostResponse(
  lost: TransportError,
  request: InvocationRequest,
  head: Invocation,
  settings: InvocationSettings,
): Promise<Invocation> {
  const { taskId } = request.mode;
  if (taskId === undefined) return failed(lost, request, head);
  settings.onLostResponse(lost.message);
  const api = await taskApi(request.target);
  const task = await askUntilVisible(settings, (limited) => api.getTask(limited, taskId));
  // Anything without a status is not a task: a gateway's empty 200, for one.
  if (task !== undefined && task.status !== '') {
    const { requestId } = task;
    return { ...head, wasSent: true, metadata: { asyncTaskId: taskId, requestId } };
  }
  // When the time elapses or the job is cancelled while FC is being asked, that is the end.
  const { reason } = settings.deadline.signal;
  const end = isTransportError(reason) ? reason.with({ mayHaveBeenDelivered: true }) : lost;
  return failed(end, request, head);
}
