import { identifierFrom } from '../text';

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
 * Reads an async task from a response of FC 3.0 or 2.0; a missing field, or one of another type, is
 * unknown.
 * A task without a status counts as not ended.
 */
export function asyncTaskFrom(body: unknown): AsyncTask {
  const task = recordFrom(body);
  const events = Array.isArray(task.events) ? task.events : [];
  return {
    status: identifierFrom(text(task.status)) ?? '',
    requestId: identifierFrom(text(task.requestId)),
    instanceId: identifierFrom(text(task.instanceId)),
    durationMs: typeof task.durationMs === 'number' ? task.durationMs : undefined,
    errorMessage: text(task.taskErrorMessage) ?? text(task.invocationErrorMessage),
    returnPayload: text(task.returnPayload),
    lastEventDetail: text(recordFrom(events.at(-1)).eventDetail),
  };
}

/** Reads a trigger from a response of FC 3.0 (URLs in `httpTrigger`) or 2.0 (beside the name). */
export function triggerFrom(body: unknown): Trigger {
  const trigger = recordFrom(body);
  const http = recordFrom(trigger.httpTrigger);
  return {
    name: text(trigger.triggerName) ?? '',
    type: text(trigger.triggerType) ?? '',
    qualifier: text(trigger.qualifier) ?? '',
    config: text(trigger.triggerConfig) ?? '',
    urlInternet: text(http.urlInternet) ?? text(trigger.urlInternet),
    urlIntranet: text(http.urlIntranet) ?? text(trigger.urlIntranet),
  };
}

/** The properties of a value that came as JSON; none when it is not an object. */
export function recordFrom(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
