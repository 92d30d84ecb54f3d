import { TreeInterpreter as interpreter, type JSONValue } from '@jmespath-community/jmespath';
import { FIELD, ORDERING, type Program } from './expectation-runtime';
import type { Node } from './expectation-syntax';

/**
 * Translates an expression for the library, with three differences to what the library's own
 * parser would give (docs/decisions/0003-jmespath.md): a field is an own property only, so that
 * `result.constructor` is as unknown as it is in the JSON; an ordering comparison fails unless
 * both sides are numbers, except in the condition of a filter, which then does not select; and
 * functions that the library has wrong are replaced.
 */
export function translate(node: Node, text: string, inFilter = false): Program {
  const go = (part: Node) => translate(part, text, inFilter);
  switch (node.type) {
    case 'Current':
    case 'Identity':
      return { type: node.type };
    case 'Field':
      return call(FIELD, { type: 'Current' }, literal(node.name));
    case 'Literal':
      return literal(node.value);
    case 'Index':
      return { type: node.type, value: node.value };
    case 'Slice':
      return { type: node.type, start: node.start, stop: node.stop, step: node.step };
    case 'ExpressionReference':
    case 'Flatten':
    case 'NotExpression':
      return { type: node.type, child: go(node.child) };
    case 'Comparator': {
      const [left, right] = [go(node.left), go(node.right)];
      if (inFilter || node.name === 'EQ' || node.name === 'NE') {
        return { type: node.type, name: node.name, left, right };
      }
      const texts = [node.left, node.right].map((side) => literal(sourceOf(side, text)));
      return call(ORDERING[node.name], left, right, ...texts);
    }
    case 'FilterProjection': {
      const condition = translate(node.condition, text, true);
      return { type: node.type, left: go(node.left), condition, right: go(node.right) };
    }
    case 'Function':
      return call(node.name, ...node.children.map(go));
    case 'MultiSelectList':
      return { type: node.type, children: node.children.map(go) };
    case 'MultiSelectHash': {
      const children = node.entries.map(
        ({ name, value }) => ({ type: 'KeyValuePair', name, value: go(value) }) as const,
      );
      return { type: node.type, children };
    }
    default:
      return { type: node.type, left: go(node.left), right: go(node.right) };
  }
}

function call(name: string, ...children: Program[]): Program {
  return { type: 'Function', name, children };
}

function literal(value: JSONValue): Program {
  return { type: 'Literal', value };
}

/** The text of a part of an expression. */
export function sourceOf({ span }: Node, text: string): string {
  return text.slice(span.start, span.end);
}

/**
 * Evaluates an expression.
 *
 * @throws Error whose message says why it has no value, without any value in it
 */
export function evaluate(program: Program, subject: JSONValue): JSONValue {
  try {
    return interpreter.search(program, subject);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'the value is too large or too deeply nested';
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
