import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';

/** Longer results are not taken for text: no output, log or expectation could hold them. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** Results that an output can hold are kept in memory; longer ones are in their file. */
const MAX_KEPT_BYTES = 2 * 1024 * 1024;

/** How much of every text is at hand, in UTF-16 code units: as much as log and summary show. */
const START_LENGTH = 64 * 1024;

/** White space (RFC 8259, 2), and then the first character of a value. */
const START_OF_JSON = /^[\t\n\r ]*(?:[-\d"[fnt{]|$)/;

/** What a function returned. */
export interface Result {
  readonly bytes: number;
  /** The text or as much as {@link START_LENGTH} of it; `undefined` when it is not valid UTF-8. */
  readonly start: string | undefined;
  readonly isJson: boolean;
  /** Path of the file with the exact bytes, or why it could not be written. */
  readonly file: string | Error;
  /** Of the file, in hexadecimal digits; only of one that is not text. */
  readonly sha256?: string | undefined;
  /**
   * The whole text, decoded anew each time; `undefined` when it is not valid UTF-8, or long and
   * its file lost.
   */
  text(): string | undefined;
}

/**
 * Receives a result while it arrives: its bytes go to a new file under `folder` (mode 0600). A
 * file that cannot be written does not lose a result that an output can hold.
 *
 * @throws what reading the body throws
 */
export async function receiveResult(
  body: AsyncIterable<Uint8Array>,
  folder: string,
): Promise<Result> {
  const file = new ResultFile(folder);
  const beginning = new TextBeginning();
  const kept: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      beginning.append(chunk);
      if (bytes <= MAX_KEPT_BYTES) kept.push(chunk);
      file.write(chunk);
    }
  } finally {
    file.end();
  }
  const start = bytes > MAX_TEXT_BYTES ? undefined : beginning.end();
  const text = () => {
    if (start === undefined) return undefined;
    return bytes <= MAX_KEPT_BYTES ? Buffer.concat(kept).toString('utf8') : file.text();
  };
  const isJson = start !== undefined && START_OF_JSON.test(start) && parses(text());
  file.addSuffix(isJson ? '.json' : start === undefined ? '.bin' : '.txt');
  const sha256 = start === undefined ? await file.sha256() : undefined;
  return { bytes, start, isJson, file: file.pathOrFailure, sha256, text };
}

/** A file that remembers its first failure instead of throwing it, so that reading can go on. */
class ResultFile {
  #path = '';
  #descriptor: number | undefined;
  #failure: Error | undefined;

  constructor(folder: string) {
    this.#try(() => {
      this.#path = join(mkdtempSync(join(folder, 'fc-invoke-')), 'result');
      this.#descriptor = openSync(this.#path, 'wx', 0o600);
    });
  }

  get pathOrFailure(): string | Error {
    return this.#failure ?? this.#path;
  }

  /** To the system's cache, which takes less time than to wait for another thread to do it. */
  write(chunk: Uint8Array): void {
    this.#try(() => writeFileSync(this.#descriptor ?? -1, chunk));
  }

  end(): void {
    try {
      if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    } catch (error) {
      this.#failure ??= asError(error);
    }
  }

  addSuffix(suffix: string): void {
    this.#try(() => {
      renameSync(this.#path, this.#path + suffix);
      this.#path += suffix;
    });
  }

  text(): string | undefined {
    return this.#try(() => readFileSync(this.#path, 'utf8'));
  }

  async sha256(): Promise<string | undefined> {
    if (this.#failure !== undefined) return undefined;
    try {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(this.#path)) hash.update(chunk);
      return hash.digest('hex');
    } catch (error) {
      this.#failure = asError(error);
      return undefined;
    }
  }

  #try<T>(work: () => T): T | undefined {
    if (this.#failure !== undefined) return undefined;
    try {
      return work();
    } catch (error) {
      this.#failure = asError(error);
      return undefined;
    }
  }
}

/** The beginning of a text that arrives in pieces, all of which are checked. */
class TextBeginning {
  #decoder: TextDecoder | undefined = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #text = '';

  append(chunk?: Uint8Array): void {
    try {
      const text = this.#decoder?.decode(chunk, { stream: chunk !== undefined }) ?? '';
      if (this.#text.length < START_LENGTH) this.#text += text;
    } catch {
      this.#decoder = undefined;
    }
  }

  /** `undefined` when it was not valid UTF-8 to the end. */
  end(): string | undefined {
    this.append();
    return this.#decoder && this.#text.slice(0, START_LENGTH);
  }
}

function parses(text = ''): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
