import type { Clock } from '../clock';
import type { Failure } from '../failure';
import type { HttpResponse } from '../http/send';
import type { Result } from '../runner/result';
import type { ClientSettings } from './client';
import type { FunctionTarget } from './function-api';
import type { HttpTriggerChoice } from './http-trigger';
import type { InvocationMetadata } from './metadata';

/** What to invoke, and how. */
export interface InvocationRequest extends FunctionTarget {
  readonly invocationType: 'sync' | 'async';
  /** Empty when FC is to choose one; async only. */
  readonly asyncTaskId: string;
  /** Whether to follow the task, which then needs an ID, to its end; async only. */
  readonly wait: boolean;
  readonly logType: 'tail' | 'none';
  /** Or the promise of it, while a file is being read. */
  readonly payload: Uint8Array | Promise<Uint8Array>;
  /** The HTTP trigger to call the function through; without it, InvokeFunction is used. */
  readonly httpTrigger: HttpTriggerChoice | undefined;
}

/** How an invocation ended, as far as it is known; nothing that came is lost by a later failure. */
export interface Invocation {
  /** Whether the request that runs the function was, or may have been, delivered. */
  readonly wasSent?: boolean;
  readonly statusCode?: number | undefined;
  /** Of the response; lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly metadata: InvocationMetadata;
  /** What the function returned, also when that is its error. Never a service error's body. */
  readonly result?: Result | undefined;
  readonly failure?: Failure | undefined;
}

export interface InvocationSettings extends ClientSettings {
  /** Takes what the function returned to where results are kept. */
  readonly receiveResult: (body: AsyncIterable<Uint8Array>) => Promise<Result>;
  /** The answer to an asynchronous invocation was lost, and FC is asked whether it has the task. */
  readonly onLostAnswer: (reason: string) => void;
}

/** What becomes of an awaited task when the job is cancelled. */
export type OnCancel = 'stop' | 'leave';

/** What following a task takes besides. */
export interface TaskSettings extends InvocationSettings {
  readonly onCancel: OnCancel;
  readonly onStateChange: (taskId: string, status: string) => void;
  readonly clock: Clock;
}

/** Sends an invocation and hands back the response, whatever its status tells of the function. */
export type InvocationChannel = () => Promise<HttpResponse>;
