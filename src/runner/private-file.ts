import { closeSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A new file in a new folder of its own under `folder`, which nobody else can read (modes 0600 and
 * 0700), open for writing.
 */
export class PrivateFile {
  #path: string;
  readonly #descriptor: number;
  #isOpen = true;

  /** @throws what the system says; then nothing is left behind */
  constructor(folder: string, name: string) {
    this.#path = join(mkdtempSync(join(folder, 'fc-invoke-')), name);
    try {
      this.#descriptor = openSync(this.#path, 'wx', 0o600);
    } catch (error) {
      removeFolderOf(this.#path);
      throw error;
    }
  }

  get path(): string {
    return this.#path;
  }

  /** To the system's cache, which takes less time than to wait for another thread to do it. */
  write(data: string | Uint8Array): void {
    writeFileSync(this.#descriptor, data);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }

  addSuffix(suffix: string): void {
    const path = this.#path + suffix;
    renameSync(this.#path, path);
    this.#path = path;
  }

  /** Closes and removes it, with its folder. What cannot be removed is left to the runner. */
  remove(): void {
    try {
      this.close();
      removeFolderOf(this.#path);
    } catch {
      // The runner empties RUNNER_TEMP after the job.
    }
  }
}

function removeFolderOf(path: string): void {
  rmSync(dirname(path), { recursive: true });
}
