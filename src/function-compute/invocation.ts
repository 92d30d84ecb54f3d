import type { Failure } from '../failure';
import { Interrupted } from '../http/deadline';
import { NetworkError } from '../http/errors';
import type { HttpResponse } from '../http/send';
import type { Result } from '../result';
import { type ClientSettings, getAsyncTask, invokeFunction } from './client';
import { failureOf, functionFailure, unexpectedStatus } from './failures';
import { type InvocationMetadata, readMetadata } from './metadata';
import { ServiceError } from './service-error';
import { askUntilVisible } from './task-visibility';

/** What to invoke, and how. */
export interface InvocationRequest {
  readonly functionName: string;
  readonly qualifier: string;
  readonly invocationType: 'sync' | 'async';
  /** Empty when FC is to choose one; async only. */
  readonly asyncTaskId: string;
  readonly logType: 'tail' | 'none';
  readonly payload: Uint8Array;
}

/** How an invocation ended, as far as it is known; nothing that came is lost by a later failure. */
export interface Invocation {
  readonly statusCode?: number | undefined;
  readonly metadata: InvocationMetadata;
  /** What the function returned, also when that is its error. Never a service error's body. */
  readonly result?: Result | undefined;
  readonly failure?: Failure | undefined;
}

export interface InvocationSettings extends ClientSettings {
  /** Takes the body of a synchronous response to where results are kept. */
  readonly receiveResult: (body: HttpResponse['body']) => Promise<Result>;
  /** The answer to an asynchronous invocation was lost, and FC is asked whether it has the task. */
  readonly onLostAnswer: (reason: string) => void;
}

/** Statuses that FC documents for success: the function ran, or its event was queued. */
const SUCCESS_STATUS = { sync: 200, async: 202 } as const;

/**
 * Invokes a function, re-sending only what FC cannot have run. Every way in which that can end is
 * returned as data; only defects of this program are thrown.
 */
export async function invoke(
  request: InvocationRequest,
  settings: InvocationSettings,
): Promise<Invocation> {
  let head: Invocation = { metadata: {} };
  try {
    const response = await sendInvocation(request, settings);
    const metadata = withTaskId(request, readMetadata(response.headers));
    head = { statusCode: response.statusCode, metadata };
    if (response.statusCode !== SUCCESS_STATUS[request.invocationType]) {
      return { ...head, failure: unexpectedStatus(request, response.statusCode) };
    }
    if (request.invocationType === 'async') return head;
    const result = await settings.receiveResult(response.body);
    return { ...head, result, failure: functionFailure(request, head.metadata, result) };
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

function sendInvocation(
  request: InvocationRequest,
  settings: ClientSettings,
): Promise<HttpResponse> {
  const isSync = request.invocationType === 'sync';
  return invokeFunction(settings, {
    functionName: request.functionName,
    qualifier: request.qualifier,
    invocationType: isSync ? 'Sync' : 'Async',
    logType: isSync && request.logType === 'tail' ? 'Tail' : 'None',
    asyncTaskId: request.asyncTaskId,
    payload: request.payload,
  });
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
  const task = await askUntilVisible(settings, (limited) =>
    getAsyncTask(limited, request.functionName, request.qualifier, asyncTaskId),
  );
  return task && { metadata: { asyncTaskId, requestId: task.requestId } };
}
