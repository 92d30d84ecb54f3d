import type { Clock } from '../clock';
import type { EventHttpRequest } from '../event/http-request';
import { type Failure, isFunctionFailure } from '../failure';
import type { Result } from '../runner/result';
import type { CallSettings } from './call';
import type { InvocationMetadata } from './metadata';
import type { FunctionTarget } from './target';

/** What to invoke, how, and with what. */
export interface InvocationRequest<M extends PlannedMode = Mode> {
  readonly target: FunctionTarget;
  readonly channel: Channel;
  readonly mode: M;
  readonly payload: Uint8Array;
}

/** The way to the function. */
export type Channel =
  /** InvokeFunction. */
  | { readonly kind: 'api' }
  /** An HTTP trigger that FC is asked for: that of the qualifier, or one by its name. */
  | {
      readonly kind: 'trigger';
      readonly which: 'of-qualifier' | { readonly name: string };
      readonly request: EventHttpRequest;
    }
  /** The URL of an HTTP trigger: nothing is looked up, and nothing is signed. */
  | { readonly kind: 'trigger-url'; readonly url: URL; readonly request: EventHttpRequest };

/** Whether the event carries the credentials of its own request, in a header for them. */
export function carriesCredentials(channel: Channel): boolean {
  if (channel.kind === 'api') return false;
  const { authorization, cookie } = channel.request.headers;
  return authorization !== undefined || cookie !== undefined;
}

/** The credentials that the event carries for the request of an HTTP trigger. */
export function authorizationOf(channel: Channel): string | undefined {
  return channel.kind === 'api' ? undefined : channel.request.headers.authorization;
}

/** `full` shows the tail, and the whole log where that is read. */
export type LogType = 'tail' | 'full' | 'none';

/** What to do with an awaited task when the job is cancelled. */
export type OnCancel = 'stop' | 'leave';

interface Sync {
  readonly type: 'sync';
  /** Only an asynchronous invocation is a task, and can be waited for. */
  readonly taskId?: undefined;
  readonly wait?: undefined;
  readonly logType: LogType;
}

/** FC queues the event and chooses the ID of the task if none is given. */
interface Queued {
  readonly type: 'async';
  readonly wait: false;
  readonly taskId: string | undefined;
}

/** FC queues the event, and the task is followed to its end. */
interface Awaited {
  readonly type: 'async';
  readonly wait: true;
  readonly taskId: string;
  /** Whether the workflow chose the ID: then a task that has it already is followed. */
  readonly isGivenId: boolean;
  readonly onCancel: OnCancel;
  readonly logType: LogType;
}

export type Mode = Sync | Queued | Awaited;

/** As the inputs say it: an awaited task without an ID gets a new one for every attempt. */
export type PlannedMode =
  | Mode
  | {
      readonly type: 'async';
      readonly wait: true;
      readonly taskId: undefined;
      readonly onCancel: OnCancel;
      readonly logType: LogType;
    };

/** An invocation whose task is followed. */
export type AwaitedRequest = InvocationRequest<Awaited>;

export function isAwaited(request: InvocationRequest): request is AwaitedRequest {
  return request.mode.wait === true;
}

/** The HTTP trigger that was called. */
export interface CalledTrigger {
  readonly method: string;
  /** Of the request, without its query, which may hold a token. */
  readonly url: string;
  /** As FC tells it; `undefined` when the trigger was not looked up. */
  readonly authType?: string | undefined;
  /** The version or alias that it calls; `undefined` for a URL that was given. */
  readonly qualifier?: string | undefined;
}

/** The whole log of an invocation. */
export interface WholeLog {
  /** Path of the file with all lines, or why it could not be written. */
  readonly file: string | Error;
  /** The last 64 KiB. */
  readonly end: string;
  /** Whether that is not all. */
  readonly isCut: boolean;
  /** How many lines are of other requests, which the instance served at the same time. */
  readonly foreignLines: number;
  /** All of it, read anew each time. */
  text(): string;
  /** Removes the file. */
  discard(): void;
}

/** How an invocation ended, as far as it is known; nothing that came is lost by a later failure. */
export interface Invocation {
  /** Whether the request that runs the function was, or may have been, delivered. */
  readonly wasSent?: boolean;
  readonly statusCode?: number | undefined;
  /** Of the response; lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly metadata: InvocationMetadata;
  /** Where the request went that runs the function, if that was an HTTP trigger. */
  readonly trigger?: CalledTrigger | undefined;
  /** What the function returned, also when that is its error. Never a service error's body. */
  readonly result?: Result | undefined;
  readonly failure?: Failure | undefined;
  /** When an awaited task began, which may have been before this step. */
  readonly startedAt?: Date | undefined;
  /** Where it was asked for; `unknown` if it could not be read. */
  readonly wholeLog?: WholeLog | 'unknown' | undefined;
  /** What is unusual but no failure, one sentence each. */
  readonly warnings?: readonly string[];
}

/** An invocation that did not succeed, in whatever way. */
export type FailedInvocation = Invocation & { readonly failure: Failure };

/** Whether there is a failure, of whatever kind; tells the compiler so. */
export function hasFailed(invocation: Invocation): invocation is FailedInvocation {
  return invocation.failure !== undefined;
}

/** Whether FC ran the function, however that ended: there is something to expect of it. */
export function hasRun({ failure }: Pick<Invocation, 'failure'>): boolean {
  return failure === undefined || isFunctionFailure(failure);
}

export interface InvocationSettings extends CallSettings {
  /** Takes what the function returned to where results are kept. */
  readonly receiveResult: (
    body: AsyncIterable<Uint8Array>,
    contentType?: string,
  ) => Promise<Result>;
  /** The response to an asynchronous invocation was lost, and FC is asked whether it has the task. */
  readonly onLostResponse: (reason: string) => void;
  readonly onStateChange: (taskId: string, status: string) => void;
  readonly clock: Clock;
}
