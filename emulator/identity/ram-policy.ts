/** Policies of Alibaba Cloud's RAM: who may do what to which resource, and under what condition. */

/** A permission policy (`Action` on `Resource`) or a trust policy (`Action` by `Principal`). */
export interface Policy {
  Version: '1';
  Statement: readonly Statement[];
}

export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: OneOrMore;
  /** With `*` and `?` as wildcards; permission policies only. */
  Resource?: OneOrMore;
  /** Trust policies only. */
  Principal?: { Federated?: OneOrMore };
  /** Operator → key → values; all keys must match, of each one value. */
  Condition?: Partial<Record<Operator, Readonly<Record<string, OneOrMore>>>>;
}

type OneOrMore = string | readonly string[];

const OPERATORS = {
  StringEquals: (actual, expected) => actual === expected,
  StringNotEquals: (actual, expected) => actual !== expected,
  StringLike: (actual, expected) => matches(expected, actual),
} satisfies Record<string, (actual: string, expected: string) => boolean>;

type Operator = keyof typeof OPERATORS;

/** Whether permission policies allow an action; what no statement allows is denied. */
export function isPermitted(
  policies: readonly Policy[],
  action: string,
  resource: string,
): boolean {
  return decide(
    policies,
    ({ Action, Resource = [] }) =>
      list(Action).some((pattern) => matches(pattern, action, 'any case')) &&
      list(Resource).some((pattern) => matches(pattern, resource)),
  );
}

/** Whether a role's trust policy lets a provider's user with these claims assume it. */
export function isTrusted(
  trustPolicy: Policy,
  provider: string,
  claims: Readonly<Record<string, string>>,
): boolean {
  return decide(
    [trustPolicy],
    ({ Action, Principal, Condition = {} }) =>
      list(Action).some((pattern) => matches(pattern, 'sts:AssumeRole', 'any case')) &&
      list(Principal?.Federated ?? []).includes(provider) &&
      conditionsHold(Condition, claims),
  );
}

/** One statement that denies outweighs all that allow. */
function decide(policies: readonly Policy[], applies: (statement: Statement) => boolean): boolean {
  const effects = policies
    .flatMap((policy) => policy.Statement)
    .filter(applies)
    .map((statement) => statement.Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function conditionsHold(
  condition: NonNullable<Statement['Condition']>,
  values: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(condition).every(([operator, keys]) => {
    if (!isOperator(operator)) throw new Error(`The emulator does not know '${operator}'.`);
    return Object.entries(keys).every(([key, expected]) => {
      const actual = values[key];
      return (
        actual !== undefined && list(expected).some((value) => OPERATORS[operator](actual, value))
      );
    });
  });
}

function isOperator(name: string): name is Operator {
  return name in OPERATORS;
}

/** `*` stands for any string, `?` for one character. */
function matches(pattern: string, text: string, letters?: 'any case'): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, letters === 'any case' ? 'is' : 's').test(text);
}

function list(value: OneOrMore): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
