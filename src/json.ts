/** A JSON value whose numbers are of the type `N`. */
export type JsonOf<N> = null | boolean | N | string | readonly JsonOf<N>[] | JsonObjectOf<N>;
export type JsonObjectOf<N> = { readonly [name: string]: JsonOf<N> };

/** A JSON value; an integer that a double might not hold is a `bigint`. */
export type Json = JsonOf<number | bigint>;
export type JsonObject = JsonObjectOf<number | bigint>;

/** A number as it was written, for JSON that is passed on: `1.10` stays `1.10`. */
export class WrittenNumber {
  constructor(readonly digits: string) {}

  /** `JSON.stringify` cannot write it, as it cannot write a `bigint`. */
  toJSON(): never {
    throw new TypeError('A WrittenNumber is written by jsonText.');
  }
}

/** A JSON value that is passed on. */
export type WrittenJson = JsonOf<number | WrittenNumber>;

export function isJsonObject<N>(value: JsonOf<N> | undefined): value is JsonObjectOf<N> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof WrittenNumber)
  );
}

/** An integer of few characters can be written with many digits (`1e999`); no longer text is made. */
const MAX_TEXT_LENGTH = 128 * 1024 * 1024;

/** So many code units are collected before they become one string, without what it was made of. */
const PART_LENGTH = 64 * 1024;

/**
 * Compact JSON, with every digit of an integer and of a {@link WrittenNumber}. It takes little more
 * memory than the text, however many parts the value has.
 *
 * @throws RangeError when the text would be longer than a string can be, or, with exact numbers, have
 * more than {@link MAX_TEXT_LENGTH} UTF-16 code units
 */
export function jsonText(value: JsonOf<number | bigint | WrittenNumber>): string {
  try {
    return JSON.stringify(value);
  } catch {
    // Of an exact number, or of a text that is too long or too deep, which it is for the writer too.
    const writer = new Writer();
    writer.write(value);
    return writer.text();
  }
}

/** Writes numbers that `JSON.stringify` cannot write. */
class Writer {
  readonly #parts: string[] = [];
  #pending = '';
  #length = 0;

  text(): string {
    return this.#parts.join('') + this.#pending;
  }

  write(value: JsonOf<number | bigint | WrittenNumber>): void {
    if (value instanceof WrittenNumber) this.#add(value.digits);
    else if (Array.isArray(value)) this.#list(value);
    else if (isJsonObject(value)) this.#object(value);
    else this.#add(typeof value === 'bigint' ? String(value) : JSON.stringify(value));
  }

  #list(items: readonly JsonOf<number | bigint | WrittenNumber>[]): void {
    let before = '[';
    for (const item of items) {
      this.#add(before);
      this.write(item);
      before = ',';
    }
    this.#add(before === '[' ? '[]' : ']');
  }

  #object(object: JsonObjectOf<number | bigint | WrittenNumber>): void {
    let before = '{';
    for (const name in object) {
      this.#add(`${before}${JSON.stringify(name)}:`);
      this.write(object[name] ?? null);
      before = ',';
    }
    this.#add(before === '{' ? '{}' : '}');
  }

  #add(text: string): void {
    this.#pending += text;
    if (this.#pending.length < PART_LENGTH) return;
    this.#length += this.#pending.length;
    if (this.#length > MAX_TEXT_LENGTH) throw new RangeError('The JSON would be too long.');
    // The bytes are all that is kept; a string would keep the parts that it was concatenated of.
    this.#parts.push(Buffer.from(this.#pending, 'utf16le').toString('utf16le'));
    this.#pending = '';
  }
}
