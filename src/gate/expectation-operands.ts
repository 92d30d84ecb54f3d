import { evaluate, type FieldTrace } from '../jmespath/evaluator';
import { childrenOf, type Field, type Node, sourceOf } from '../jmespath/syntax';
import { kindOf } from '../jmespath/values';
import type { Json } from '../json';
import { oneLine } from '../text';
import { showValue } from './operand-text';

/** A part of an expression and the value that it had, for people to read. */
export interface Operand {
  readonly expression: string;
  /** One line, cut: a string as JMESPath writes it (`'ok'`), anything else as JSON. */
  readonly value: string;
  /** Whether the value may come out of the result, so that `show-result: false` hides it. */
  readonly mayShowResult: boolean;
  /** What its author may not expect, e.g. `result.statsu is null`; it says no value of the result. */
  readonly notes: readonly string[];
}

/** What a value of an expression is applied to, and whether that may come out of the result. */
interface Context {
  readonly value: Json;
  readonly mayShowResult: boolean;
}

/** More than these say nothing that the first ones do not. */
const MAX_OPERANDS = 10;
const MAX_EXPRESSION_LENGTH = 200;

/** Names of the subject whose values are, hold or quote what the function returned. */
const RESULT_NAMES = new Set(['result', 'errorMessage', 'baseline']);

/**
 * The parts of an expression that decide its value, each once, with the values that they had: paths
 * and calls, but neither literals nor what `&&`, `||`, `!` and comparisons make of them. A part
 * that has no value, because it fails, is left out.
 *
 * @param trace of the evaluation of the whole: a field that it never reached is not missing
 */
export function operandsOf(
  node: Node,
  text: string,
  subject: Json,
  trace: FieldTrace,
): readonly Operand[] {
  const operands = new Map<string, Operand>();
  const literals = new Map<Node, Json>();
  const visit = (part: Node, context: Context): void => {
    if (operands.size >= MAX_OPERANDS) return;
    if (part.type === 'Pipe') {
      visit(part.left, context);
      const value = tryEvaluate(part.left, text, context);
      const mayShowResult = context.mayShowResult || readsResult(part.left);
      if (value !== undefined) visit(part.right, { value, mayShowResult });
      return;
    }
    if (part.type === 'Comparator') {
      const { left, right } = part;
      if (right.type === 'Literal') literals.set(left, right.value);
      if (left.type === 'Literal') literals.set(right, left.value);
    }
    if (isOperand(part)) {
      const expression = oneLine(sourceOf(part, text), MAX_EXPRESSION_LENGTH);
      const value = tryEvaluate(part, text, context);
      if (value !== undefined && !operands.has(expression)) {
        const mayShowResult = context.mayShowResult || readsResult(part);
        const notes = [
          ...missingOf(part, expression, value, trace),
          ...otherTypeOf(expression, value, literals.get(part)),
        ];
        operands.set(expression, { expression, value: showValue(value), mayShowResult, notes });
      }
    }
    if (!isApplied(part)) for (const child of childrenOf(part)) visit(child, context);
  };
  visit(node, { value: subject, mayShowResult: false });
  return [...operands.values()];
}

/** Fields that were looked for and never found, here or in any item of a list. */
function missingOf(part: Node, expression: string, value: Json, trace: FieldTrace): string[] {
  const fields = fieldsOf(part).filter(
    (field) => !trace.found.has(field) && trace.missed.has(field),
  );
  if (fields.length === 0) return [];
  if (value === null) return [`${expression} is null`];
  return fields.map(({ name }) => `${oneLine(name, MAX_EXPRESSION_LENGTH)} is null in every item`);
}

/** A value that no literal of another type can equal, such as 3 and `'3'`. */
function otherTypeOf(expression: string, value: Json, literal: Json = null): string[] {
  const [kind, other] = [kindOf(value), kindOf(literal)];
  if (value === null || literal === null || kind === other) return [];
  return [`${expression} is ${kind}, but is compared with ${other}`];
}

/** The fields that belong to a part, and not to an operand inside of it. */
function fieldsOf(part: Node): Field[] {
  const collect = (node: Node): Field[] =>
    node.type === 'Field' ? [node] : childrenOf(node).flatMap(collect);
  if (part.type !== 'Function') return collect(part);
  return part.children.filter(({ type }) => type === 'ExpressionReference').flatMap(collect);
}

function isOperand(node: Node): boolean {
  return node.type === 'Function' || isApplied(node);
}

/** Whether the parts of a part are applied to other values than the part itself. */
function isApplied({ type }: Node): boolean {
  switch (type) {
    case 'AndExpression':
    case 'Comparator':
    case 'Function':
    case 'Literal':
    case 'MultiSelectHash':
    case 'MultiSelectList':
    case 'NotExpression':
    case 'OrExpression':
    case 'Pipe':
      return false;
    default:
      return true;
  }
}

/** Cautious: also true for a member of the same name elsewhere. */
function readsResult(node: Node): boolean {
  switch (node.type) {
    case 'Current':
    case 'ValueProjection':
      return true;
    case 'Field':
      return RESULT_NAMES.has(node.name);
    case 'Subexpression':
      if (node.left.type === 'Field' && node.left.name === 'baseline') {
        return readsResult(node.right);
      }
      return readsResult(node.left) || readsResult(node.right);
    default:
      return childrenOf(node).some(readsResult);
  }
}

function tryEvaluate(node: Node, text: string, { value }: Context): Json | undefined {
  try {
    return evaluate(node, text, value);
  } catch {
    return undefined;
  }
}
