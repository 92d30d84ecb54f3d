import { decodeUtf8, splitLines } from './lines';
import { SecretMasker } from './masks';

/** A larger summary is dropped with an error. */
const MAX_SUMMARY_BYTES = 1024 * 1024;

/**
 * Reads the file behind GITHUB_OUTPUT as the runner does (actions/runner, src/Runner.Worker/
 * FileCommandManager.cs): `name=value` lines, and blocks of `name<<DELIMITER`, the value's lines,
 * `DELIMITER`. Of a name that comes twice, the last value holds.
 *
 * @throws Error for a file that the runner refuses, which fails the step
 */
export function readOutputs(content: Uint8Array | string): Record<string, string> {
  const outputs = new Map<string, string>();
  const cursor = new LineCursor(decodeUtf8(content));
  for (let line = cursor.next(); line !== undefined; line = cursor.next()) {
    if (line.text === '') {
      continue;
    }
    const equals = line.text.indexOf('=');
    const heredoc = line.text.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      setOutput(outputs, line.text.slice(0, equals), line.text.slice(equals + 1));
    } else if (heredoc >= 0) {
      const name = line.text.slice(0, heredoc);
      const delimiter = line.text.slice(heredoc + 2);
      if (name === '' || delimiter === '') {
        throw new Error(
          `Invalid format '${line.text}'. Name must not be empty and delimiter must not be empty`,
        );
      }
      setOutput(outputs, name, cursor.readUntil(delimiter));
    } else {
      throw new Error(`Invalid format '${line.text}'`);
    }
  }
  return Object.fromEntries(outputs);
}

function setOutput(outputs: Map<string, string>, name: string, value: string): void {
  if (name === '') {
    throw new Error(`The output with the value '${value.slice(0, 100)}' has no name.`);
  }
  outputs.set(name, value);
}

/** Walks a text line by line. Lines end at LF, on Windows at CRLF too; a lone CR is text. */
class LineCursor {
  #position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  next(): { text: string; newline: string } | undefined {
    if (this.#position >= this.#text.length) {
      return undefined;
    }
    const start = this.#position;
    const feed = this.#text.indexOf('\n', start);
    if (feed < 0) {
      this.#position = this.#text.length;
      return { text: this.#text.slice(start), newline: '' };
    }
    this.#position = feed + 1;
    const isCrlf = process.platform === 'win32' && feed > start && this.#text[feed - 1] === '\r';
    const newline = isCrlf ? '\r\n' : '\n';
    return { text: this.#text.slice(start, this.#position - newline.length), newline };
  }

  /** The text up to the line that equals the delimiter, without that text's last line end. */
  readUntil(delimiter: string): string {
    const start = this.#position;
    let end = start;
    for (let line = this.next(); line?.text !== delimiter; line = this.next()) {
      if (line === undefined) {
        throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      }
      if (line.newline === '') {
        throw new Error('Invalid value. EOF marker missing new line.');
      }
      end = this.#position - line.newline.length;
    }
    return this.#text.slice(start, end);
  }
}

/**
 * Reads the file behind GITHUB_STEP_SUMMARY as the runner uploads it: each line masked, ended by LF.
 *
 * @param masks the values that `add-mask` hid
 * @throws Error for a summary over 1 MiB, which the runner drops with an error
 */
export function readStepSummary(
  content: Uint8Array | string,
  masks: readonly string[] = [],
): string {
  const size = Buffer.byteLength(content);
  if (size > MAX_SUMMARY_BYTES) {
    throw new Error(
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${MAX_SUMMARY_BYTES / 1024}k, got ${Math.trunc(size / 1024)}k.`,
    );
  }
  const masker = new SecretMasker();
  for (const mask of masks) {
    masker.add(mask);
  }
  return splitLines(content)
    .map((line) => `${masker.mask(line)}\n`)
    .join('');
}
