import { performance } from 'node:perf_hooks';

/** npm passes on what the terminal has sent already: that soon after, it is the same Ctrl-C. */
const SAME_WITHIN_MS = 500;

/** Why {@link Cancellation.signal} is aborted. */
export class Cancelled extends Error {
  constructor(readonly signalName: 'SIGINT' | 'SIGTERM') {
    super(`The run was cancelled (${signalName}): later steps and jobs were not run.`);
  }
}

/** Cancels the run at the first Ctrl-C, and gives it up at the second. */
export class Cancellation {
  readonly #controller = new AbortController();
  #since = 0;

  /** @param giveUp ends everything at once */
  constructor(
    private readonly giveUp: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Its reason is {@link Cancelled}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  request(signalName: 'SIGINT' | 'SIGTERM'): void {
    if (!this.signal.aborted) {
      this.#since = this.now();
      this.#controller.abort(new Cancelled(signalName));
    } else if (this.now() - this.#since >= SAME_WITHIN_MS) this.giveUp();
  }
}
