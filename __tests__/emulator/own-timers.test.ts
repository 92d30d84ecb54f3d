/** Timers of a handler that runs in this process. */
import { expect, test, vi } from 'vitest';
import { OwnTimers } from '../../emulator/runtime/own-timers';

/** Callbacks of the same time are called in their order. */
const WAITS = {
  setTimeout: () => new Promise((resolve) => setTimeout(resolve, 1)),
  setInterval: () => new Promise((resolve) => setTimeout(resolve, 1)),
  setImmediate: () => new Promise((resolve) => setImmediate(resolve)),
};

test.each(['setTimeout', 'setInterval', 'setImmediate'] as const)(
  '%s calls back, but no more when its owner is gone',
  async (name) => {
    const timers = new OwnTimers(() => undefined);
    const start = (callback: () => void) =>
      name === 'setImmediate'
        ? timers.functions.setImmediate(callback)
        : timers.functions[name](callback, 1);
    const called = vi.fn();
    start(called);
    await WAITS[name]();
    const calls = called.mock.calls.length;

    start(called);
    timers.clear();
    await WAITS[name]();

    expect(calls).toBeGreaterThan(0);
    expect(called).toHaveBeenCalledTimes(calls);
  },
);

test.each([
  ['promises', () => Promise.reject(new Error('late'))],
  [
    'throws',
    () => {
      throw new Error('late');
    },
  ],
])('an exception that a callback %s is the owner’s', async (_what, callback) => {
  const error = await new Promise((resolve) => {
    new OwnTimers(resolve).functions.setTimeout(callback);
  });

  expect(error).toEqual(new Error('late'));
});
