import { describe, expect, test } from 'vitest';
import { startDeadline } from '../../../src/http/deadline';
import {
  connectFailure,
  connectRefusal,
  exchangeFailure,
  timedOut,
} from '../../../src/http/errors';
import {
  backOffMs,
  type RequestKind,
  type Resend,
  reasonToResend,
  resending,
} from '../../../src/http/resend';
import { ResponseTooLarge } from '../../../src/http/response-body';
import { ServiceError } from '../../../src/http/service-error';

const answer = (statusCode: number, code?: string, headers: Record<string, string> = {}) =>
  new ServiceError('message', { statusCode, code, requestId: undefined, headers });

/** One row per failure: may it be retried as an invocation, through a trigger, as a read? */
const TABLE: [string, Error, Record<RequestKind, boolean>][] = [
  ['connect failure', connectFailure('x'), row(true, true, true)],
  ['refused certificate', connectRefusal('x'), row(false, false, false)],
  ['reset after sending', exchangeFailure('x'), row(false, false, true)],
  ['429 with a code', answer(429, 'ResourceExhausted'), row(true, false, true)],
  ['429 without a code', answer(429), row(true, false, true)],
  ['503 ResourceExhausted', answer(503, 'ResourceExhausted'), row(true, false, true)],
  ['503 ResourceThrottled', answer(503, 'ResourceThrottled'), row(true, false, true)],
  ['503 Throttling.User', answer(503, 'Throttling.User'), row(true, false, true)],
  ['503 without a code', answer(503), row(false, false, true)],
  ['503 with another code', answer(503, 'ServiceUnavailable'), row(false, false, true)],
  ['500', answer(500, 'InternalServerError'), row(false, false, true)],
  ['502', answer(502), row(false, false, true)],
  ['404', answer(404, 'FunctionNotFound'), row(false, false, false)],
  ['409', answer(409, 'ConcurrentUpdateError'), row(false, false, false)],
  ['403', answer(403, 'AccessDenied'), row(false, false, false)],
  ['a response that is too large', new ResponseTooLarge(1), row(false, false, false)],
  ['timeout', timedOut(1), row(false, false, false)],
];

function row(invocation: boolean, trigger: boolean, read: boolean): Record<RequestKind, boolean> {
  return { invocation, 'http-trigger': trigger, read };
}

describe('the decision table of “at most once”', () => {
  test.for(TABLE)('%s', ([, failure, expected]) => {
    for (const kind of ['invocation', 'http-trigger', 'read'] as const) {
      expect([kind, reasonToResend(kind, failure) !== undefined]).toEqual([kind, expected[kind]]);
    }
  });
});

describe('retrying', () => {
  test('ends with the last failure when the retries are used up', async () => {
    const { sent, resends } = await run({ failures: 9, maxRetries: 2 });

    expect(sent).toBe(3);
    expect(resends.map(({ number, maxRetries }) => [number, maxRetries])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  test('stops at the first success', async () => {
    const { sent, resends } = await run({ failures: 1, maxRetries: 5 });

    expect(sent).toBe(2);
    expect(resends[0]?.reason).toBe('429 ResourceExhausted');
  });

  test('waits as long as Retry-After says', async () => {
    const { resends } = await run({ failures: 1, maxRetries: 1, retryAfter: '1' });

    expect(resends[0]?.waitMs).toBeGreaterThanOrEqual(1000);
  });

  test.for([
    ['3600', '3600'],
    ['9'.repeat(12), '9'.repeat(12)],
    ['Thu, 01 Jan 2099 00:00:00 GMT', '\\d{10}'],
  ] as const)(
    'fails at once when Retry-After (%s) is beyond the deadline',
    async ([retryAfter, seconds]) => {
      const { sent, resends, error } = await run({ failures: 9, maxRetries: 5, retryAfter });

      expect(sent).toBe(1);
      expect(resends).toEqual([]);
      expect(error).toBeInstanceOf(ServiceError);
      expect(error).toMatchObject({
        message: expect.stringMatching(
          new RegExp(
            `^message \\(not retried: Retry-After is ${seconds} s, and (10|[1-9]) s of timeout remain\\)$`,
          ),
        ),
        answer: { statusCode: 429 },
      });
    },
  );

  test.for(['', 'soon', '-5', '1'.repeat(100), 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'a Retry-After of %j does not count',
    async (retryAfter) => {
      const { resends } = await run({ failures: 1, maxRetries: 1, retryAfter });

      expect(resends[0]?.waitMs).toBeLessThanOrEqual(1_000);
    },
  );

  test.for([
    [1, 1],
    [2, 2],
    [3, 4],
    [5, 16],
    [6, 30],
    [10, 30],
  ] as const)('before retry %i waits anything up to %i s', ([number, longestSeconds]) => {
    expect([0, 0.5, 1].map((jitter) => backOffMs(number, jitter) / 1000)).toEqual([
      0,
      longestSeconds / 2,
      longestSeconds,
    ]);
  });
});

async function run(options: { failures: number; maxRetries: number; retryAfter?: string }) {
  const deadline = startDeadline(10, new AbortController().signal);
  const headers = options.retryAfter ? { 'retry-after': options.retryAfter } : undefined;
  const resends: Resend[] = [];
  let sent = 0;
  const limits = {
    deadline,
    maxRetries: options.maxRetries,
    onResend: (resend: Resend) => resends.push(resend),
  };
  const error = await resending('invocation', limits, async () => {
    sent++;
    if (sent <= options.failures) throw answer(429, 'ResourceExhausted', headers);
  }).catch((failure: unknown) => failure);
  deadline.clear();
  return { sent, resends, error };
}
