import { createHash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';

/** Longer results are not decoded: no output, log or expectation could hold them. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** What a function returned. */
export interface Result {
  readonly bytes: number;
  /** Of the exact bytes, in hexadecimal digits. */
  readonly sha256: string;
  /** `undefined` when the bytes are not valid UTF-8. */
  readonly text: string | undefined;
  readonly isJson: boolean;
  /** Path of the file with the exact bytes, or why it could not be written. */
  readonly file: string | Error;
}

/**
 * Receives a result while it arrives: its bytes go to a new file under `folder` (mode 0600) and
 * are not kept. A file that cannot be written does not lose the result.
 *
 * @throws what reading the body throws
 */
export async function receiveResult(
  body: AsyncIterable<Uint8Array>,
  folder: string,
): Promise<Result> {
  const file = await ResultFile.create(folder);
  const text = new StrictText();
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      hash.update(chunk);
      text.append(chunk);
      await file.write(chunk);
    }
  } catch (error) {
    await file.close('');
    throw error;
  }
  const decoded = text.end();
  const isJson = decoded !== undefined && parses(decoded);
  const suffix = isJson ? '.json' : decoded === undefined ? '.bin' : '.txt';
  return {
    bytes,
    sha256: hash.digest('hex'),
    text: decoded,
    isJson,
    file: await file.close(suffix),
  };
}

/** A file that remembers its first failure instead of throwing it, so that reading can go on. */
class ResultFile {
  #failure: Error | undefined;

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle | undefined,
    failure?: Error,
  ) {
    this.#failure = failure;
  }

  static async create(folder: string): Promise<ResultFile> {
    try {
      const path = join(await mkdtemp(join(folder, 'fc-invoke-')), 'result');
      return new ResultFile(path, await open(path, 'wx', 0o600));
    } catch (error) {
      return new ResultFile('', undefined, asError(error));
    }
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      // FileHandle.write may write less than it was given; writeFile goes on until all is out.
      await this.handle?.writeFile(chunk);
    } catch (error) {
      this.#failure = asError(error);
    }
  }

  /** Ends the file under its final name; returns the path or the first failure. */
  async close(suffix: string): Promise<string | Error> {
    try {
      await this.handle?.close();
      if (this.#failure === undefined) await rename(this.path, this.path + suffix);
    } catch (error) {
      this.#failure ??= asError(error);
    }
    return this.#failure ?? this.path + suffix;
  }
}

/** Decodes UTF-8 chunk by chunk and gives up at the first invalid byte. */
class StrictText {
  #decoder: TextDecoder | undefined = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #text = '';
  #bytes = 0;

  append(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_TEXT_BYTES) this.#giveUp();
    this.#decode(chunk);
  }

  end(): string | undefined {
    this.#decode();
    return this.#decoder === undefined ? undefined : this.#text;
  }

  #decode(chunk?: Uint8Array): void {
    try {
      this.#text += this.#decoder?.decode(chunk, { stream: chunk !== undefined }) ?? '';
    } catch {
      this.#giveUp();
    }
  }

  #giveUp(): void {
    this.#decoder = undefined;
    this.#text = '';
  }
}

function parses(text: string): boolean {
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
