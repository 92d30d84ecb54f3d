import type { Listener } from '../workflow/machine';

/** Prints what runs and what is left out, and counts it. */
export class Progress implements Listener {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  constructor(private readonly print: (line: string) => void) {}

  get hasFailed(): boolean {
    return this.#failed > 0;
  }

  /** How the steps ended; a job that is skipped counts as one. */
  get summary(): string {
    return `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`;
  }

  jobStarted(title: string): void {
    this.print(`\n== Job ${title}`);
  }

  jobSkipped(title: string, why: string): void {
    this.#skipped += 1;
    this.print(`\n== Job ${title}: skipped (${why})`);
  }

  stepStarted(title: string): void {
    this.print(`-- ${title}`);
  }

  stepEnded(isFailure: boolean): void {
    if (isFailure) this.#failed += 1;
    else this.#passed += 1;
  }

  stepSkipped(title: string, why: string): void {
    this.#skipped += 1;
    this.print(`-- ${title}: skipped (${why})`);
  }
}
