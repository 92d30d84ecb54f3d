import { exactNumber, JsonLimitError } from './exact-number';
import { type Json, type JsonOf, type WrittenJson, WrittenNumber } from './json';

/** Whatever works on a value descends into it; JSON that people write is far from this. */
export const MAX_JSON_DEPTH = 1000;

/**
 * What takes dozens of times the bytes of its shortest text, `[],` and `"":0,`. Text of 8 MiB cannot
 * have so many, so that only a longer one is ever refused.
 */
const MAX_CONTAINERS = 3_000_000;
const MAX_NAMES = 1_700_000;

/** `1e999` has 5 characters and a thousand digits: text must not take 100 times its size. */
const MAX_EXPANDED_INTEGERS = 65_536;

/** How much of invalid JSON a message quotes, in UTF-16 code units. */
const QUOTE_LENGTH = 20;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** What may stand in a string as it is: all but `"`, `\` and control characters. */
const CHARACTERS = /[ !#-[\]-\uffff]*/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * Reads JSON with exact integers. As for `JSON.parse`, the last of a repeated name counts, and
 * `__proto__` is a name like any other. A byte order mark is not a part of the text.
 *
 * @throws SyntaxError when the text is not JSON
 * @throws JsonLimitError when it is nested too deeply, has too many lists, objects or names, or has
 * a number that is too long
 */
export function readJson(text: string): Json {
  let expanded = 0;
  const numberOf = (source: string) => {
    const value = exactNumber(source);
    if (typeof value === 'bigint' && /[eE]/.test(source) && ++expanded > MAX_EXPANDED_INTEGERS) {
      throw new JsonLimitError('it has too many large integers that are written with an exponent');
    }
    return value;
  };
  return new Reader(text, numberOf).read();
}

/**
 * Reads JSON that is passed on, with its numbers as they are written.
 *
 * @throws as {@link readJson} does, but for numbers of any length
 */
export function readWrittenJson(text: string): WrittenJson {
  return new Reader(text, (digits) => new WrittenNumber(digits)).read();
}

/** The same, but `undefined` for text that is not JSON or exceeds a limit. */
export function jsonIn(text: string): Json | undefined {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonLimitError) return undefined;
    throw error;
  }
}

/** Whether a text is JSON within the limits of {@link readJson} that do not concern numbers. */
export function isJsonText(text: string): boolean {
  try {
    new Reader(text, () => null).read();
    return true;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonLimitError) return false;
    throw error;
  }
}

/** Linear in the length of the text, whatever that is; nothing is read beyond the first error. */
class Reader<N> {
  #at: number;
  #depth = 0;
  #containers = 0;
  #names = 0;

  constructor(
    private readonly text: string,
    private readonly numberOf: (source: string) => N,
  ) {
    this.#at = text.startsWith('\ufeff') ? 1 : 0;
  }

  read(): JsonOf<N> {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.text.length) throw this.#unexpected();
    return value;
  }

  #value(): JsonOf<N> {
    this.#skipSpace();
    switch (this.text[this.#at]) {
      case '{':
        return this.#nested(() => this.#object());
      case '[':
        return this.#nested(() => this.#list());
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_JSON_DEPTH) {
      throw new JsonLimitError(`it is nested more than ${MAX_JSON_DEPTH} levels deep`);
    }
    if (++this.#containers > MAX_CONTAINERS) {
      throw new JsonLimitError('it has more than 3 million lists and objects');
    }
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #list(): JsonOf<N>[] {
    const items: JsonOf<N>[] = [];
    if (this.#takes(']')) return items;
    do items.push(this.#value());
    while (this.#takes(','));
    this.#expect(']');
    return items;
  }

  #object(): { [name: string]: JsonOf<N> } {
    const object: { [name: string]: JsonOf<N> } = {};
    if (this.#takes('}')) return object;
    do {
      this.#skipSpace();
      if (this.text[this.#at] !== '"') throw this.#unexpected();
      if (++this.#names > MAX_NAMES) throw new JsonLimitError('it has more than 1.7 million names');
      const name = this.#string();
      this.#expect(':');
      const value = this.#value();
      if (name !== '__proto__') object[name] = value;
      else Object.defineProperty(object, name, { value, ...PLAIN_PROPERTY });
    } while (this.#takes(','));
    this.#expect('}');
    return object;
  }

  #string(): string {
    const start = this.#at++;
    let isPlain = true;
    for (;;) {
      this.#skip(CHARACTERS);
      const character = this.text[this.#at++];
      if (character === '"') break;
      if (character !== '\\') throw this.#unexpected(this.#at - 1);
      isPlain = false;
      this.#at++;
    }
    return isPlain
      ? this.text.slice(start + 1, this.#at - 1)
      : JSON.parse(this.text.slice(start, this.#at));
  }

  #number(): N {
    const start = this.#at;
    this.#skip(NUMBER);
    if (this.#at === start) throw this.#unexpected();
    return this.numberOf(this.text.slice(start, this.#at));
  }

  #word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.#at)) throw this.#unexpected();
    this.#at += word.length;
    return value;
  }

  #takes(punctuator: string): boolean {
    this.#skipSpace();
    if (this.text[this.#at] !== punctuator) return false;
    this.#at++;
    return true;
  }

  #expect(punctuator: string): void {
    if (!this.#takes(punctuator)) throw this.#unexpected();
  }

  #skipSpace(): void {
    const code = this.text.charCodeAt(this.#at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) this.#skip(SPACE);
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    if (pattern.test(this.text)) this.#at = pattern.lastIndex;
  }

  #unexpected(at = this.#at): SyntaxError {
    return new SyntaxError(
      at < this.text.length
        ? `unexpected ${JSON.stringify(this.text.slice(at, at + QUOTE_LENGTH))} at position ${at}`
        : 'unexpected end of the text',
    );
  }
}

const PLAIN_PROPERTY = { configurable: true, enumerable: true, writable: true };
