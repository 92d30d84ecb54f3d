/** The expressions of GitHub Actions that the recipes use: paths through contexts, and conditions. */

export type Values = Readonly<Record<string, unknown>>;

/** How the steps or jobs before have ended. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
}

/** Values as GitHub passes them: strings, with every `${{ context.name }}` replaced. */
export function resolved(values: Values = {}, contexts: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, resolvedText(String(value), contexts)]),
  );
}

/** @throws Error for an expression that is more than a path through the contexts, or leads nowhere */
export function resolvedText(text: string, contexts: Values): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, path: string) => valueAt(path, contexts));
}

/**
 * Whether a step or a job runs. A condition that names no status function also requires that nothing
 * before it failed, as no condition does.
 *
 * @throws Error for more than status functions and comparisons, joined by `&&`
 */
export function isDue(condition: string | undefined, contexts: Values, status: Status): boolean {
  if (condition === undefined) return status.success;
  // The form without `${{ }}` cannot begin with `!`, which YAML takes for a tag.
  const expression = /^\$\{\{(.*)\}\}$/.exec(condition)?.[1] ?? condition;
  const isOfStatus = /\b(success|failure|always|cancelled)\(\)/.test(expression);
  if (!isOfStatus && !status.success) return false;
  return expression.split('&&').every((term) => isTrue(term.trim(), contexts, status));
}

function isTrue(term: string, contexts: Values, status: Status): boolean {
  if (term === 'always()' || term === '!cancelled()') return true;
  if (term === 'failure()') return status.failure;
  const [, left, operator, right] = /^(\S+) (==|!=) (\S+)$/.exec(term) ?? [];
  if (left === undefined || right === undefined) {
    throw new Error(`The condition ${term} is not known here.`);
  }
  const areEqual = operand(left, contexts) === operand(right, contexts);
  return areEqual === (operator === '==');
}

function operand(text: string, contexts: Values): string {
  return /^'(.*)'$/.exec(text)?.[1] ?? valueAt(text, contexts);
}

/**
 * The value at a path. GitHub takes any path that leads nowhere for an empty string; here only one into
 * a step or a job that was skipped is, so that a misspelt name is found.
 */
function valueAt(path: string, contexts: Values): string {
  let value: unknown = contexts;
  for (const key of path.split('.')) {
    const members: Values = typeof value === 'object' && value !== null ? { ...value } : {};
    const isSkipped = [members.outcome, members.result].includes('skipped');
    if (isSkipped && !Object.hasOwn(members, key)) return '';
    value = Object.hasOwn(members, key) ? members[key] : undefined;
  }
  if (value === undefined) throw new Error(`\${{ ${path} }} has no value here.`);
  return String(value);
}
