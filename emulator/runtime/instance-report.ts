/** What an instance reports to the emulator over the channel. */

import type { HttpResponseHead } from './invocation-input';

/** The values of `X-Fc-Error-Type` of a function; FC's own refusals have another. */
export type FunctionErrorType =
  | 'HandledInvocationError'
  | 'UnhandledInvocationError'
  | 'InitializationError';

/** About one event; durations are those of its last phase, in milliseconds. */
export type EventReport = { requestId: string } & (
  | { type: 'initializing' }
  | { type: 'running' }
  /** `http` of a function that responds to HTTP requests; the result of an event has no head. */
  | { type: 'completed'; durationMs: number; http: HttpResponseHead | undefined }
  | { type: 'failed'; durationMs: number; errorType: FunctionErrorType }
);

export type InstanceReport = { peakMemoryBytes: number } & (EventReport | { type: 'exiting' });

/**
 * Checks a frame's header: whoever writes to the channel, also a handler by mistake, must not make
 * the emulator state something that it did not see.
 *
 * @throws Error when it is none of the reports
 */
export function parseReport(header: unknown): InstanceReport {
  if (isObject(header) && typeof header.peakMemoryBytes === 'number') {
    const { type, requestId, peakMemoryBytes, durationMs, errorType, http } = header;
    if (type === 'exiting') return { type, peakMemoryBytes };
    if (typeof requestId === 'string') {
      const common = { requestId, peakMemoryBytes };
      if (type === 'initializing' || type === 'running') return { type, ...common };
      if (typeof durationMs === 'number' && type === 'completed') {
        const head = http === undefined ? undefined : parseHead(http);
        return { type, ...common, durationMs, http: head };
      }
      if (typeof durationMs === 'number' && type === 'failed' && isErrorType(errorType)) {
        return { type, ...common, durationMs, errorType };
      }
    }
  }
  throw new Error(`An instance sent ${JSON.stringify(header)}, which is not a report.`);
}

function parseHead(head: unknown): HttpResponseHead {
  if (isObject(head) && typeof head.status === 'number' && Array.isArray(head.headers)) {
    const { status, headers } = head;
    if (headers.every(isHeader)) return { status, headers };
  }
  throw new Error(`An instance sent ${JSON.stringify(head)}, which is not a response's head.`);
}

function isHeader(value: unknown): value is [name: string, value: string] {
  return (
    Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string')
  );
}

function isErrorType(value: unknown): value is FunctionErrorType {
  return (
    value === 'HandledInvocationError' ||
    value === 'UnhandledInvocationError' ||
    value === 'InitializationError'
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
