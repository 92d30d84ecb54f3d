import type { Clock } from '../clock';

/** How long to wait for the log of one invocation, and for those of all of a step. */
const SECONDS_PER_INVOCATION = 60;
const SECONDS_PER_STEP = 5 * 60;

/** The time that a step takes for logs: what is read at the same time counts once. */
export class ReadingTime {
  #readers = 0;
  #since = 0;
  #spentMs = 0;

  constructor(private readonly clock: Clock) {}

  /**
   * Reads the log of an invocation.
   *
   * @param read is given what tells how many seconds it still has, rounded up; 0 if none are left
   */
  async limited<T>(read: (secondsLeft: () => number) => Promise<T>): Promise<T> {
    const start = this.clock.now();
    if (this.#readers++ === 0) this.#since = start;
    const stepMs = SECONDS_PER_STEP * 1000 - this.#spentMs - (start - this.#since);
    const end = start + Math.min(SECONDS_PER_INVOCATION * 1000, stepMs);
    try {
      return await read(() => Math.max(0, Math.ceil((end - this.clock.now()) / 1000)));
    } finally {
      if (--this.#readers === 0) this.#spentMs += this.clock.now() - this.#since;
    }
  }
}
