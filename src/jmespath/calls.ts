import { closest } from '../closest';
import { counted, oneLine } from '../text';
import { EXPRESSION, FUNCTIONS, kindAt } from './functions';
import { childrenOf, type FunctionCall, type Node, SyntaxProblem } from './syntax';

/** A name in a message is cut to what is needed to recognise it. */
const MAX_NAME_LENGTH = 40;

/** All calls in an expression that cannot work, whatever they are applied to. */
export function findInvalidCalls(node: Node): SyntaxProblem[] {
  const inside = childrenOf(node).flatMap(findInvalidCalls);
  return node.type === 'Function' ? [...checkCall(node), ...inside] : inside;
}

function checkCall(call: FunctionCall): SyntaxProblem[] {
  const { name, children } = call;
  const definition = FUNCTIONS.get(name);
  const problem = (message: string, { span }: Node = call) => [
    new SyntaxProblem(span.start, message),
  ];
  if (definition === undefined) {
    return problem(`unknown function ${oneLine(name, MAX_NAME_LENGTH)}(); ${suggestion(name)}`);
  }
  const { length } = definition.kinds;
  if (children.length < length || (children.length > length && !definition.repeats)) {
    const count = `${definition.repeats ? 'at least ' : ''}${counted(length, 'argument')}`;
    return problem(`${name}() takes ${count}, but has ${children.length}`);
  }
  return children.flatMap((child, index) => {
    const isExpression = child.type === 'ExpressionReference';
    if (isExpression === (kindAt(definition, index) === EXPRESSION)) return [];
    const argument = `argument ${index + 1} of ${name}()`;
    return isExpression
      ? problem(`${argument} must be a value; remove the &`, child)
      : problem(`${argument} must be ${EXPRESSION}`, child);
  });
}

function suggestion(name: string): string {
  const names = [...FUNCTIONS.keys()];
  const meant = closest(name, names, 2);
  return meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}()?`;
}
