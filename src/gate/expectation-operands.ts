import type { JSONValue } from '@jmespath-community/jmespath';
import { oneLine } from '../text';
import { evaluate, sourceOf, translate } from './expectation-evaluator';
import { childrenOf, type Node } from './expectation-syntax';

/** A part of an expression and the value that it had, for people to read. */
export interface Operand {
  readonly expression: string;
  /** One line, cut: a string as JMESPath writes it (`'ok'`), anything else as JSON. */
  readonly value: string;
  /** Whether the value may come out of the result, so that `show-result: false` hides it. */
  readonly mayShowResult: boolean;
}

/** What a value of an expression is applied to, and whether that may come out of the result. */
interface Context {
  readonly value: JSONValue;
  readonly mayShowResult: boolean;
}

/** More than these say nothing that the first ones do not. */
const MAX_OPERANDS = 10;
const MAX_EXPRESSION_LENGTH = 200;
const MAX_VALUE_LENGTH = 200;

/** `"ok"` is the name of a field, which those who know other languages do not expect. */
const QUOTED_NAME_HINT = ", as a name; a string stands between '";

/** Names of the subject whose values are, or quote, what the function returned. */
const RESULT_NAMES = new Set(['result', 'errorMessage']);

/**
 * The parts of an expression that decide its value, each once, with the values that they had: paths
 * and calls, but neither literals nor what `&&`, `||`, `!` and comparisons make of them. A part
 * that has no value, because it fails, is left out.
 */
export function operandsOf(node: Node, text: string, subject: JSONValue): Operand[] {
  const operands = new Map<string, Operand>();
  const visit = (part: Node, context: Context): void => {
    if (operands.size >= MAX_OPERANDS) return;
    if (part.type === 'Pipe') {
      visit(part.left, context);
      const value = tryEvaluate(part.left, text, context);
      const mayShowResult = context.mayShowResult || readsResult(part.left);
      if (value !== undefined) visit(part.right, { value, mayShowResult });
      return;
    }
    if (isOperand(part)) {
      const expression = oneLine(sourceOf(part, text), MAX_EXPRESSION_LENGTH);
      const value = tryEvaluate(part, text, context);
      if (value !== undefined && !operands.has(expression)) {
        const mayShowResult = context.mayShowResult || readsResult(part);
        const hint = value === null && isQuotedName(part, text) ? QUOTED_NAME_HINT : '';
        operands.set(expression, { expression, value: showValue(value) + hint, mayShowResult });
      }
    }
    if (!isApplied(part)) for (const child of childrenOf(part)) visit(child, context);
  };
  visit(node, { value: subject, mayShowResult: false });
  return [...operands.values()];
}

function isQuotedName(node: Node, text: string): boolean {
  return node.type === 'Field' && text[node.span.start] === '"';
}

function isOperand(node: Node): boolean {
  if (node.type === 'Function') return true;
  const hasText = node.span.end > node.span.start;
  return isApplied(node) && hasText && node.type !== 'ExpressionReference';
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
    default:
      return childrenOf(node).some(readsResult);
  }
}

function tryEvaluate(node: Node, text: string, { value }: Context): JSONValue | undefined {
  try {
    return evaluate(translate(node, text), value);
  } catch {
    return undefined;
  }
}

function showValue(value: JSONValue): string {
  if (typeof value !== 'string') return oneLine(toJson(value, MAX_VALUE_LENGTH), MAX_VALUE_LENGTH);
  return `'${oneLine(value, MAX_VALUE_LENGTH).replaceAll("'", "\\'")}'`;
}

/** JSON that ends a little after `room` characters, however large or deep the value is. */
function toJson(value: JSONValue, room: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room + 1));
  if (typeof value !== 'object' || value === null) return String(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let text = `${open}`;
  /** Returns whether there is room for no more; each level takes some, so that depth ends too. */
  const add = (item: JSONValue, name = ''): boolean => {
    if (text.length > room) return true;
    text += (text.length > 1 ? ',' : '') + name;
    text += toJson(item, room - text.length);
    return false;
  };
  if (Array.isArray(value)) value.some((item) => add(item));
  else Object.entries(value).some(([name, item]) => add(item, `${toJson(name, room)}:`));
  return text + close;
}
