import { type Punctuator, type Token, tokenize, unexpected } from './lexer';
import { type Span, SyntaxProblem } from './syntax';

/** The tokens of an expression, read one by one. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #index = 0;

  /** @throws SyntaxProblem */
  constructor(private readonly text: string) {
    this.#tokens = tokenize(text);
  }

  /** The token to come, or one further behind; nobody asks for one behind the `end`. */
  peek(distance = 0): Token {
    const token = this.#tokens[this.#index + distance];
    if (token === undefined) throw new Error('There is no token behind the end.');
    return token;
  }

  advance(): void {
    this.#index++;
  }

  expect(type: Punctuator): void {
    if (this.peek().type !== type) throw this.unexpected(this.peek(), type);
    this.advance();
  }

  /** What `read` takes, as often as commas follow, up to `end`. */
  separated<T>(end: Punctuator, read: () => T): T[] {
    const items: T[] = [];
    while (items.length > 0 || this.peek().type !== end) {
      items.push(read());
      if (this.peek().type !== ',') break;
      this.advance();
    }
    this.expect(end);
    return items;
  }

  /** The text from the start of a part to what was read last. */
  since({ start }: Span): Span {
    return { start, end: this.#tokens[this.#index - 1]?.end ?? start };
  }

  unexpected(token = this.peek(), expected = ''): SyntaxProblem {
    return new SyntaxProblem(token.start, unexpected(token, this.text, expected));
  }
}
