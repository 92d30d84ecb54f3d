import type { Clock } from '../clock';
import { type Deadline, unlessAborted } from '../http/deadline';
import { isTransportError } from '../http/errors';
import { CredentialsError } from './credentials-error';
import type { TemporaryKey } from './sts';

/** Credentials are renewed if they are valid for less than this. */
const RENEWAL_MARGIN_MS = 5 * 60_000;

interface Held {
  readonly key: TemporaryKey['key'];
  /** Monotonic time, as is `endsAt`. */
  readonly renewAt: number;
  readonly endsAt: number;
}

/** Holds temporary credentials and replaces them in time; concurrent callers share one renewal. */
export class RenewedKey {
  #held: Held | undefined;
  #renewal: { readonly key: Promise<TemporaryKey['key']>; readonly by: Deadline } | undefined;

  /** @param issue obtains a new key within a deadline */
  constructor(
    private readonly issue: (deadline: Deadline) => Promise<TemporaryKey>,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /**
   * The key for a request that is about to be sent.
   *
   * @throws what `issue` throws
   */
  async current(deadline: Deadline): Promise<TemporaryKey['key']> {
    if (this.#held !== undefined && this.clock.now() <= this.#held.renewAt) return this.#held.key;
    const shared = this.#renewal;
    if (shared === undefined) return this.#start(deadline);
    try {
      return await unlessAborted(deadline.signal, shared.key);
    } catch (error) {
      // The one that began it ran out of time; this one has its own.
      if (shared.by.signal.aborted && !deadline.signal.aborted) return this.current(deadline);
      throw error;
    }
  }

  #start(deadline: Deadline): Promise<TemporaryKey['key']> {
    const key = this.#renew(deadline).finally(() => {
      this.#renewal = undefined;
    });
    this.#renewal = { key, by: deadline };
    return key;
  }

  async #renew(deadline: Deadline): Promise<TemporaryKey['key']> {
    const askedAt = this.clock.now();
    try {
      const { key, lifetimeMs } = await this.issue(deadline);
      const endsAt = askedAt + lifetimeMs;
      this.#held = { key, endsAt, renewAt: endsAt - RENEWAL_MARGIN_MS };
      return key;
    } catch (error) {
      // What the margin is for: while STS is out of reach, the current credentials still work.
      const held = this.#held;
      const isStillValid = held !== undefined && this.clock.now() < held.endsAt;
      if (isOutage(error) && isStillValid) return held.key;
      throw error;
    }
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof CredentialsError
    ? error.problem === 'sts-unavailable'
    : isTransportError(error, 'network');
}
