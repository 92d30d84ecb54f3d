import { identifierFrom } from '../text';

/** An async task; 2.0 calls it a stateful async invocation. Unknown fields are `undefined`. */
export interface AsyncTask {
  /** Enqueued, Dequeued, Running, Retrying, Stopping; Succeeded, Failed, Stopped, Expired, Invalid. */
  readonly status: string;
  readonly requestId: string | undefined;
  readonly instanceId: string | undefined;
  readonly startedAt: Date | undefined;
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

/** A function as far as its deployment goes. */
export interface DeployedFunction {
  /** Pending, Active, Failed, Inactive; functions with built-in runtimes may have none for good. */
  readonly state: Status;
  /** Of the last update: InProgress, Successful, Failed. */
  readonly lastUpdate: Status;
  readonly isCustomContainer: boolean;
  readonly codeChecksum: string | undefined;
}

interface Status {
  readonly name: string | undefined;
  /** FC's own words. */
  readonly reason: string | undefined;
  readonly reasonCode: string | undefined;
}

/** An alias of a function. */
export interface Alias {
  /** The versions with their shares of the calls, 0 to 1; the main one first. */
  readonly targets: readonly [Target, ...Target[]];
  /** Whether calls are shared, so that the version is not known before the response. */
  readonly hasWeights: boolean;
}

interface Target {
  readonly versionId: string;
  readonly share: number;
}

/**
 * Reads a function from the response to GetFunction; `undefined` if it is none, such as a gateway's
 * empty object: with nothing known of its state, that would pass for a function in effect.
 */
export function functionFrom(body: unknown): DeployedFunction | undefined {
  const it = recordFrom(body);
  if (text(it.functionName) === undefined) return undefined;
  return {
    state: {
      name: identifierFrom(text(it.state)),
      reason: text(it.stateReason),
      reasonCode: text(it.stateReasonCode),
    },
    lastUpdate: {
      name: identifierFrom(text(it.lastUpdateStatus)),
      reason: text(it.lastUpdateStatusReason),
      reasonCode: text(it.lastUpdateStatusReasonCode),
    },
    isCustomContainer: it.runtime === 'custom-container',
    codeChecksum: identifierFrom(text(it.codeChecksum)),
  };
}

/** Reads an alias from the response to GetAlias; `undefined` if it is none. */
export function aliasFrom(body: unknown): Alias | undefined {
  const alias = recordFrom(body);
  const versionId = identifierFrom(text(alias.versionId));
  if (versionId === undefined) return undefined;
  const additional = Object.entries(recordFrom(alias.additionalVersionWeight)).flatMap(
    ([name, share]) => {
      const id = identifierFrom(name);
      const isTarget = id !== undefined && typeof share === 'number' && share > 0;
      return isTarget ? [{ versionId: id, share }] : [];
    },
  );
  const rest = additional.reduce((left, { share }) => left - share, 1);
  return {
    targets: [{ versionId, share: rest }, ...additional],
    hasWeights: additional.length > 0,
  };
}

/**
 * Reads an async task from a response of FC 3.0 or 2.0; a missing field, or one of another type, is
 * unknown.
 * A task without a status counts as not ended.
 */
export function asyncTaskFrom(body: unknown): AsyncTask {
  const task = recordFrom(body);
  const lastEvent: unknown = Array.isArray(task.events) ? task.events.at(-1) : undefined;
  return {
    status: identifierFrom(text(task.status)) ?? '',
    requestId: identifierFrom(text(task.requestId)),
    instanceId: identifierFrom(text(task.instanceId)),
    startedAt: dateFrom(task.startedTime),
    durationMs: typeof task.durationMs === 'number' ? task.durationMs : undefined,
    errorMessage: text(task.taskErrorMessage) ?? text(task.invocationErrorMessage),
    returnPayload: text(task.returnPayload),
    lastEventDetail: text(recordFrom(lastEvent).eventDetail),
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

/** A time as FC writes it, in milliseconds since 1970; 0 if there is none yet. */
function dateFrom(value: unknown): Date | undefined {
  return typeof value === 'number' && value > 0 && value <= MAX_TIME ? new Date(value) : undefined;
}

/** What `Date` can hold. */
const MAX_TIME = 8.64e15;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
