/** Timers that end with their owner, and whose exceptions are the owner's. */
export class OwnTimers {
  readonly #running = new Set<NodeJS.Timeout | NodeJS.Immediate>();

  /** @param onError takes what a callback throws */
  constructor(private readonly onError: (error: unknown) => void) {}

  /** The functions by the names of the global ones; those that clear are the global ones. */
  readonly functions = {
    setTimeout: (callback: Callback, ms?: number, ...args: unknown[]) => {
      const timer = setTimeout(() => this.#run(timer, callback, args), ms);
      return this.#add(timer);
    },
    setInterval: (callback: Callback, ms?: number, ...args: unknown[]) =>
      this.#add(setInterval(() => this.#run(undefined, callback, args), ms)),
    setImmediate: (callback: Callback, ...args: unknown[]) => {
      const immediate = setImmediate(() => this.#run(immediate, callback, args));
      return this.#add(immediate);
    },
  };

  clear(): void {
    for (const timer of this.#running) {
      if ('refresh' in timer) clearTimeout(timer);
      else clearImmediate(timer);
    }
    this.#running.clear();
  }

  #add<Timer extends NodeJS.Timeout | NodeJS.Immediate>(timer: Timer): Timer {
    this.#running.add(timer);
    return timer;
  }

  #run(
    ended: NodeJS.Timeout | NodeJS.Immediate | undefined,
    callback: Callback,
    args: unknown[],
  ): void {
    if (ended) this.#running.delete(ended);
    try {
      const returned = callback(...args);
      if (returned instanceof Promise) returned.catch(this.onError);
    } catch (error) {
      this.onError(error);
    }
  }
}

type Callback = (...args: unknown[]) => unknown;
