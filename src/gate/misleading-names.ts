import { childrenOf, type Field, type Node, SyntaxProblem, sourceOf } from '../jmespath/syntax';
import { kindOf } from '../jmespath/values';
import type { Json } from '../json';
import { oneLine } from '../text';
import { isRootName, type RootName, typeOfRootName, whyUnknown } from './root-names';

/** What an expression says about names, whatever the function returns. */
export interface NameReport {
  readonly problems: readonly SyntaxProblem[];
  /** The root names that it uses; all of them where it takes the root as a whole. */
  readonly used: ReadonlySet<RootName>;
}

/** What is known of the value that a part of an expression is applied to. */
type Scope = 'root' | 'headers' | 'unknown';

/** A token in a message is cut to what is needed to recognise it. */
const MAX_TOKEN_LENGTH = 40;

/** Values that other languages write without backticks. */
const WORDS = ['true', 'false', 'null'];

/** Functions of two arguments, of which the last is nearly always a string. */
const TAKES_STRING_LAST = ['contains', 'starts_with', 'ends_with'];

/**
 * Finds what would not mean what it seems to, so that an expression with a mistake in it is refused
 * instead of being compared with `null` for ever: names that are not those of the root, values
 * without backticks, strings in double quotes.
 *
 * @param rootNames all that there are
 */
export function findMisleadingNames(
  syntax: Node,
  text: string,
  rootNames: readonly RootName[],
): NameReport {
  const check = new NameCheck(text, rootNames);
  check.visitWhole(syntax, 'root');
  return check;
}

class NameCheck implements NameReport {
  readonly problems: SyntaxProblem[] = [];
  readonly used = new Set<RootName>();

  constructor(
    private readonly text: string,
    private readonly rootNames: readonly RootName[],
  ) {}

  /** Checks a part whose value is used as it is. */
  visitWhole(node: Node, scope: Scope): void {
    if (this.#visit(node, scope) === 'root') for (const name of this.rootNames) this.used.add(name);
  }

  /** Checks a part and returns what is known of its value. */
  #visit(node: Node, scope: Scope): Scope {
    switch (node.type) {
      case 'Current':
      case 'Identity':
        return scope;
      case 'Field':
        return this.#field(node, scope);
      case 'Pipe':
      case 'Subexpression':
        return this.#visit(node.right, this.#visit(node.left, scope));
      case 'ValueProjection':
        this.visitWhole(node.left, scope);
        this.#visit(node.right, 'unknown');
        return 'unknown';
      case 'IndexExpression':
      case 'Projection':
        this.#list(node.left, node, scope);
        this.#visit(node.right, 'unknown');
        return 'unknown';
      case 'FilterProjection':
        this.#list(node.left, node, scope);
        this.#visit(node.condition, 'unknown');
        this.#visit(node.right, 'unknown');
        return 'unknown';
      case 'Flatten':
        this.#list(node.child, node, scope);
        return 'unknown';
      case 'ExpressionReference':
        this.#visit(node.child, 'unknown');
        return 'unknown';
      case 'Comparator':
        this.#operand(node.left, node.right, scope);
        this.#operand(node.right, node.left, scope);
        break;
      case 'Function': {
        const [, last] = node.children;
        if (last !== undefined && TAKES_STRING_LAST.includes(node.name)) {
          this.#noQuotedName(last, scope);
        }
        break;
      }
    }
    for (const child of childrenOf(node)) this.visitWhole(child, scope);
    return 'unknown';
  }

  #field(field: Field, scope: Scope): Scope {
    const { name, isQuoted } = field;
    const written = oneLine(sourceOf(field, this.text), MAX_TOKEN_LENGTH);
    const word = isQuoted ? undefined : WORDS.find((each) => each === name.toLowerCase());
    if (word !== undefined && !this.#isMember(field)) {
      this.#reject(
        field,
        `${written} without backticks is a field name; write the value in backticks: \`${word}\``,
      );
    } else if (scope === 'root') {
      if (isRootName(name, this.rootNames)) this.used.add(name);
      else if (isQuoted && !this.#isMember(field)) this.#rejectQuoted(field);
      else
        this.#reject(
          field,
          `\`${oneLine(name, MAX_TOKEN_LENGTH)}\` ${whyUnknown(name, this.rootNames)}`,
        );
      return name === 'headers' ? 'headers' : 'unknown';
    } else if (scope === 'headers' && name !== name.toLowerCase()) {
      const lowerCase = written.toLowerCase();
      this.#reject(field, `names under \`headers\` are in lower case; write \`${lowerCase}\``);
    }
    return 'unknown';
  }

  /** The part that a list is expected of; of the root it would always be `null`. */
  #list(owner: Node, part: Node, scope: Scope): void {
    if (this.#visit(owner, scope) === 'root') this.#rejectBrackets(part);
  }

  /** One side of a comparison. A literal on the other side shows that a name is meant here. */
  #operand(side: Node, other: Node, scope: Scope): void {
    if (other.type === 'Literal') {
      this.#comparable(side, other.value, scope);
      return;
    }
    this.#noQuotedName(side, scope);
    const takesItems = side.type !== 'MultiSelectList' && this.text[side.span.start] === '[';
    if (scope !== 'root' && takesItems) this.#rejectBrackets(side);
  }

  /** A name of the root whose values always have another type than what it is compared with. */
  #comparable(side: Node, literal: Json, scope: Scope): void {
    const field = side.type === 'Subexpression' && side.left.type === 'Current' ? side.right : side;
    if (scope !== 'root' || field.type !== 'Field' || !isRootName(field.name, this.rootNames))
      return;
    const type = typeOfRootName(field.name);
    if (type === undefined || literal === null || kindOf(literal) === `a ${type}`) return;
    this.#reject(
      side,
      `\`${field.name}\` is a ${type}, but is compared with ${kindOf(literal)}; ${
        type === 'number' ? 'write numbers in backticks' : 'write strings in single quotes'
      }: ${corrected(literal, type)}`,
    );
  }

  /** A name in double quotes where a string is meant, also as an item of a list. */
  #noQuotedName(node: Node, scope: Scope): void {
    if (node.type === 'MultiSelectList') {
      for (const child of node.children) this.#noQuotedName(child, scope);
    } else if (node.type === 'MultiSelectHash') {
      for (const { value } of node.entries) this.#noQuotedName(value, scope);
    } else if (node.type === 'Field' && node.isQuoted) {
      const isReportedAsName = scope === 'root' && !isRootName(node.name, this.rootNames);
      if (!isReportedAsName) this.#rejectQuoted(node);
    }
  }

  /** Whether a name follows a dot, as in `result.true`. */
  #isMember({ span }: Field): boolean {
    return this.text.slice(0, span.start).trimEnd().endsWith('.');
  }

  #rejectQuoted(field: Field): void {
    const name = oneLine(field.name, MAX_TOKEN_LENGTH).replaceAll("'", "\\'");
    const written = oneLine(sourceOf(field, this.text), MAX_TOKEN_LENGTH);
    this.#reject(field, `\`${written}\` in double quotes is a field name; write \`'${name}'\``);
  }

  #rejectBrackets(part: Node): void {
    const written = oneLine(sourceOf(part, this.text), MAX_TOKEN_LENGTH);
    this.#reject(
      part,
      `${written} takes items out of a list; write a list in backticks: \`${written}\``,
    );
  }

  #reject({ span }: Node, message: string): void {
    this.problems.push(new SyntaxProblem(span.start, message));
  }
}

/** What was probably meant by a literal of the wrong type. */
function corrected(literal: Json, type: 'number' | 'string'): string {
  const text = oneLine(String(literal), MAX_TOKEN_LENGTH);
  return type === 'number' ? `\`${text}\`` : `'${text}'`;
}
