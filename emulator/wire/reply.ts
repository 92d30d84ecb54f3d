import type { Subject } from '../api/routing';
import { type ServiceErrorCode, statusOf } from '../api/service-error';

/** Names as written, in the order of writing. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A response before it is put on the wire. */
export interface Reply {
  status: number;
  /** Default: the status's own. */
  reason?: string;
  headers: HeaderList;
  body: Buffer;
}

/** FC's answer to a question. */
export function jsonReply(content: object, requestId: string): Reply {
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json'],
      ['X-Fc-Request-Id', requestId],
    ],
    body: Buffer.from(JSON.stringify(content)),
  };
}

/**
 * FC's answer when it refuses a request, with the code's status: `{Code, Message, RequestId}`, and
 * `{ErrorCode, ErrorMessage}` on 2.0. An HTTP trigger adds the error type `FcCommonError`, which
 * tells it from a function's own answer (FC's documentation of HTTP triggers, troubleshooting).
 */
export function refusal(
  code: ServiceErrorCode,
  message: string,
  requestId: string,
  { api, operation }: Subject,
): Reply {
  const content =
    api === '3.0'
      ? { Code: code, Message: message, RequestId: requestId }
      : { ErrorCode: code, ErrorMessage: message };
  const reply = jsonReply(content, requestId);
  const errorType: HeaderList =
    operation === 'HttpTrigger' ? [['X-Fc-Error-Type', 'FcCommonError']] : [];
  return {
    ...reply,
    status: statusOf(code),
    headers: [...reply.headers, ...errorType],
  };
}
