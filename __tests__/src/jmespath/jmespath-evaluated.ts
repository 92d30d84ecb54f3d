import { findInvalidCalls } from '../../../src/jmespath/calls';
import { evaluate } from '../../../src/jmespath/evaluator';
import { parse } from '../../../src/jmespath/parser';
import type { Json } from '../../../src/json';

/** What an expression finds in a value, or that it is refused or fails. */
export function evaluated(expression: string, given: Json): { value: Json } | 'error' {
  try {
    const syntax = parse(expression);
    if (findInvalidCalls(syntax).length > 0) return 'error';
    return { value: evaluate(syntax, expression, given) };
  } catch {
    return 'error';
  }
}
