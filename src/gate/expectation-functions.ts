import leven from 'leven';
import { oneLine } from '../text';
import { childrenOf, type FunctionCall, type Node, SyntaxProblem } from './expectation-syntax';

interface Signature {
  readonly minimum: number;
  /** Infinity where the last argument may be repeated. */
  readonly maximum: number;
  /** Which argument, from 0, is an expression such as `&name`. */
  readonly expression?: number;
}

/** A name in a message is cut to what is needed to recognise it. */
const MAX_NAME_LENGTH = 40;

const ONE = { minimum: 1, maximum: 1 };
const TWO = { minimum: 2, maximum: 2 };
const SOME = { minimum: 1, maximum: Number.POSITIVE_INFINITY };

/**
 * The functions of the JMESPath specification. The library has more, which are not part of the
 * contract: other implementations lack them, and `pad_left` lets a result ask for any memory.
 *
 * @see https://jmespath.org/specification.html#built-in-functions
 */
const FUNCTIONS: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ['abs', ONE],
  ['avg', ONE],
  ['ceil', ONE],
  ['contains', TWO],
  ['ends_with', TWO],
  ['floor', ONE],
  ['join', TWO],
  ['keys', ONE],
  ['length', ONE],
  ['map', { ...TWO, expression: 0 }],
  ['max', ONE],
  ['max_by', { ...TWO, expression: 1 }],
  ['merge', SOME],
  ['min', ONE],
  ['min_by', { ...TWO, expression: 1 }],
  ['not_null', SOME],
  ['reverse', ONE],
  ['sort', ONE],
  ['sort_by', { ...TWO, expression: 1 }],
  ['starts_with', TWO],
  ['sum', ONE],
  ['to_array', ONE],
  ['to_number', ONE],
  ['to_string', ONE],
  ['type', ONE],
  ['values', ONE],
]);

/** All calls in an expression that cannot work, whatever they are applied to. */
export function findInvalidCalls(node: Node): SyntaxProblem[] {
  const inside = childrenOf(node).flatMap(findInvalidCalls);
  return node.type === 'Function' ? [...checkCall(node), ...inside] : inside;
}

function checkCall(call: FunctionCall): SyntaxProblem[] {
  const { name, children } = call;
  const signature = FUNCTIONS.get(name);
  const problem = (message: string, { span }: Node = call) => [
    new SyntaxProblem(span.start, message),
  ];
  if (signature === undefined)
    return problem(`unknown function ${oneLine(name, MAX_NAME_LENGTH)}(); ${suggestion(name)}`);
  if (children.length < signature.minimum || children.length > signature.maximum) {
    return problem(`${name}() takes ${countOf(signature)}, but has ${children.length}`);
  }
  return children.flatMap((child, index) => {
    const isExpression = child.type === 'ExpressionReference';
    if (isExpression === (index === signature.expression)) return [];
    const argument = `argument ${index + 1} of ${name}()`;
    return isExpression
      ? problem(`${argument} must be a value, remove the &`, child)
      : problem(`${argument} must be an expression such as &name`, child);
  });
}

function countOf({ minimum, maximum }: Signature): string {
  const least = maximum > minimum ? 'at least ' : '';
  return `${least}${minimum} argument${minimum === 1 ? '' : 's'}`;
}

function suggestion(name: string): string {
  const meant = nearest(name);
  return meant === undefined
    ? `there are ${[...FUNCTIONS.keys()].join(', ')}`
    : `did you mean ${meant}()?`;
}

/** The function whose name begins alike or has few other letters. */
function nearest(name: string): string | undefined {
  const plain = name.toLowerCase();
  const names = [...FUNCTIONS.keys()];
  const beginning = names.find((known) => plain.length > 1 && known.startsWith(plain));
  if (beginning !== undefined) return beginning;
  const distance = (known: string) => leven(plain, known);
  const best = names.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  return distance(best) * 2 < plain.length ? best : undefined;
}
