/** The contract's "for up to 60 s per invocation and 5 minutes per step". */
import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/clock';
import { ReadingTime } from '../../../src/log-service/reading-time';

/** A clock that stands still until it is moved. */
class HandClock implements Clock {
  seconds = 1_000;
  now = () => this.seconds * 1000;
  sleep = () => Promise.reject(new Error('Nothing waits here.'));
}

/** A reading under way, until it is ended. */
function begin(time: ReadingTime) {
  let left = () => Number.NaN;
  const reader = new EventEmitter();
  const ended = time.limited(async (secondsLeft) => {
    left = secondsLeft;
    await once(reader, 'end');
  });
  return {
    left: () => left(),
    end: () => {
      reader.emit('end');
      return ended;
    },
  };
}

/** Readings one after the other, each of so many seconds: how many each had when it began. */
async function limits(...durations: readonly number[]): Promise<number[]> {
  const clock = new HandClock();
  const time = new ReadingTime(clock);
  const seen: number[] = [];
  for (const seconds of durations) {
    const reading = begin(time);
    seen.push(reading.left());
    clock.seconds += seconds;
    await reading.end();
    // What passes between them does not count.
    clock.seconds += 1_000;
  }
  return seen;
}

test.for<readonly [durations: readonly number[], limits: readonly number[]]>([
  [[1], [60]],
  [
    [60, 60, 60, 60, 60, 0],
    [60, 60, 60, 60, 60, 0],
  ],
  [
    [60, 60, 60, 60, 30, 30, 0],
    [60, 60, 60, 60, 60, 30, 0],
  ],
  [
    [240.5, 1, 0],
    [60, 60, 59],
  ],
  [
    [400, 1],
    [60, 0],
  ],
])('readings of %j s may take %j s', async ([durations, expected]) => {
  expect(await limits(...durations)).toEqual(expected);
});

test('what is left falls while it is read, in whole seconds, to 0 and no further', async () => {
  const clock = new HandClock();
  const reading = begin(new ReadingTime(clock));
  const seen = [0, 0.5, 0.5, 58, 0.5, 0.5, 100].map((seconds) => {
    clock.seconds += seconds;
    return reading.left();
  });

  expect(seen).toEqual([60, 60, 59, 1, 1, 0, 0]);
});

test('several at a time count once, from the first that begins to the last that ends', async () => {
  const clock = new HandClock();
  const time = new ReadingTime(clock);
  for (const round of [1, 2, 3, 4]) {
    const first = begin(time);
    clock.seconds += 20;
    const second = begin(time);
    expect([round, second.left()]).toEqual([round, 60]);
    clock.seconds += 20;
    await first.end();
    clock.seconds += 20;
    await second.end();
  }

  const fifth = begin(time);
  clock.seconds += 50;
  const sixth = begin(time);
  expect([fifth.left(), sixth.left()]).toEqual([10, 10]);
});

test('one that fails counts too, and its error is told', async () => {
  const clock = new HandClock();
  const time = new ReadingTime(clock);
  const failed = time.limited(async () => {
    clock.seconds += 299;
    throw new Error('no');
  });

  await expect(failed).rejects.toThrow('no');
  expect(begin(time).left()).toBe(1);
});
