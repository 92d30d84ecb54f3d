/** What an instance reports to the emulator over the channel. */

import type { HttpResponseHead } from './invocation-input';

/** The values of `X-Fc-Error-Type`. */
export type FunctionErrorType =
  | 'HandledInvocationError'
  | 'UnhandledInvocationError'
  | 'InitializationError';

export type InstanceReport =
  | { type: 'initializing' }
  | { type: 'running' }
  /** `http` of a function that answers HTTP requests; an event's answer has no head. */
  | { type: 'completed'; peakMemoryBytes: number; http: HttpResponseHead | undefined }
  | { type: 'failed'; errorType: FunctionErrorType; peakMemoryBytes: number }
  | { type: 'exiting'; peakMemoryBytes: number };

/**
 * Checks a frame's header: whoever writes to the channel, also a handler by mistake, must not make
 * the emulator state something that it did not see.
 *
 * @throws Error when it is none of the reports
 */
export function parseReport(header: unknown): InstanceReport {
  if (typeof header === 'object' && header !== null && 'type' in header) {
    if (header.type === 'initializing' || header.type === 'running') return { type: header.type };
    if ('peakMemoryBytes' in header && typeof header.peakMemoryBytes === 'number') {
      const { peakMemoryBytes } = header;
      if (header.type === 'exiting') return { type: 'exiting', peakMemoryBytes };
      if (header.type === 'completed') {
        const http = 'http' in header ? parseHead(header.http) : undefined;
        return { type: 'completed', peakMemoryBytes, http };
      }
      if (header.type === 'failed' && 'errorType' in header && isErrorType(header.errorType)) {
        return { type: 'failed', errorType: header.errorType, peakMemoryBytes };
      }
    }
  }
  throw new Error(`An instance reported ${JSON.stringify(header)}, which means nothing.`);
}

function parseHead(head: unknown): HttpResponseHead {
  if (
    typeof head === 'object' &&
    head !== null &&
    'status' in head &&
    typeof head.status === 'number' &&
    'headers' in head &&
    Array.isArray(head.headers) &&
    head.headers.every(isHeader)
  ) {
    return { status: head.status, headers: head.headers };
  }
  throw new Error(`An instance reported the response ${JSON.stringify(head)}, which is none.`);
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
