import { quoted } from '../text';
import type { CaseProblems } from './case-problems';
import { textOf } from './case-text';
import { isString } from './case-values';
import type { CaseText } from './written-case';
import type { YamlNode, YamlScalar } from './yaml/node';

/** Of an event: the library takes 1 MB of stack for 800 levels, which is all that there is. */
export const MAX_EVENT_DEPTH = 200;

/** RFC 8259, 6. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * The event of a case: a string as it is, anything else as compact JSON, its numbers as written and its
 * names in the order of the file. `undefined` if that is not possible, which becomes a problem.
 */
export function eventOf(node: YamlNode, problems: CaseProblems): CaseText | undefined {
  if (isString(node)) {
    if (node.text.isWellFormed()) return textOf(node);
    const fact = '`event` has half a surrogate pair, which cannot be sent as UTF-8';
    problems.add(node.position, `${fact}; write the whole character`);
    return undefined;
  }
  const writer = new JsonWriter(problems);
  writer.write(node, 0);
  const text = writer.text();
  return text === undefined ? undefined : { text, positionOf: () => node.position };
}

/** Takes time in proportion to the JSON, whose length the file's limits bound. */
class JsonWriter {
  readonly #parts: string[] = [];
  #isValid = true;

  constructor(private readonly problems: CaseProblems) {}

  text(): string | undefined {
    return this.#isValid ? this.#parts.join('') : undefined;
  }

  /** @param depth number of lists and objects around it */
  write(node: YamlNode, depth: number): void {
    if (node.kind === 'scalar') this.#scalar(node);
    else if (node.kind === 'fault') this.#isValid = false;
    else if (depth === MAX_EVENT_DEPTH) {
      this.#reject(node, `is nested more than ${MAX_EVENT_DEPTH} levels deep; make it flatter`);
    } else if (node.kind === 'list') {
      this.#all('[]', node.items, (item) => this.write(item, depth + 1));
    } else {
      this.#all('{}', node.entries, ({ key, value }) => {
        this.#parts.push(JSON.stringify(key), ':');
        this.write(value, depth + 1);
      });
    }
  }

  #all<T>(brackets: '[]' | '{}', items: readonly T[], write: (item: T) => void): void {
    this.#parts.push(brackets.slice(0, 1));
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#parts.push(',');
      write(item);
    }
    this.#parts.push(brackets.slice(1));
  }

  #scalar(scalar: YamlScalar): void {
    const { type, text } = scalar;
    if (type === 'string') this.#parts.push(JSON.stringify(text));
    else if (type === 'null') this.#parts.push('null');
    else if (type === 'boolean') this.#parts.push(text.toLowerCase());
    else if (JSON_NUMBER.test(text)) this.#parts.push(text);
    else {
      this.#reject(
        scalar,
        `has the number ${quoted(text)}, which is not written as in JSON; ${numberAdvice(text)}`,
      );
    }
  }

  #reject({ position }: YamlNode, fact: string): void {
    this.#isValid = false;
    this.problems.add(position, `\`event\` ${fact}`);
  }
}

/** What JSON has instead of a number that it cannot have. */
function numberAdvice(text: string): string {
  const quotes = 'in quotes if it is a string';
  if (/inf|nan/i.test(text)) return `JSON has no such number; put it ${quotes}`;
  const plain = jsonNumber(text.replaceAll('_', ''));
  return plain === undefined ? `put it ${quotes}` : `write \`${plain}\`, or put it ${quotes}`;
}

/** The same number as JSON has it; `undefined` if that cannot be told in a few characters. */
function jsonNumber(text: string): string | undefined {
  if (text.length > 30) return undefined;
  const minus = text.startsWith('-') ? '-' : '';
  const digits = text.replace(/^[-+]/, '');
  // The letter that tells the base: 0x1F, 0o17, 0b101.
  if (/[xob]/i.test(digits)) return `${minus}${BigInt(digits)}`;
  const decimal = digits
    .replace(/^0+(?=\d)/, '')
    .replace(/^\./, '0.')
    .replace(/\.(?!\d)/, '');
  return `${minus}${decimal}`;
}
