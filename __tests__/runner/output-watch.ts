import { StringDecoder } from 'node:string_decoder';
import type { LiveLog } from './live-log';

type Stream = 'stdout' | 'stderr';

/** Collects what an action writes, and lets a test wait for a part of it. */
export class OutputWatch {
  readonly #chunks: Record<Stream, Buffer[]> = { stdout: [], stderr: [] };
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  readonly #waiting = new Set<() => void>();
  #text = '';
  #ended = false;

  /** @param live is told what comes */
  constructor(private readonly live?: LiveLog) {}

  add(stream: Stream, chunk: Buffer): void {
    this.#chunks[stream].push(chunk);
    this.#text += this.#decoders[stream].write(chunk);
    this.live?.add(stream, chunk);
    this.#notify();
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true;
    this.live?.end();
    this.#notify();
  }

  get stdoutBytes(): Buffer {
    return Buffer.concat(this.#chunks.stdout);
  }

  get stderrBytes(): Buffer {
    return Buffer.concat(this.#chunks.stderr);
  }

  /** Resolves with the output so far once it matches; rejects when the action ends first. */
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
