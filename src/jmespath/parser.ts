import type { Punctuator } from './lexer';
import { COMPARATORS, NOT_POWER, PROJECTION_END, powerOf } from './operators';
import { type BinaryType, type HashEntry, type Node, type Span, SyntaxProblem } from './syntax';
import { TokenReader } from './tokens';

/**
 * Parses one JMESPath expression.
 *
 * @throws SyntaxProblem
 * @see https://jmespath.org/specification.html#grammar
 */
export function parse(text: string): Node {
  return new Parser(new TokenReader(text)).parse();
}

/** Top-down operator precedence (Pratt): what begins a part, then what continues it. */
class Parser {
  constructor(private readonly tokens: TokenReader) {}

  parse(): Node {
    const node = this.#expression(0);
    if (this.tokens.peek().type !== 'end') throw this.tokens.unexpected();
    return node;
  }

  #expression(minimum: number): Node {
    let node = this.#beginning();
    while (powerOf(this.tokens.peek()) > minimum) node = this.#continuation(node);
    return node;
  }

  #beginning(): Node {
    const token = this.tokens.peek();
    switch (token.type) {
      case 'literal':
        this.tokens.advance();
        return { type: 'Literal', value: token.value, span: token };
      case 'identifier':
        this.tokens.advance();
        return this.#fieldOrCall(token.name, token.isQuoted, token);
      case '@':
        this.tokens.advance();
        return { type: 'Current', span: token };
      case '!': {
        this.tokens.advance();
        const child = this.#expression(NOT_POWER);
        return { type: 'NotExpression', child, span: this.tokens.since(token) };
      }
      case '(': {
        this.tokens.advance();
        const node = this.#expression(0);
        this.tokens.expect(')');
        return { ...node, span: this.tokens.since(token) };
      }
      case '{':
        return this.#multiSelectHash(token);
      case '[':
        return this.#bracketBegins() ? this.#continuation(this.#implied()) : this.#list(token);
      case '*':
      case '[?':
      case '[]':
        return this.#continuation(this.#implied());
      default:
        throw this.tokens.unexpected();
    }
  }

  #continuation(left: Node): Node {
    const operator = this.tokens.peek();
    const power = powerOf(operator);
    const comparator = COMPARATORS[operator.type];
    this.tokens.advance();
    if (comparator !== undefined) {
      const right = this.#expression(power);
      const span = this.tokens.since(left.span);
      return { type: 'Comparator', name: comparator, left, right, span };
    }
    switch (operator.type) {
      case '|':
        return this.#binary('Pipe', left, this.#expression(power));
      case '||':
        return this.#binary('OrExpression', left, this.#expression(power));
      case '&&':
        return this.#binary('AndExpression', left, this.#expression(power));
      case '.':
        return this.#binary('Subexpression', left, this.#member(power));
      case '*':
        if (left.type !== 'Identity') throw this.tokens.unexpected(operator);
        return this.#binary('ValueProjection', left, this.#projected('*'));
      case '[]': {
        const flat: Node = { type: 'Flatten', child: left, span: this.tokens.since(left.span) };
        return this.#binary('Projection', flat, this.#projected('[]'));
      }
      case '[?': {
        const condition = this.#expression(0);
        this.tokens.expect(']');
        const right = this.#projected('[?');
        const span = this.tokens.since(left.span);
        return { type: 'FilterProjection', left, condition, right, span };
      }
      case '[':
        return this.#bracket(left);
      default:
        throw this.tokens.unexpected(operator);
    }
  }

  #fieldOrCall(name: string, isQuoted: boolean, start: Span): Node {
    if (this.tokens.peek().type !== '(') return { type: 'Field', name, isQuoted, span: start };
    if (isQuoted) {
      throw new SyntaxProblem(
        start.start,
        'the name of a function must not be in double quotes; remove them',
      );
    }
    this.tokens.advance();
    const children = this.tokens.separated(')', () => this.#argument());
    return { type: 'Function', name, children, span: this.tokens.since(start) };
  }

  #argument(): Node {
    const token = this.tokens.peek();
    if (token.type !== '&') return this.#expression(0);
    this.tokens.advance();
    const child = this.#expression(0);
    return { type: 'ExpressionReference', child, span: this.tokens.since(token) };
  }

  /** Whether `[` begins an index, a slice or `[*]`, and not a list of expressions. */
  #bracketBegins(): boolean {
    const { type } = this.tokens.peek(1);
    if (type === '*') return this.tokens.peek(2).type === ']';
    return type === 'number' || type === ':';
  }

  /** What follows the `[` of `a[0]`, `a[1:2]` or `a[*]`. */
  #bracket(left: Node): Node {
    const token = this.tokens.peek();
    if (token.type === '*') {
      this.tokens.advance();
      this.tokens.expect(']');
      return this.#binary('Projection', left, this.#projected('*'));
    }
    const start = this.#optionalNumber();
    if (this.tokens.peek().type !== ':') {
      if (start === null) throw this.tokens.unexpected();
      this.tokens.expect(']');
      const index: Node = { type: 'Index', value: start, span: this.tokens.since(token) };
      return this.#binary('IndexExpression', left, index);
    }
    this.tokens.advance();
    const stop = this.#optionalNumber();
    const step = this.#sliceStep();
    this.tokens.expect(']');
    const slice: Node = { type: 'Slice', start, stop, step, span: this.tokens.since(token) };
    const sliced = this.#binary('IndexExpression', left, slice);
    return this.#binary('Projection', sliced, this.#projected('*'));
  }

  #sliceStep(): number | null {
    if (this.tokens.peek().type !== ':') return null;
    this.tokens.advance();
    const { start } = this.tokens.peek();
    const step = this.#optionalNumber();
    if (step === 0) throw new SyntaxProblem(start, 'the step of a slice must not be 0');
    return step;
  }

  #optionalNumber(): number | null {
    const token = this.tokens.peek();
    if (token.type !== 'number') return null;
    this.tokens.advance();
    return token.value;
  }

  /** What may follow a dot. */
  #member(power: number): Node {
    const token = this.tokens.peek();
    switch (token.type) {
      case 'identifier':
      case '*':
        return this.#expression(power);
      case '[':
        return this.#list(token);
      case '{':
        return this.#multiSelectHash(token);
      default:
        throw this.tokens.unexpected();
    }
  }

  /** What is applied to every element of a projection that `operator` has made. */
  #projected(operator: Punctuator): Node {
    if (powerOf(this.tokens.peek()) < PROJECTION_END) return this.#implied();
    const power = powerOf({ type: operator });
    switch (this.tokens.peek().type) {
      case '[':
      case '[?':
        return this.#expression(power);
      case '.':
        this.tokens.advance();
        return this.#member(power);
      default:
        throw this.tokens.unexpected();
    }
  }

  #list(start: Span): Node {
    this.tokens.advance();
    if (this.tokens.peek().type === ']') throw this.tokens.unexpected();
    const children = this.tokens.separated(']', () => this.#expression(0));
    return { type: 'MultiSelectList', children, span: this.tokens.since(start) };
  }

  #multiSelectHash(start: Span): Node {
    this.tokens.advance();
    if (this.tokens.peek().type === '}') throw this.tokens.unexpected();
    const entries = this.tokens.separated('}', () => this.#entry());
    return { type: 'MultiSelectHash', entries, span: this.tokens.since(start) };
  }

  #entry(): HashEntry {
    const token = this.tokens.peek();
    if (token.type !== 'identifier') throw this.tokens.unexpected();
    this.tokens.advance();
    this.tokens.expect(':');
    return { name: token.name, value: this.#expression(0) };
  }

  #binary(type: BinaryType, left: Node, right: Node): Node {
    return { type, left, right, span: this.tokens.since(left.span) };
  }

  /** The value itself, where the text says nothing. */
  #implied(): Node {
    const { start } = this.tokens.peek();
    return { type: 'Identity', span: { start, end: start } };
  }
}
