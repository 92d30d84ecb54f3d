import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startDeadline, unlessAborted, withDeadline } from '../../../src/http/deadline';
import { cancelled } from '../../../src/http/errors';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const never = () => new AbortController();

test('it fires when the time elapsed, not sooner, and says how long it was', () => {
  const { signal, remainingMs } = startDeadline(2.5, never().signal);

  expect(remainingMs()).toBe(2_500);
  vi.advanceTimersByTime(2_499);
  expect([signal.aborted, remainingMs()]).toEqual([false, 1]);
  vi.advanceTimersByTime(1);
  expect([signal.aborted, remainingMs()]).toEqual([true, 0]);
  vi.advanceTimersByTime(1_000);
  expect(remainingMs()).toBe(0);
  expect(signal.reason).toMatchObject({
    message: 'within 2.5 s',
    reason: 'timeout',
    mayHaveBeenDelivered: false,
    transient: false,
  });
});

test('it fires with the outer signal, for its reason', () => {
  const job = never();
  const { signal } = startDeadline(60, job.signal);

  job.abort(cancelled('SIGINT'));

  expect(signal.reason).toBe(job.signal.reason);
});

test('once cleared it holds nothing and never fires', () => {
  const { signal, clear } = startDeadline(1, never().signal);

  clear();

  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(2_000);
  expect(signal.aborted).toBe(false);
});

test('work has a deadline of its own, which is cleared however it ends', async () => {
  const ends = [];
  for (const outcome of [async () => 7, () => Promise.reject(new Error('failed'))]) {
    const work = withDeadline(1, never().signal, async (deadline) => {
      expect(deadline.remainingMs()).toBe(1_000);
      return outcome();
    });
    ends.push(await work.catch(String), vi.getTimerCount());
  }

  expect(ends).toEqual([7, 0, 'Error: failed', 0]);
});

test('work settles as it does, unless the signal fires first', async () => {
  const stop = never();
  const failure = new Error('failed');
  const listeners = () => getEventListeners(stop.signal, 'abort').length;

  expect(await unlessAborted(stop.signal, Promise.resolve(7))).toBe(7);
  await expect(unlessAborted(stop.signal, Promise.reject(failure))).rejects.toBe(failure);
  // A signal outlives much of the work that it could end.
  expect(listeners()).toBe(0);
  const pending = unlessAborted(stop.signal, new Promise(() => undefined));
  stop.abort(failure);
  expect(listeners()).toBe(0);
  await expect(pending).rejects.toBe(failure);
  await expect(unlessAborted(stop.signal, new Promise(() => undefined))).rejects.toBe(failure);
});
