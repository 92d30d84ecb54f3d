import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/** Collects what a process writes, and lets a test wait for a part of it. */
export class OutputWatch {
  readonly #chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  readonly #waiting = new Set<() => void>();
  #text = '';
  #ended = false;

  /** @param child a process just spawned with pipes for stdout and stderr */
  constructor(child: ChildProcess) {
    for (const name of ['stdout', 'stderr'] as const) {
      const decoder = new StringDecoder('utf8');
      child[name]?.on('data', (chunk: Buffer) => {
        this.#chunks[name].push(chunk);
        this.#text += decoder.write(chunk);
        this.#notify();
      });
    }
    child.once('close', () => {
      this.#ended = true;
      this.#notify();
    });
  }

  get stdoutBytes(): Buffer {
    return Buffer.concat(this.#chunks.stdout);
  }

  get stderrBytes(): Buffer {
    return Buffer.concat(this.#chunks.stderr);
  }

  /** Resolves with the output so far once it matches; rejects when the process ends first. */
  waitFor(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const check = () => {
        // `search` leaves the lastIndex of a global pattern alone.
        if (this.#text.search(pattern) >= 0) {
          this.#waiting.delete(check);
          resolve(this.#text);
        } else if (this.#ended) {
          this.#waiting.delete(check);
          reject(
            new Error(`The action ended before its output matched ${pattern}:\n${this.#text}`),
          );
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  #notify(): void {
    for (const check of this.#waiting) {
      check();
    }
  }
}
