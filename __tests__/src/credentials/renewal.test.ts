/** "Keyless credentials are renewed when less than 5 minutes remain." */
import type { RequestListener } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { deadlineOf, ISSUED_AT, issued, keyBody, keyId, refused, startExchange } from './exchange';

const MINUTE = 60_000;

const broken: RequestListener = (request) => request.socket.destroy();

describe('a key that was issued for', () => {
  test.for([
    [900, 10 * MINUTE - 1, 'kept'],
    [900, 10 * MINUTE, 'kept'],
    [900, 10 * MINUTE + 1, 'renewed'],
    [3600, 55 * MINUTE, 'kept'],
    [3600, 55 * MINUTE + 1, 'renewed'],
    [43_200, 715 * MINUTE, 'kept'],
    [43_200, 715 * MINUTE + 1, 'renewed'],
    [300, 0, 'kept'],
    [299, 0, 'renewed'],
    [-1, 0, 'renewed'],
  ] as const)('%i s is, after %i ms, %s', async ([lifetime, elapsed, expected]) => {
    const exchange = await startExchange(issued(lifetime, 1), issued(lifetime, 2));
    const credentials = exchange.credentials();

    const first = await keyId(credentials);
    exchange.forward(elapsed);
    const second = await keyId(credentials);

    expect(second === first ? 'kept' : 'renewed').toBe(expected);
    expect(exchange.stsRequests()).toBe(expected === 'kept' ? 1 : 2);
  });

  test('so long by the clock of STS, or by that of the runner where STS tells none', async () => {
    const runnersTime = ISSUED_AT - 60 * MINUTE;
    vi.useFakeTimers({ toFake: ['Date'], now: runnersTime });
    const withoutDate =
      (number: number): RequestListener =>
      (_, response) => {
        response.sendDate = false;
        response.end(keyBody(runnersTime + 15 * MINUTE, number));
      };
    const exchange = await startExchange(withoutDate(1), withoutDate(2));
    const credentials = exchange.credentials();
    try {
      const first = await keyId(credentials);
      exchange.forward(10 * MINUTE);
      expect(await keyId(credentials)).toBe(first);
      exchange.forward(1);
      expect(await keyId(credentials)).not.toBe(first);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a renewal that fails', () => {
  const sts = (status: number, Code: string) => refused(status, { Code, Message: 'No.' });

  test.for([
    // STS is out of reach: the key at hand is used to its end.
    ['a broken connection', broken, 'kept', { name: 'TransportError', reason: 'network' }],
    ['no JSON', refused(200, '<html>'), 'kept', { name: 'TransportError', reason: 'network' }],
    ['status 500', sts(500, 'InternalError'), 'kept', { problem: 'sts-unavailable' }],
    ['status 429', sts(429, 'X'), 'kept', { problem: 'sts-unavailable' }],
    ['throttling', sts(400, 'Throttling.User'), 'kept', { problem: 'sts-unavailable' }],
    // STS refuses: a key that still lives does not hide it.
    ['a refusal', sts(403, 'NoPermission'), 'refused', { problem: 'other' }],
    ['an unusable key', issued(900, 2, { AccessKeyId: 'e' }), 'refused', { problem: 'other' }],
  ] as const)('by %s', async ([, failure, expected, error]) => {
    const exchange = await startExchange(issued(900), failure);
    const credentials = exchange.credentials();
    const first = await keyId(credentials);

    exchange.forward(15 * MINUTE - 1);
    const second = keyId(credentials);
    if (expected === 'kept') expect(await second).toBe(first);
    else await expect(second).rejects.toMatchObject(error);
    exchange.forward(1);

    await expect(keyId(credentials)).rejects.toMatchObject(error);
  });

  test('by the request’s own deadline ends that request', async () => {
    const exchange = await startExchange(issued(900), () => hasty.cancel(), issued(900, 2));
    const hasty = deadlineOf(30);
    const credentials = exchange.credentials();
    await keyId(credentials);
    exchange.forward(14 * MINUTE);

    await expect(credentials.accessKey(hasty.deadline)).rejects.toMatchObject({
      reason: 'cancelled',
      mayHaveBeenDelivered: false,
    });
    expect(await keyId(credentials)).toContain('-2');
  });
});

describe('requests that need a key at once', () => {
  test('share one renewal', async () => {
    const exchange = await startExchange(issued(900, 1), issued(900, 2));
    const credentials = exchange.credentials();

    for (const number of [1, 2]) {
      const ids = await Promise.all(Array.from({ length: 5 }, () => keyId(credentials)));

      expect(new Set(ids)).toEqual(new Set([`STS.4-16-letters-${number}`]));
      expect(exchange.stsRequests()).toBe(number);
      exchange.forward(15 * MINUTE);
    }
  });

  test('share its refusal', async () => {
    const exchange = await startExchange(refused(403, { Code: 'NoPermission', Message: 'No.' }));
    const credentials = exchange.credentials();

    const results = await Promise.allSettled([1, 2, 3].map(() => keyId(credentials)));

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(exchange.stsRequests()).toBe(1);
  });

  test('do not share the timeout of the one that began it', async () => {
    const exchange = await startExchange(() => hasty.cancel(), issued(900, 2));
    const hasty = deadlineOf(30);
    const credentials = exchange.credentials();

    const [first, second] = await Promise.allSettled([
      credentials.accessKey(hasty.deadline),
      credentials.accessKey(deadlineOf(30).deadline),
    ]);

    expect(first).toMatchObject({ reason: { reason: 'cancelled', mayHaveBeenDelivered: false } });
    expect(second).toMatchObject({ value: { accessKeyId: 'STS.4-16-letters-2' } });
  });

  test('end when their own deadline does, whoever began the renewal', async () => {
    const patient = deadlineOf(30);
    const hasty = deadlineOf(30);
    let finish = () => {};
    const exchange = await startExchange((request, response) => {
      finish = () => issued(900)(request, response);
      hasty.cancel();
    });
    const credentials = exchange.credentials();

    const first = credentials.accessKey(patient.deadline);
    await expect(credentials.accessKey(hasty.deadline)).rejects.toMatchObject({
      reason: 'cancelled',
    });
    finish();

    expect(await first).toMatchObject({ accessKeyId: 'STS.4-16-letters-1' });
  });

  test('all end when the job is cancelled, and nothing is asked for again', async () => {
    const job = deadlineOf(30);
    const exchange = await startExchange(() => job.cancel());
    const credentials = exchange.credentials();

    const results = await Promise.allSettled(
      [1, 2, 3].map(() => credentials.accessKey(job.deadline)),
    );

    expect(results).toEqual(
      results.map(() => ({
        status: 'rejected',
        reason: expect.objectContaining({ reason: 'cancelled' }),
      })),
    );
    expect(exchange.stsRequests()).toBe(1);
  });
});
