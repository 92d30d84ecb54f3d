import { setTimeout as delay } from 'node:timers/promises';

/** Time as the waiting parts of this program see it, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since some moment in the past; never goes back. */
  now(): number;
  /**
   * Waits, as long as the signal lets it.
   *
   * @throws the signal's reason when it fires first
   */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal });
    } catch {
      // Only the signal ends a wait early; the timer's own error would hide why.
      throw signal.reason;
    }
  },
};
