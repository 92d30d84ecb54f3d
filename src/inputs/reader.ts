import * as core from '@actions/core';
import { INPUT_DEFAULTS, type InputName } from '../runner/action-metadata';
import { messageOf, oneLine } from '../text';

/** Values in messages are cut to what is needed to recognise them. */
const MAX_QUOTE_LENGTH = 100;

/** All that is wrong with the inputs, each problem with the name of its input. */
export class InvalidInputs extends Error {
  override readonly name = 'InvalidInputs';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}

/** Reads a value; throws an Error whose message is the end of a sentence that the name begins. */
export type Parser<T> = (text: string) => T;

/** Reads inputs one by one and remembers every problem, so that all are reported together. */
export class InputReader {
  readonly problems: string[] = [];

  /** The trimmed text of an input, or its default when it is empty. */
  text(name: InputName): string {
    return core.getInput(name) || INPUT_DEFAULTS[name];
  }

  /** The text of an input exactly as given. */
  rawText(name: InputName): string {
    return core.getInput(name, { trimWhitespace: false });
  }

  isGiven(name: InputName): boolean {
    return core.getInput(name) !== '';
  }

  /** The trimmed text of an input that must not be empty. */
  required(name: InputName): string {
    const text = this.text(name);
    if (text === '') this.reject(name, 'is required and was not given');
    return text;
  }

  /**
   * The value of an input, read by `parse`. When that fails, the problem is kept and `fallback`
   * stands in; its value is never used, since no invalid input passes {@link throwIfInvalid}.
   */
  parsed<T>(name: InputName, parse: Parser<T>, fallback: T, text = this.text(name)): T {
    try {
      return parse(text);
    } catch (error) {
      const came = oneLine(withoutUserInfo(text), MAX_QUOTE_LENGTH);
      this.reject(name, `${messageOf(error)}, but is "${came}"`);
      return fallback;
    }
  }

  /** Adds a problem; `sentence` follows the input's name. */
  reject(name: InputName, sentence: string): void {
    this.problems.push(problemWith(name, sentence));
  }

  /** @throws InvalidInputs with all problems, when there is one */
  throwIfInvalid(): void {
    if (this.problems.length > 0) throw new InvalidInputs(this.problems);
  }
}

/** What is wrong with an input, as a sentence; `sentence` follows the input's name. */
export function problemWith(name: InputName, sentence: string): string {
  return `\`${name}\` ${sentence}`;
}

/** A URL may hold a password where none belongs; the message is no place for it either. */
function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, '//…@');
}

/** One of a few words, in any case of letters. */
export function oneOf<const T extends string>(...allowed: readonly T[]): Parser<T> {
  return (text) => {
    const value = allowed.find((word) => word === text.toLowerCase());
    if (value === undefined) throw new Error(`must be one of ${allowed.join(', ')}`);
    return value;
  };
}

export const flag: Parser<boolean> = (text) => oneOf('true', 'false')(text) === 'true';

/** A whole number in plain digits. `unit` is a plural, e.g. `seconds`. */
export function wholeNumber(min: number, max: number, unit = ''): Parser<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new Error(`must be a whole number from ${min} to ${max} ${unit}`.trim());
    }
    return value;
  };
}

/** Text of a certain form, which `expected` describes. */
export function matching(pattern: RegExp, expected: string): Parser<string> {
  return (text) => {
    if (!pattern.test(text)) throw new Error(`must be ${expected}`);
    return text;
  };
}
