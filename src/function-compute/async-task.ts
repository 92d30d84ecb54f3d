import type { Failure } from '../failure';
import { withDeadline } from '../http/deadline';
import { isTransportError, type TransportError } from '../http/errors';
import { ServiceError } from '../http/service-error';
import { jsonIn } from '../json-reader';
import { oneLine } from '../text';
import { failureOf } from './failures';
import type {
  AwaitedRequest,
  FailedInvocation,
  Invocation,
  InvocationSettings,
} from './invocation';
import { readDurationLine } from './metadata';
import { type AsyncTask, recordFrom } from './resources';
import { type TaskApi, taskApi } from './task-api';

/** The action promises to be gone 6 s after it was cancelled. */
const STOP_TIMEOUT_SECONDS = 5;

/**
 * How many questions in a row may fail before the task is given up. The sixth is asked after 10 s,
 * and a fresh task can be unknown for about 3 s.
 */
const TOLERATED_FAILURES = 5;

const MAX_QUOTE_LENGTH = 1_000;

/** FC's log tail has 4 KB; a longer text is not one, and only its end is kept. */
const MAX_LOG_TAIL_LENGTH = 64 * 1024;

/**
 * Follows an accepted task to its end and takes its outcome as the invocation's.
 *
 * @param accepted the invocation as it was when FC had queued the event
 */
export async function awaitTask(
  request: AwaitedRequest,
  accepted: Invocation,
  settings: InvocationSettings,
): Promise<Invocation> {
  const { taskId } = request.mode;
  // Loads while the first wait passes.
  const api = taskApi(request.target);
  const seen: { task?: AsyncTask } = {};
  try {
    const task = await untilEnded(api, taskId, seen, settings);
    return await ended(request, accepted, task, settings);
  } catch (error) {
    const known = withTask(request, accepted, seen.task);
    if (isTransportError(error, 'cancelled')) {
      return { ...known, failure: await cancelled(error, await api, request, settings) };
    }
    const failure = failureOf(error, request, { metadata: {} });
    if (failure === undefined) throw error;
    return { ...known, failure: { ...failure, summary: givenUp(error, taskId) } };
  }
}

/**
 * When to ask next, in milliseconds: soon at first, then after half the time that has passed, so
 * that a short task is seen to end soon and a long one costs little; at most 10 s.
 */
export function nextPollMs(elapsedMs: number): number {
  return Math.max(1_000, Math.min(10_000, elapsedMs / 2));
}

async function untilEnded(
  api: Promise<TaskApi>,
  taskId: string,
  seen: { task?: AsyncTask },
  settings: InvocationSettings,
): Promise<AsyncTask> {
  const { clock, deadline, onStateChange } = settings;
  const start = clock.now();
  let failures = 0;
  for (;;) {
    await clock.sleep(nextPollMs(clock.now() - start), deadline.signal);
    try {
      // A failed read is retried at the next poll, not sooner.
      const task = await (await api).getTask({ ...settings, maxRetries: 0 }, taskId);
      failures = 0;
      if (task.status !== seen.task?.status) onStateChange(taskId, task.status);
      seen.task = task;
      if (hasEnded(task)) return task;
    } catch (error) {
      if (!isTolerable(error, seen.task === undefined) || ++failures > TOLERATED_FAILURES)
        throw error;
    }
  }
}

function isTolerable(error: unknown, isUnseen: boolean): boolean {
  if (isTransportError(error)) return error.transient;
  if (!(error instanceof ServiceError)) return false;
  const { statusCode } = error.answer;
  return statusCode >= 500 || statusCode === 429 || (statusCode === 404 && isUnseen);
}

const FINAL_FAILURES = {
  Failed: 'AsyncTaskFailed',
  Stopped: 'AsyncTaskStopped',
  Expired: 'AsyncTaskExpired',
  Invalid: 'AsyncTaskInvalid',
} as const;

function isFinalFailure(status: string): status is keyof typeof FINAL_FAILURES {
  return Object.hasOwn(FINAL_FAILURES, status);
}

/** A status that is not known counts as not final: FC may get more of them. */
function hasEnded({ status }: AsyncTask): boolean {
  return status === 'Succeeded' || isFinalFailure(status);
}

async function ended(
  request: AwaitedRequest,
  accepted: Invocation,
  task: AsyncTask,
  { receiveResult }: InvocationSettings,
): Promise<Invocation> {
  const { target, mode } = request;
  const { returnPayload, status } = task;
  const invocation: Invocation = {
    ...withTask(request, accepted, task),
    result: returnPayload === undefined ? undefined : await receiveResult(bytesOf(returnPayload)),
  };
  if (!isFinalFailure(status)) return invocation;
  const failure: Failure = {
    kind: 'task',
    type: FINAL_FAILURES[status],
    summary: `Async task ${mode.taskId} of function ${target.functionName} ended as ${status}`,
    detail: oneLine(task.errorMessage ?? '', MAX_QUOTE_LENGTH),
  };
  return { ...invocation, failure };
}

async function* bytesOf(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text, 'utf8');
}

/** A task's fields replace the headers of a synchronous invocation. */
function withTask(
  { mode }: AwaitedRequest,
  accepted: Invocation,
  task: AsyncTask | undefined,
): Invocation {
  if (task === undefined) return accepted;
  const logTail = logTailOf(task);
  const logged = readDurationLine(logTail);
  return {
    ...accepted,
    startedAt: task.startedAt,
    metadata: {
      ...accepted.metadata,
      ...logged,
      logs: mode.logType === 'none' ? undefined : logTail,
      asyncTaskStatus: task.status || undefined,
      requestId: task.requestId ?? accepted.metadata.requestId,
      instanceId: task.instanceId ?? accepted.metadata.instanceId,
      durationMs: task.durationMs ?? logged.durationMs,
    },
  };
}

/** The last event's detail may be JSON with the log's tail. */
function logTailOf({ lastEventDetail = '' }: AsyncTask): string | undefined {
  const { logTail } = recordFrom(jsonIn(lastEventDetail));
  return typeof logTail === 'string' ? logTail.slice(-MAX_LOG_TAIL_LENGTH) : undefined;
}

async function cancelled(
  cause: TransportError,
  api: TaskApi,
  { mode: { taskId, onCancel } }: AwaitedRequest,
  settings: InvocationSettings,
): Promise<Failure> {
  const outcome =
    onCancel === 'leave'
      ? `async task ${taskId} is still running, as on-cancel: leave asks for`
      : await stopTask(api, taskId, settings);
  return {
    kind: 'cancelled',
    type: 'Cancelled',
    summary: `The job was cancelled (${cause.message}); ${outcome}`,
  };
}

/**
 * The end of an invocation that was cancelled while FC may have been accepting it: the task is
 * treated as one that is being awaited.
 */
export async function cancelledWhileSending(
  request: AwaitedRequest,
  invocation: FailedInvocation,
  settings: InvocationSettings,
): Promise<Invocation> {
  const { failure } = invocation;
  const mayRun = invocation.metadata.asyncTaskId !== undefined;
  if (failure.kind !== 'cancelled' || !mayRun || request.mode.onCancel === 'leave')
    return invocation;
  const outcome = await stopTask(await taskApi(request.target), request.mode.taskId, settings);
  return { ...invocation, failure: { ...failure, summary: `${failure.summary}; ${outcome}` } };
}

/** Stops a task, on a clock of its own: the one of the call has just been ended. */
async function stopTask(
  api: TaskApi,
  taskId: string,
  settings: InvocationSettings,
): Promise<string> {
  try {
    await withDeadline(STOP_TIMEOUT_SECONDS, new AbortController().signal, (deadline) =>
      api.stopTask({ ...settings, deadline, maxRetries: 0 }, taskId),
    );
    return `async task ${taskId} was told to stop`;
  } catch (error) {
    const reason = error instanceof Error ? oneLine(error.message, MAX_QUOTE_LENGTH) : '';
    return `async task ${taskId} could not be stopped (${reason}) and may still be running`;
  }
}

/** Why the waiting is at an end, which the task is not. */
function givenUp(cause: unknown, taskId: string): string {
  if (isTransportError(cause, 'timeout')) {
    return `Async task ${taskId} did not end ${cause.message}; it is still running`;
  }
  const reason = cause instanceof Error ? oneLine(cause.message, MAX_QUOTE_LENGTH) : '';
  return `Lost track of async task ${taskId}; it may still be running: ${reason}`;
}
