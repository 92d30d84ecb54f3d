import type { ApiVersion } from './api-version';
import { type ServiceErrorCode, statusOf } from './service-error';

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
 * `{ErrorCode, ErrorMessage}` on 2.0.
 */
export function refusal(
  code: ServiceErrorCode,
  message: string,
  requestId: string,
  api: ApiVersion = '3.0',
): Reply {
  const content =
    api === '3.0'
      ? { Code: code, Message: message, RequestId: requestId }
      : { ErrorCode: code, ErrorMessage: message };
  return {
    ...jsonReply(content, requestId),
    status: statusOf(code),
  };
}
