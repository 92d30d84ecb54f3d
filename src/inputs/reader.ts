import { InvalidLines } from '../gate/input-lines';
import { INPUT_DEFAULTS, type InputName } from '../runner/action-metadata';
import type { Variables } from '../runner/runner';
import { messageOf, quoted } from '../text';
import type { TextPosition } from '../text-position';
import { InvalidValue, type Parser } from './parsers';

/** More than anybody reads at once. */
export const MAX_PROBLEMS = 100;
const MORE_PROBLEMS = `there are more problems than these ${MAX_PROBLEMS}`;

/** All that is wrong with the inputs, each problem with the name of its input. */
export class InvalidInputs extends Error {
  override readonly name = 'InvalidInputs';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}

/** Where inputs are written, and how people find one of them there. */
export interface InputSource {
  /** The text of an input exactly as given; empty if it is not set. */
  text(name: InputName): string;
  /**
   * A sentence about an input.
   *
   * @param rest follows the name
   * @param place in the text of the input, if it is about one
   */
  sentence(name: string, rest: string, place?: TextPosition): string;
}

/** The inputs of the step: the runner passes each as a variable. */
export function inputsOfStep(variables: Variables): InputSource {
  return {
    text: (name) => variables[inputVariable(name)] ?? '',
    sentence: (name, rest, place) =>
      place === undefined
        ? `\`${name}\` ${rest}`
        : `\`${name}\` is wrong in line ${place.line}, column ${place.column}: ${rest}`,
  };
}

/** The variable in which GitHub's runner passes an input: upper case, `-` kept. */
export function inputVariable(name: InputName): string {
  return `INPUT_${name.toUpperCase()}`;
}

/**
 * Reads inputs one by one and remembers what is wrong or unusual about them, so that all is reported
 * together. Readers of several sources can share what they find; a sentence is kept once.
 */
export class InputReader {
  constructor(
    private readonly source: InputSource,
    private readonly found = { problems: new Set<string>(), warnings: new Set<string>() },
  ) {}

  /** A reader of another source that shares what it finds with this one. */
  readingFrom(source: InputSource): InputReader {
    return new InputReader(source, this.found);
  }

  /** The trimmed text of an input, or its default if it is empty. */
  text(name: InputName): string {
    return this.rawText(name).trim() || INPUT_DEFAULTS[name];
  }

  /** The text of an input exactly as given. */
  rawText(name: InputName): string {
    return this.source.text(name);
  }

  isGiven(name: InputName): boolean {
    return this.rawText(name).trim() !== '';
  }

  /** The trimmed text of an input that must not be empty. */
  required(name: InputName): string {
    const text = this.text(name);
    if (text === '') {
      this.reject(name, 'is required but not set; an expression that is empty counts as not set');
    }
    return text;
  }

  /**
   * The value of an input, read by `parse`. If that fails, the problem is kept and `fallback`
   * stands in; its value is never used, since nothing is done with {@link problems}.
   */
  parsed<T>(name: InputName, parse: Parser<T>, fallback: T, text = this.text(name)): T {
    try {
      return parse(text);
    } catch (error) {
      const advice = error instanceof InvalidValue && error.advice ? `; ${error.advice}` : '';
      this.reject(name, `${messageOf(error)}, but is ${quoted(text)}${advice}`);
      return fallback;
    }
  }

  /** What an input says in its lines; nothing if `read` throws InvalidLines, whose problems are kept. */
  lines<T>(name: InputName, read: (text: string) => readonly T[]): readonly T[] {
    try {
      return read(this.rawText(name));
    } catch (error) {
      if (!(error instanceof InvalidLines)) throw error;
      for (const { message, ...place } of error.problems) this.reject(name, message, place);
      return [];
    }
  }

  /** Adds a problem; `rest` follows the input's name. */
  reject(name: string, rest: string, place?: TextPosition): void {
    this.rejectWith(this.sentence(name, rest, place));
  }

  /** A sentence about an input, as {@link InputSource.sentence}. */
  sentence(name: string, rest: string, place?: TextPosition): string {
    return this.source.sentence(name, rest, place);
  }

  /** Adds a problem that is not with an input, as a whole sentence. */
  rejectWith(sentence: string): void {
    const { problems } = this.found;
    const isKept = problems.size < MAX_PROBLEMS || problems.has(sentence);
    problems.add(isKept ? sentence : MORE_PROBLEMS);
  }

  /** Adds what is unusual but allowed; `rest` follows the input's name. */
  warn(name: string, rest: string): void {
    this.found.warnings.add(this.source.sentence(name, rest));
  }

  get warnings(): readonly string[] {
    return [...this.found.warnings];
  }

  /** All that is wrong, each a sentence. */
  get problems(): readonly string[] {
    return [...this.found.problems];
  }
}
