import { isJsonObject, type Json } from '../json';
import { callFunction } from './functions';
import { type ComparatorName, type Field, type Node, type Slice, sourceOf } from './syntax';
import { isEqual, isNumber, isTrue, kindOf } from './values';

/** Which fields an evaluation looked for; a field that is `null` is as good as missing. */
export interface FieldTrace {
  readonly found: Set<Field>;
  readonly missed: Set<Field>;
}

/** An expression and where it stands: in the condition of a filter, an ordering is never an error. */
interface Scope {
  readonly text: string;
  readonly inFilter: boolean;
  readonly trace: FieldTrace | undefined;
}

/**
 * The value of an expression, as the specification says, but for one thing: an ordering comparison
 * whose sides are not numbers is an error, except in the condition of a filter, which then does
 * not select.
 *
 * @throws Error whose message says why it has no value, without any value in it
 */
export function evaluate(node: Node, text: string, subject: Json, trace?: FieldTrace): Json {
  try {
    return visit(node, subject, { text, inFilter: false, trace });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error('the value is too large or too deeply nested', { cause: error });
  }
}

function visit(node: Node, value: Json, scope: Scope): Json {
  const at = (part: Node, other: Json = value) => visit(part, other, scope);
  switch (node.type) {
    case 'Current':
    case 'Identity':
      return value;
    case 'Field':
      return memberOf(value, node, scope.trace);
    case 'Literal':
      return node.value;
    case 'Index':
      return Array.isArray(value) ? (value.at(node.value) ?? null) : null;
    case 'Slice':
      return Array.isArray(value) ? sliced(value, node) : null;
    case 'IndexExpression':
    case 'Pipe':
      return at(node.right, at(node.left));
    case 'Subexpression': {
      const left = at(node.left);
      return left === null ? null : at(node.right, left);
    }
    case 'AndExpression': {
      const left = at(node.left);
      return isTrue(left) ? at(node.right) : left;
    }
    case 'OrExpression': {
      const left = at(node.left);
      return isTrue(left) ? left : at(node.right);
    }
    case 'NotExpression':
      return !isTrue(at(node.child));
    case 'Comparator':
      return compared(node.name, node.left, node.right, value, scope);
    case 'Flatten': {
      const list = at(node.child);
      return Array.isArray(list) ? list.flat() : null;
    }
    case 'Projection':
      return projected(at(node.left), (item) => at(node.right, item));
    case 'ValueProjection': {
      const object = at(node.left);
      if (!isJsonObject(object)) return null;
      return projected(Object.values(object), (item) => at(node.right, item));
    }
    case 'FilterProjection': {
      const list = at(node.left);
      if (!Array.isArray(list)) return null;
      const inside = { ...scope, inFilter: true };
      const selected = list.filter((item) => isTrue(visit(node.condition, item, inside)));
      return projected(selected, (item) => at(node.right, item));
    }
    case 'MultiSelectList':
      return node.children.map((child) => at(child));
    case 'MultiSelectHash':
      return Object.fromEntries(node.entries.map(({ name, value: part }) => [name, at(part)]));
    case 'Function':
      return callFunction(
        node.name,
        node.children.map((child) =>
          child.type === 'ExpressionReference' ? (item: Json) => at(child.child, item) : at(child),
        ),
      );
    case 'ExpressionReference':
      throw new Error('an expression such as &name is not a value');
  }
}

/** An own member only, so that `constructor` is as unknown as it is in the JSON. */
function memberOf(value: Json, field: Field, trace: FieldTrace | undefined): Json {
  const isThere = isJsonObject(value) && Object.hasOwn(value, field.name);
  const member = isThere ? (value[field.name] ?? null) : null;
  trace?.[member === null ? 'missed' : 'found'].add(field);
  return member;
}

/** What a projection makes of every item; `null` is left out. */
function projected(list: Json, of: (item: Json) => Json): Json {
  return Array.isArray(list) ? list.map(of).filter((item) => item !== null) : null;
}

function sliced(list: readonly Json[], { start, stop, step }: Slice): Json[] {
  const by = step ?? 1;
  const isBackwards = by < 0;
  const first = isBackwards ? -1 : 0;
  const last = isBackwards ? list.length - 1 : list.length;
  const bound = (index: number) =>
    Math.min(Math.max(index < 0 ? index + list.length : index, first), last);
  const from = start === null ? (isBackwards ? last : first) : bound(start);
  const to = stop === null ? (isBackwards ? first : last) : bound(stop);
  const items: Json[] = [];
  for (let index = from; isBackwards ? index > to : index < to; index += by) {
    items.push(list[index] ?? null);
  }
  return items;
}

type ExactNumber = number | bigint;

const ORDERINGS = {
  LT: ['<', (a: ExactNumber, b: ExactNumber) => a < b],
  LTE: ['<=', (a: ExactNumber, b: ExactNumber) => a <= b],
  GT: ['>', (a: ExactNumber, b: ExactNumber) => a > b],
  GTE: ['>=', (a: ExactNumber, b: ExactNumber) => a >= b],
} as const;

function compared(name: ComparatorName, left: Node, right: Node, value: Json, scope: Scope): Json {
  const [a, b] = [visit(left, value, scope), visit(right, value, scope)];
  if (name === 'EQ' || name === 'NE') return isEqual(a, b) === (name === 'EQ');
  const [operator, holds] = ORDERINGS[name];
  if (isNumber(a) && isNumber(b)) return holds(a, b);
  if (scope.inFilter) return null;
  const [wrong, kind] = isNumber(a) ? [right, kindOf(b)] : [left, kindOf(a)];
  throw new Error(
    `${operator} compares numbers, but \`${sourceOf(wrong, scope.text)}\` is ${kind}`,
  );
}
