/** What an error before the first invocation means, however far its request came. */
import { expect, test } from 'vitest';
import { failureBeforeInvocation } from '../../../src/function-compute/failures';
import { cancelled, connectFailure, timedOut } from '../../../src/http/errors';
import { ResponseTooLarge } from '../../../src/http/response-body';

const sent = { mayHaveBeenDelivered: true };

test.for([
  [connectFailure('no route'), 'network', 'NetworkError', 'No route'],
  [connectFailure('no route').with(sent), 'network', 'NetworkError', 'No route'],
  [timedOut(5), 'timeout', 'Timeout', 'The request could not be sent within 5 s'],
  [timedOut(5).with(sent), 'timeout', 'Timeout', 'No response within 5 s'],
  [cancelled('SIGINT').with(sent), 'cancelled', 'Cancelled', 'The job was cancelled (SIGINT)'],
  [
    new ResponseTooLarge(8 * 1024 * 1024),
    'too-large',
    'ResultTooLarge',
    'The response is larger than 8 MiB',
  ],
] as const)('%s, and the function was not invoked', ([error, kind, type, what]) => {
  const summary = `${what}; nothing was invoked`;
  expect(failureBeforeInvocation(error)).toEqual({ kind, type, summary });
});

test.for([new TypeError('oops'), 'oops', undefined])('a defect is none: %s', (defect) => {
  expect(failureBeforeInvocation(defect)).toBeUndefined();
});
