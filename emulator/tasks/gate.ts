/** Open, it lets every caller through; closed, callers wait. */
export class Gate {
  #closed: { opening: Promise<void>; open: () => void } | undefined;

  close(): void {
    if (this.#closed) return;
    let open = () => {};
    const opening = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#closed = { opening, open };
  }

  open(): void {
    this.#closed?.open();
    this.#closed = undefined;
  }

  /** Resolves when the gate is open, or the signal says that there is nothing to wait for. */
  async pass(signal: AbortSignal): Promise<void> {
    if (!this.#closed || signal.aborted) return;
    const leaving = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([this.#closed.opening, leaving]);
  }
}
