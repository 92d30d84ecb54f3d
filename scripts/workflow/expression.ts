/** The language of `${{ … }}`: https://docs.github.com/actions/reference/workflows-and-actions/expressions */

/** How the steps or jobs before have ended. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
}

/** What an expression can name. */
export interface Names {
  /** @param path such as `steps.build.outputs.version` */
  readonly valueAt: (path: string) => unknown;
  readonly status: Status;
}

type Evaluate = (names: Names) => unknown;

export interface Expression {
  /** Whether it has one of `success()`, `failure()`, `always()` and `cancelled()`. */
  readonly asksForStatus: boolean;
  readonly evaluate: Evaluate;
}

const STATUS = new Map<string, Evaluate>([
  ['success', ({ status }) => status.success],
  ['failure', ({ status }) => status.failure],
  ['always', () => true],
  ['cancelled', () => false],
]);

const FUNCTIONS = new Map<string, (...values: unknown[]) => unknown>([
  ['contains', contains],
  ['startsWith', (all, part) => folded(all).startsWith(folded(part))],
  ['endsWith', (all, part) => folded(all).endsWith(folded(part))],
  ['format', format],
  ['toJSON', (value) => JSON.stringify(value ?? null, null, 2)],
  ['fromJSON', (value) => JSON.parse(shown(value))],
]);

const LITERALS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const TOKEN =
  /\s*(?:(?<text>'(?:[^']|'')*')|(?<number>-?\d+(?:\.\d+)?)|(?<name>[A-Za-z_][\w-]*(?:\.[\w-]+)*)|(?<sign>&&|\|\||[=!<>]=|[!<>(),]))/y;

export class UnsupportedExpression extends Error {
  constructor(source: string) {
    super(`The expression '${source.trim()}' is not supported here.`);
  }
}

/** @throws UnsupportedExpression */
export function parseExpression(source: string): Expression {
  return new Parser(source).whole();
}

/** As GitHub makes a string of a value. */
export function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'Array' : 'Object';
  return String(value ?? '');
}

/** By recursive descent, one method for each precedence. */
class Parser {
  readonly #tokens: { kind: string; text: string }[] = [];
  #asksForStatus = false;

  constructor(private readonly source: string) {
    const pattern = new RegExp(TOKEN);
    for (const end = source.trimEnd().length; pattern.lastIndex < end; ) {
      const found = Object.entries(pattern.exec(source)?.groups ?? {});
      const [kind, text] = found.find((group) => group[1] !== undefined) ?? this.#refuse();
      this.#tokens.push({ kind, text });
    }
  }

  whole(): Expression {
    const evaluate = this.#or();
    if (this.#tokens.length > 0) this.#refuse();
    return { evaluate, asksForStatus: this.#asksForStatus };
  }

  #or(): Evaluate {
    const left = this.#and();
    if (!this.#takes('||')) return left;
    const right = this.#or();
    return (names) => left(names) || right(names);
  }

  #and(): Evaluate {
    const left = this.#comparison();
    if (!this.#takes('&&')) return left;
    const right = this.#and();
    return (names) => left(names) && right(names);
  }

  #comparison(): Evaluate {
    const left = this.#not();
    for (const [sign, compare] of COMPARISONS) {
      if (!this.#takes(sign)) continue;
      const right = this.#not();
      return (names) => compare(left(names), right(names));
    }
    return left;
  }

  #not(): Evaluate {
    if (!this.#takes('!')) return this.#operand();
    const operand = this.#not();
    return (names) => !operand(names);
  }

  #operand(): Evaluate {
    if (this.#takes('(')) {
      const inner = this.#or();
      if (!this.#takes(')')) this.#refuse();
      return inner;
    }
    const { kind, text } = this.#tokens.shift() ?? this.#refuse();
    if (kind === 'text') return () => text.slice(1, -1).replaceAll("''", "'");
    if (kind === 'number') return () => Number(text);
    if (kind !== 'name') return this.#refuse();
    if (this.#takes('(')) return this.#call(text);
    return LITERALS.has(text) ? () => LITERALS.get(text) : ({ valueAt }) => valueAt(text);
  }

  #call(name: string): Evaluate {
    const values: Evaluate[] = [];
    while (!this.#takes(')')) {
      if (values.length > 0 && !this.#takes(',')) this.#refuse();
      values.push(this.#or());
    }
    const ofStatus = STATUS.get(name);
    if (ofStatus !== undefined) {
      this.#asksForStatus = true;
      return ofStatus;
    }
    const call = FUNCTIONS.get(name) ?? this.#refuse();
    return (names) => call(...values.map((value) => value(names)));
  }

  #takes(sign: string): boolean {
    const [next] = this.#tokens;
    if (next?.kind !== 'sign' || next.text !== sign) return false;
    this.#tokens.shift();
    return true;
  }

  #refuse(): never {
    throw new UnsupportedExpression(this.source);
  }
}

const COMPARISONS: readonly (readonly [string, (left: unknown, right: unknown) => boolean])[] = [
  ['==', areEqual],
  ['!=', (left, right) => !areEqual(left, right)],
  ['<=', (left, right) => numeric(left) <= numeric(right)],
  ['>=', (left, right) => numeric(left) >= numeric(right)],
  ['<', (left, right) => numeric(left) < numeric(right)],
  ['>', (left, right) => numeric(left) > numeric(right)],
];

/** Strings regardless of case, and what differs in type as numbers. */
function areEqual(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string') return folded(left) === folded(right);
  return typeof left === typeof right ? left === right : numeric(left) === numeric(right);
}

function numeric(value: unknown): number {
  return typeof value === 'object' && value !== null ? Number.NaN : Number(value ?? 0);
}

function contains(all: unknown, part: unknown): boolean {
  if (Array.isArray(all)) return all.some((each) => areEqual(each, part));
  return folded(all).includes(folded(part));
}

function format(template: unknown, ...values: unknown[]): string {
  return shown(template).replace(/\{\{|\}\}|\{(\d+)\}/g, (found, index?: string) =>
    index === undefined ? found.slice(1) : shown(values[Number(index)]),
  );
}

function folded(value: unknown): string {
  return shown(value).toLowerCase();
}
