import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { isJsonText } from '../json-reader';
import { PrivateFile } from './private-file';

/** Longer results are in their file only; no output could hold them. */
const MAX_KEPT_BYTES = 2 * 1024 * 1024;

/** What is kept of a result that cannot go to a file. */
const MAX_RESCUED_BYTES = 64 * 1024 * 1024;

/** How much of a text is kept in memory, in UTF-16 code units: log and summary show no more. */
export const START_LENGTH = 64 * 1024;

/** Longer results are not tried as JSON only to choose the suffix of their file. */
const MAX_TRIED_BYTES = 8 * 1024 * 1024;

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/** What a function returned. */
export interface Result {
  readonly bytes: number;
  /** The text or as much as {@link START_LENGTH} of it; `undefined` when it is not valid UTF-8. */
  readonly start: string | undefined;
  /** Whether it is JSON; a longer result than 8 MiB is not tried. */
  readonly isJson: boolean;
  /** Path of the file with the exact bytes, or why it could not be written. */
  readonly file: string | Error;
  /** Of the bytes, in hexadecimal digits; only when they are not text. */
  readonly sha256?: string | undefined;
  /**
   * The whole text, decoded anew each time; `undefined` when it is not valid UTF-8, is long and its
   * file lost, or longer than a string can be.
   */
  text(): string | undefined;
  /**
   * SHA-256 of the bytes, in hexadecimal digits; `undefined` when the result is long and its file
   * lost.
   */
  digest(): Promise<string | undefined>;
  /** Keeps no more than the start in memory, as long as there is the file. */
  release(): void;
  /** Removes the file, which nothing names any longer. */
  discard(): void;
}

/**
 * Receives a result while it arrives: its bytes go to a new file under `folder` (mode 0600). Only
 * when they are few, or cannot go there, they are kept as well: a file that cannot be written does
 * not lose the result, unless it fails in the midst of a long one.
 *
 * @param contentType as the response says it
 * @throws what reading the body throws
 */
export async function receiveResult(
  body: AsyncIterable<Uint8Array>,
  folder: string,
  contentType = '',
): Promise<Result> {
  const file = new ResultFile(folder);
  const beginning = new TextBeginning();
  const kept: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      beginning.append(chunk);
      file.write(chunk);
      const limit = file.failure === undefined ? MAX_KEPT_BYTES : MAX_RESCUED_BYTES;
      if (bytes <= limit) kept.push(chunk);
    }
  } catch (error) {
    file.remove();
    throw error;
  }
  file.close();
  const start = beginning.end();
  let whole = lengthOf(kept) === bytes ? Buffer.concat(kept) : undefined;
  const text = () => {
    if (start === undefined) return undefined;
    return whole === undefined ? file.text() : whole.toString('utf8');
  };
  const isJson = bytes <= MAX_TRIED_BYTES && isJsonText(text() ?? '');
  const digest = () => sha256Of(whole, file);
  const sha256 = start === undefined ? await digest() : undefined;
  const isNamedJson = isJson || JSON_TYPE.test(contentType);
  file.addSuffix(isNamedJson ? '.json' : start === undefined ? '.bin' : '.txt');
  const release = () => {
    if (file.failure === undefined) whole = undefined;
  };
  const discard = () => file.remove();
  return {
    bytes,
    start,
    isJson,
    file: file.failure ?? file.path,
    sha256,
    text,
    digest,
    release,
    discard,
  };
}

/**
 * A file that remembers its first failure instead of throwing it, so that reading continues. What
 * had come by then is removed.
 */
class ResultFile {
  failure: Error | undefined;
  #file: PrivateFile | undefined;

  constructor(folder: string) {
    this.#attempt(() => {
      this.#file = new PrivateFile(folder, 'result');
    });
  }

  /** Empty after a failure: no file is called so. */
  get path(): string {
    return this.#file?.path ?? '';
  }

  write(chunk: Uint8Array): void {
    this.#attempt(() => this.#file?.write(chunk));
  }

  close(): void {
    this.#attempt(() => this.#file?.close());
  }

  addSuffix(suffix: string): void {
    this.#attempt(() => this.#file?.addSuffix(suffix));
  }

  remove(): void {
    this.#file?.remove();
  }

  read(): AsyncIterable<Uint8Array> {
    return createReadStream(this.path);
  }

  text(): string | undefined {
    try {
      return readFileSync(this.path, 'utf8');
    } catch {
      return undefined;
    }
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.remove();
      this.#file = undefined;
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
      this.#text += text.slice(0, START_LENGTH - this.#text.length);
    } catch {
      this.#decoder = undefined;
    }
  }

  /** `undefined` when it was not valid UTF-8 to the end. */
  end(): string | undefined {
    this.append();
    return this.#decoder && this.#text;
  }
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

async function sha256Of(
  whole: Uint8Array | undefined,
  file: ResultFile,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const piece of whole === undefined ? file.read() : [whole]) hash.update(piece);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}
