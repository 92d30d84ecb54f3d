/** "At most once": what is retried, how often, and after which wait. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  cancelled,
  connectFailure,
  connectRefusal,
  exchangeFailure,
  timedOut,
} from '../../../src/http/errors';
import {
  type RequestKind,
  type Resend,
  reasonToResend,
  resending,
  wasTurnedAway,
} from '../../../src/http/resend';
import { ResponseTooLarge } from '../../../src/http/response-body';
import { ServiceError } from '../../../src/http/service-error';

const never = new AbortController().signal;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const answer = (statusCode: number, code?: string, headers: Record<string, string> = {}) =>
  new ServiceError('No room. Wait.', { statusCode, code, requestId: undefined, headers });

/** Which kinds of request are retried. */
const ALL = ['invocation', 'http-trigger', 'read'];
const BY_API = ['invocation', 'read'];
const READS = ['read'];
const NONE: string[] = [];

/** The failure; which requests are retried; the reason that is given. */
const TABLE: readonly (readonly [string, unknown, readonly string[], string?])[] = [
  ['connection failed', connectFailure('x'), ALL, 'x'],
  ['certificate refused', connectRefusal('x'), NONE],
  ['connection lost after sending', exchangeFailure('x'), READS, 'x'],
  ['429 ResourceExhausted', answer(429, 'ResourceExhausted'), BY_API, '429 ResourceExhausted'],
  ['429 with any code', answer(429, 'TooMany'), BY_API, '429 TooMany'],
  ['429 without a code', answer(429), BY_API, '429'],
  ['503 ResourceExhausted', answer(503, 'ResourceExhausted'), BY_API, '503 ResourceExhausted'],
  ['503 ResourceThrottled', answer(503, 'ResourceThrottled'), BY_API, '503 ResourceThrottled'],
  ['503 Throttling', answer(503, 'Throttling'), BY_API, '503 Throttling'],
  ['503 Throttling.User', answer(503, 'Throttling.User'), BY_API, '503 Throttling.User'],
  [
    '503 with a longer code',
    answer(503, 'ResourceExhaustedNot'),
    READS,
    '503 ResourceExhaustedNot',
  ],
  ['503 with a code that ends so', answer(503, 'NotThrottling'), READS, '503 NotThrottling'],
  ['503 without a code', answer(503), READS, '503'],
  ['500', answer(500, 'InternalServerError'), READS, '500 InternalServerError'],
  ['500 ResourceExhausted', answer(500, 'ResourceExhausted'), READS, '500 ResourceExhausted'],
  ['502', answer(502, 'BadResponse'), READS, '502 BadResponse'],
  ['504', answer(504), READS, '504'],
  ['499', answer(499), NONE],
  ['400 Throttling.User', answer(400, 'Throttling.User'), READS, '400 Throttling.User'],
  ['403', answer(403, 'AccessDenied'), NONE],
  ['404', answer(404, 'FunctionNotFound'), NONE],
  ['409', answer(409, 'ConcurrentUpdateError'), NONE],
  ['a response that is too large', new ResponseTooLarge(1), NONE],
  ['timeout', timedOut(1), NONE],
  ['cancelling', cancelled('SIGINT'), NONE],
  ['a defect', new TypeError('x'), NONE],
];

test.for(TABLE)('%s', ([, failure, retried, reason]) => {
  const reasons = (['invocation', 'http-trigger', 'read'] satisfies RequestKind[]).flatMap(
    (kind) => {
      const given = reasonToResend(kind, failure);
      return given === undefined ? [] : [[kind, given]];
    },
  );

  expect(reasons).toEqual(retried.map((kind) => [kind, reason]));
});

test.for(TABLE)(
  '%s: what may not be sent twice was turned away, if it is retried',
  ([, failure, retried]) => {
    if (!(failure instanceof ServiceError)) return;
    expect(wasTurnedAway(failure)).toBe(retried.includes('invocation'));
  },
);

interface Course {
  /** What the first attempts fail with; the one after them succeeds. */
  readonly failures: readonly unknown[];
  readonly maxRetries?: number;
  readonly remainingMs?: number;
}

/** A call, by a clock that does not wait but notes for how long. */
async function run({ failures, maxRetries = 10, remainingMs = 600_000 }: Course) {
  const waits: number[] = [];
  const resends: Resend[] = [];
  let sent = 0;
  const outcome = await resending(
    'invocation',
    {
      deadline: { signal: never, remainingMs: () => remainingMs, clear: () => undefined },
      maxRetries,
      onResend: (resend) => resends.push(resend),
      clock: {
        now: () => 0,
        sleep: async (ms) => {
          waits.push(ms);
        },
      },
    },
    async () => {
      if (sent < failures.length) throw failures[sent++];
      sent++;
      return 'done';
    },
  ).catch((failure: unknown) => failure);
  return { outcome, sent, waits, resends };
}

/** The jitter takes so much of every wait. */
function jitterOf(share: number): void {
  vi.spyOn(Math, 'random').mockReturnValue(share);
}

const throttled = (retryAfter?: string) =>
  answer(429, 'ResourceExhausted', retryAfter === undefined ? {} : { 'retry-after': retryAfter });

describe('the number of retries', () => {
  test.for([
    // max-retries, failures, requests sent, whether it succeeds
    [0, 0, 1, true],
    [0, 1, 1, false],
    [1, 1, 2, true],
    [3, 3, 4, true],
    [3, 4, 4, false],
  ] as const)(
    'max-retries %i, %i failures: %i requests',
    async ([maxRetries, count, sent, ends]) => {
      const failures = Array.from({ length: count }, () => throttled());

      const seen = await run({ failures, maxRetries });

      expect(seen.sent).toBe(sent);
      expect(seen.outcome).toBe(ends ? 'done' : failures.at(-1));
      expect(seen.resends).toEqual(
        seen.waits.map((waitMs, index) => ({
          reason: '429 ResourceExhausted',
          waitMs,
          number: index + 1,
          maxRetries,
        })),
      );
    },
  );

  test('a failure that may not be retried ends it', async () => {
    const lost = exchangeFailure('reset');

    expect(await run({ failures: [throttled(), lost] })).toMatchObject({ outcome: lost, sent: 2 });
  });
});

describe('waits', () => {
  const failures = Array.from({ length: 8 }, () => throttled());

  test.for([
    [1, [1, 2, 4, 8, 16, 30, 30, 30]],
    [0.5, [0.5, 1, 2, 4, 8, 15, 15, 15]],
    [0, [0, 0, 0, 0, 0, 0, 0, 0]],
  ] as const)('with a jitter of %d grow to at most 30 s: %j', async ([jitter, seconds]) => {
    jitterOf(jitter);

    const { waits } = await run({ failures });

    expect(waits).toEqual(seconds.map((each) => each * 1000));
  });

  test.for([
    // Retry-After, seconds waited where the jitter would give 0.5
    ['0', 0.5],
    ['1', 1],
    ['7', 7],
    ['Fri, 27 Nov 2026 00:00:09 GMT', 9],
    ['Fri, 27 Nov 2026 00:00:00 GMT', 0.5],
    ['Thu, 26 Nov 2026 00:00:00 GMT', 0.5],
    ['', 0.5],
    ['soon', 0.5],
    ['-5', 0.5],
    ['5 s', 0.5],
    ['in 5', 0.5],
    [`${'0'.repeat(39)}9`, 9],
    [`${'0'.repeat(40)}9`, 0.5],
  ] as const)('with Retry-After %j: %d s', async ([retryAfter, seconds]) => {
    jitterOf(0.5);
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-27T00:00:00Z') });

    const { waits } = await run({ failures: [throttled(retryAfter)] });

    expect(waits).toEqual([seconds * 1000]);
  });

  test('a network failure has no Retry-After', async () => {
    jitterOf(0.5);

    expect((await run({ failures: [connectFailure('x')] })).waits).toEqual([500]);
  });
});

describe('a wait that the deadline leaves no time for', () => {
  const seconds = (requested: number | string, remaining: number) =>
    `No room. Wait (not retried: Retry-After is ${requested} s, and ${remaining} s of timeout remain)`;

  test.for([
    // Retry-After, milliseconds left, how it ends
    ['10', 10_001, undefined],
    ['10', 10_000, seconds(10, 10)],
    ['10', 9_001, seconds(10, 10)],
    ['3600', 8_999, seconds(3600, 9)],
    ['9'.repeat(12), 9_000, seconds('9'.repeat(12), 9)],
  ] as const)('Retry-After %s, %i ms left', async ([retryAfter, remainingMs, message]) => {
    const failure = throttled(retryAfter);

    const { outcome, waits } = await run({ failures: [failure], remainingMs });

    if (message === undefined) return expect(outcome).toBe('done');
    expect(waits).toEqual([]);
    expect(outcome).toBeInstanceOf(ServiceError);
    expect(outcome).toMatchObject({ message, answer: failure.answer });
  });

  test.for([
    ['a response without Retry-After', throttled()],
    ['a response with a shorter Retry-After', throttled('0')],
    ['a network failure', connectFailure('x')],
  ] as const)('%s is what it ends with', async ([, failure]) => {
    jitterOf(1);

    const { outcome, waits } = await run({ failures: [failure], remainingMs: 1_000 });

    expect([outcome, waits]).toEqual([failure, []]);
  });
});

test('cancelling ends a wait, by its reason', async () => {
  const stop = new AbortController();
  const reason = cancelled('SIGTERM');
  const call = resending(
    'invocation',
    {
      deadline: { signal: stop.signal, remainingMs: () => 60_000, clear: () => undefined },
      maxRetries: 1,
      onResend: () => stop.abort(reason),
    },
    () => Promise.reject(throttled('30')),
  );

  await expect(call).rejects.toBe(reason);
});
