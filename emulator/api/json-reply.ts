import type { Reply } from '../wire/reply';

/** FC's response to an operation that reads. */
export function jsonReply(content: object, requestId: string, status = 200): Reply {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['X-Fc-Request-Id', requestId],
    ],
    body: Buffer.from(JSON.stringify(content)),
  };
}
