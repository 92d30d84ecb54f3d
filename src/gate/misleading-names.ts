import { childrenOf, type Field, type Node, SyntaxProblem, sourceOf } from '../jmespath/syntax';
import { kindOf } from '../jmespath/values';
import type { Json } from '../json';
import { oneLine } from '../text';
import { isNameScope, type Known, type NameScope, pathIn, whyUnknown } from './root-names';
import type { NameUse } from './runs-use';

/** What an expression says about names, whatever the function returns. */
export interface NameReport {
  readonly problems: readonly SyntaxProblem[];
  readonly uses: readonly NameUse[];
}

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
 */
export function findMisleadingNames(syntax: Node, text: string, root: NameScope): NameReport {
  const check = new NameCheck(text);
  check.visitWhole(syntax, root);
  return check;
}

class NameCheck implements NameReport {
  readonly problems: SyntaxProblem[] = [];
  readonly uses: NameUse[] = [];

  constructor(private readonly text: string) {}

  /** Checks a part whose value is used as it is, and returns what is known of that. */
  visitWhole(node: Node, scope: Known): Known {
    const known = this.#visit(node, scope);
    if (isRoot(known)) this.uses.push({ path: '', offset: node.span.start });
    return this.#withoutBareRuns(node, known);
  }

  /** Checks a part and returns what is known of its value. */
  #visit(node: Node, scope: Known): Known {
    switch (node.type) {
      case 'Current':
      case 'Identity':
        return scope;
      case 'Field':
        return this.#field(node, scope);
      case 'Subexpression': {
        const left = this.#visit(node.left, scope);
        const isName = node.right.type === 'Field';
        return this.#visit(node.right, isName ? left : this.#withoutBareRuns(node.left, left));
      }
      case 'Pipe': {
        const left = this.#visit(node.left, scope);
        return this.#visit(node.right, this.#withoutBareRuns(node.left, left));
      }
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
        return 'unknown';
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

  #field(field: Field, scope: Known): Known {
    const { name, isQuoted } = field;
    const written = oneLine(sourceOf(field, this.text), MAX_TOKEN_LENGTH);
    const word = isQuoted ? undefined : WORDS.find((each) => each === name.toLowerCase());
    if (word !== undefined && !this.#isMember(field)) {
      this.#reject(
        field,
        `${written} without backticks is a field name; write the value in backticks: \`${word}\``,
      );
    } else if (isNameScope(scope)) {
      return this.#listedName(field, scope);
    } else if (scope === 'headers' && name !== name.toLowerCase()) {
      const lowerCase = written.toLowerCase();
      this.#reject(field, `names under \`headers\` are in lower case; write \`${lowerCase}\``);
    }
    return 'unknown';
  }

  #listedName(field: Field, scope: NameScope): Known {
    const { name, isQuoted, span } = field;
    const member = scope.members.get(name);
    if (member !== undefined) {
      this.uses.push({ path: pathIn(scope, name), offset: span.start });
      return member;
    }
    if (isQuoted && !this.#isMember(field)) this.#rejectQuoted(field);
    else this.#reject(field, `\`${oneLine(name, MAX_TOKEN_LENGTH)}\` ${whyUnknown(name, scope)}`);
    return 'unknown';
  }

  /** Which figure of `runs` is used decides how an expectation is judged, so it must be named. */
  #withoutBareRuns(node: Node, known: Known): Known {
    if (!isNameScope(known) || known.path !== 'runs') return known;
    const figures = [...known.members.keys()].join(', ');
    this.#reject(node, `\`runs\` needs a figure after it, as in \`runs.count\`: ${figures}`);
    return 'unknown';
  }

  /** The part that a list is expected of; of the root it would always be `null`. */
  #list(owner: Node, part: Node, scope: Known): void {
    const known = this.#withoutBareRuns(owner, this.#visit(owner, scope));
    if (isRoot(known)) this.#rejectBrackets(part);
  }

  /** One side of a comparison. A literal on the other side shows that a name is meant here. */
  #operand(side: Node, other: Node, scope: Known): void {
    const known = this.visitWhole(side, scope);
    this.#noMeasure(side, known);
    if (other.type === 'Literal') {
      this.#comparable(side, known, other.value);
      return;
    }
    this.#noQuotedName(side, scope);
    const takesItems = side.type !== 'MultiSelectList' && this.text[side.span.start] === '[';
    if (!isRoot(scope) && takesItems) this.#rejectBrackets(side);
  }

  /** `runs.durationMs` is an object, from which any number is different. */
  #noMeasure(side: Node, known: Known): void {
    if (!isNameScope(known) || !known.path.startsWith('runs.')) return;
    const statistics = [...known.members.keys()].join(', ');
    this.#reject(side, `\`${known.path}\` is an object; compare one of ${statistics}`);
  }

  /** A value that always has another type than what it is compared with. */
  #comparable(side: Node, type: Known, literal: Json): void {
    if (type !== 'number' && type !== 'string') return;
    if (literal === null || kindOf(literal) === `a ${type}`) return;
    const written = oneLine(sourceOf(side, this.text), MAX_TOKEN_LENGTH).replace(/^@\./, '');
    this.#reject(
      side,
      `\`${written}\` is a ${type}, but is compared with ${kindOf(literal)}; ${
        type === 'number' ? 'write numbers in backticks' : 'write strings in single quotes'
      }: ${corrected(literal, type)}`,
    );
  }

  /** A name in double quotes where a string is meant, also as an item of a list. */
  #noQuotedName(node: Node, scope: Known): void {
    if (node.type === 'MultiSelectList') {
      for (const child of node.children) this.#noQuotedName(child, scope);
    } else if (node.type === 'MultiSelectHash') {
      for (const { value } of node.entries) this.#noQuotedName(value, scope);
    } else if (node.type === 'Field' && node.isQuoted) {
      const isReportedAsName = isNameScope(scope) && !scope.members.has(node.name);
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

function isRoot(known: Known): boolean {
  return isNameScope(known) && known.path === '';
}

/** What was probably meant by a literal of the wrong type. */
function corrected(literal: Json, type: 'number' | 'string'): string {
  const text = oneLine(String(literal), MAX_TOKEN_LENGTH);
  return type === 'number' ? `\`${text}\`` : `'${text}'`;
}
