import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/clock';

/** No test waits as often, unless it never ends. */
const MAX_WAITS = 500;

/** @throws Error after so many waits that they have no end */
export function refuseEndless(waits: number): void {
  if (waits > MAX_WAITS) throw new Error('It waits for ever.');
}

/** A clock on which every wait is over at once, and took its time all the same. */
export class SkippingClock implements Clock {
  #skippedMs = 0;
  #waits = 0;
  readonly #waiting = new Set<() => void>();

  now(): number {
    return performance.now() + this.#skippedMs;
  }

  /** The time of day by this clock. */
  readonly date = (): Date => new Date(Date.now() + this.#skippedMs);

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#skippedMs += ms;
    this.#waits += 1;
    refuseEndless(this.#waits);
    for (const check of this.#waiting) check();
    // What else goes on gets its turn.
    await setTimeout(1);
    signal.throwIfAborted();
  }

  /** Resolves as soon as so much time has been skipped. */
  skipped(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (this.#skippedMs < ms) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}
