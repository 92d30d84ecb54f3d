import type { HttpResponse } from '../http/send';
import type { ClientSettings } from './client';
import { fc2Api, statefulHeaders } from './fc2-api';
import { fc3Api } from './fc3-api';

/** The operation that runs functions, as RAM names it. */
export const INVOKE_FUNCTION = 'fc:InvokeFunction';

/** The function that is meant, in FC's own terms. */
export interface FunctionTarget {
  readonly functionName: string;
  /** The service of an FC 2.0 function; empty for FC 3.0. */
  readonly serviceName: string;
  /** Version or alias. */
  readonly qualifier: string;
  /** Empty when it is not known. */
  readonly accountId: string;
}

/** InvokeFunction's parameters, in FC's own spelling. */
export interface InvokeFunctionParameters {
  readonly invocationType: 'Sync' | 'Async';
  readonly logType: 'None' | 'Tail';
  /** Only for `Async`; empty when FC is to choose one. */
  readonly asyncTaskId: string;
  readonly payload: Uint8Array;
}

/** An async task; 2.0 calls it a stateful async invocation. Unknown fields are `undefined`. */
export interface AsyncTask {
  /** Enqueued, Dequeued, Running, Retrying, Stopping; Succeeded, Failed, Stopped, Expired, Invalid. */
  readonly status: string;
  readonly requestId: string | undefined;
  readonly instanceId: string | undefined;
  readonly durationMs: number | undefined;
  readonly errorMessage: string | undefined;
  /** What the function returned; a preview feature, often absent. */
  readonly returnPayload: string | undefined;
  /** Detail of the last event, which may be JSON with `logTail`. */
  readonly lastEventDetail: string | undefined;
}

export interface Trigger {
  readonly name: string;
  /** `http`, `timer`, `oss`, … */
  readonly type: string;
  /** The version or alias that it calls. */
  readonly qualifier: string;
  /** A JSON document; for HTTP triggers `{authType, methods, disableURLInternet}`. */
  readonly config: string;
  readonly urlInternet: string | undefined;
  readonly urlIntranet: string | undefined;
}

/**
 * The operations of FC that concern one function. All throw ServiceError for a status of 300 and
 * more, TransportError, CredentialsError, or the reason of the deadline in `settings`.
 */
export interface FunctionApi {
  /** The response of the function as it is: FC answers failed functions with 200 too. */
  invoke(settings: ClientSettings, parameters: InvokeFunctionParameters): Promise<HttpResponse>;
  /** `AsyncTaskNotFound` (404) also while a task is fresh, or the function has no async tasks. */
  getAsyncTask(settings: ClientSettings, taskId: string): Promise<AsyncTask>;
  stopAsyncTask(settings: ClientSettings, taskId: string): Promise<void>;
  listTriggers(settings: ClientSettings): Promise<readonly Trigger[]>;
}

/** The API version that knows the function: 2.0 when a service is given, else 3.0. */
export function functionApi(target: FunctionTarget): FunctionApi {
  return target.serviceName === '' ? fc3Api(target) : fc2Api(target);
}

/** The headers that give an asynchronous call through an HTTP trigger its task ID. */
export function asyncTaskHeaders(serviceName: string, taskId: string): Record<string, string> {
  return serviceName === '' ? { 'x-fc-async-task-id': taskId } : statefulHeaders(taskId);
}
