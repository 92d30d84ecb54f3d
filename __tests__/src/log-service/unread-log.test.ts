import { expect, test } from 'vitest';
import { ServiceError } from '../../../src/http/service-error';
import { unreadLog } from '../../../src/log-service/unread-log';

function refusal(message: string, operation: string | undefined) {
  return unreadLog(
    new ServiceError(message, {
      statusCode: 403,
      code: 'Denied',
      requestId: undefined,
      headers: {},
      operation,
    }),
  );
}

test.each([
  [
    'No. Ask v1.2 of it.',
    'log:GetLogStoreLogs',
    'Log Service responded with 403: No. Ask v1.2 of it',
  ],
  ['No', 'fc:GetFunction', 'FC responded with 403: No'],
  ['No', undefined, 'FC responded with 403: No'],
])('the refusal %j of %s is told in one sentence', (message, operation, summary) => {
  expect(refusal(message, operation)).toMatchObject({ kind: 'refused', failure: { summary } });
});
