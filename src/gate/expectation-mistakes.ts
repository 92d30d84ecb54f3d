import { FUNCTIONS } from '../jmespath/functions';
import { parse } from '../jmespath/parser';
import { SyntaxProblem } from '../jmespath/syntax';
import { isRootName, nearestRootName } from './root-names';

/** More of an expression is not looked at around a mistake. */
const MAX_NAME_LENGTH = 80;

/**
 * What to do about a syntax error, where people who come from YAML, other languages or the names of
 * the outputs make a mistake that JMESPath cannot know; else what the parser says.
 */
export function explainMistake(text: string, { offset, message }: SyntaxProblem): string {
  if (/^-\s/.test(text)) {
    return '`expect` is a string, not a list: use `expect: |`';
  }
  if (text.startsWith('$.', offset)) return 'leave out `$.`';
  if (text[offset] === '-') return nameWithHyphen(text, offset) ?? message;
  return isFolded(text, offset) ? 'one expectation a line: use `|`, not `>`' : message;
}

/** `duration-ms`, as the output is named; or a name that needs double quotes. */
function nameWithHyphen(text: string, offset: number): string | undefined {
  const before = text.slice(Math.max(0, offset - MAX_NAME_LENGTH), offset);
  const [, parents = '', begun = ''] = /((?:[\w@]+\.)*)([A-Za-z_]\w*)$/.exec(before) ?? [];
  const [rest] = /^(?:-\w+)+/.exec(text.slice(offset, offset + MAX_NAME_LENGTH)) ?? [];
  if (begun === '' || rest === undefined) return undefined;
  if (parents !== '') return `write \`${parents}"${begun}${rest}"\``;
  const meant = nearestRootName(begun + rest);
  return meant === undefined ? undefined : `the name here is \`${meant}\``;
}

/** Whether another expectation begins where the parser expected no more of the first. */
function isFolded(text: string, offset: number): boolean {
  const [start = '', name = ''] =
    /^[!(\s]*([A-Za-z_]\w*)/.exec(text.slice(offset, offset + MAX_NAME_LENGTH)) ?? [];
  const isCall = FUNCTIONS.has(name) && text[offset + start.length] === '(';
  return (isRootName(name) || isCall) && isExpression(text.slice(0, offset));
}

function isExpression(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxProblem) return false;
    throw error;
  }
}
