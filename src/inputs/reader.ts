import { INPUT_DEFAULTS, type InputName } from '../runner/action-metadata';
import type { Variables } from '../runner/runner';
import { messageOf, quoted } from '../text';
import { InvalidValue, type Parser } from './parsers';

/** All that is wrong with the inputs, each problem with the name of its input. */
export class InvalidInputs extends Error {
  override readonly name = 'InvalidInputs';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}

/** Reads inputs one by one and remembers every problem, so that all are reported together. */
export class InputReader {
  readonly problems: string[] = [];

  /** @param variables the environment, where the runner passes each input as a variable */
  constructor(private readonly variables: Variables) {}

  /** The trimmed text of an input, or its default if it is empty. */
  text(name: InputName): string {
    return this.rawText(name).trim() || INPUT_DEFAULTS[name];
  }

  /** The text of an input exactly as given. */
  rawText(name: InputName): string {
    return this.variables[inputVariable(name)] ?? '';
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
   * stands in; its value is never used, since no invalid input passes {@link throwIfInvalid}.
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

  /** Adds a problem; `sentence` follows the input's name. */
  reject(name: string, sentence: string): void {
    this.problems.push(problemWith(name, sentence));
  }

  /** @throws InvalidInputs with all problems, if there are any */
  throwIfInvalid(): void {
    if (this.problems.length > 0) throw new InvalidInputs(this.problems);
  }
}

/** The variable in which GitHub's runner passes an input: upper case, `-` kept. */
export function inputVariable(name: InputName): string {
  return `INPUT_${name.toUpperCase()}`;
}

/** What is wrong with an input, as a sentence; `sentence` follows the input's name. */
export function problemWith(name: string, sentence: string): string {
  return `\`${name}\` ${sentence}`;
}
