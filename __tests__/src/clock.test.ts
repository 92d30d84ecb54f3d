import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock';

test('the time is that of the process, and does not go back', () => {
  const before = performance.now();
  const now = systemClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(performance.now()).toBeGreaterThanOrEqual(now);
});

test('a wait takes its milliseconds', async () => {
  const before = performance.now();
  await systemClock.sleep(20, new AbortController().signal);
  // A timer may fire a fraction of a millisecond early.
  expect(performance.now() - before).toBeGreaterThan(18);
});

test('a wait ends with the reason of the signal, also of one that has fired', async () => {
  const job = new AbortController();
  const reason = new Error('The job was cancelled');
  const waiting = systemClock.sleep(2 ** 30, job.signal);
  job.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(systemClock.sleep(2 ** 30, job.signal)).rejects.toBe(reason);
});
