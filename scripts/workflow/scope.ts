import { parseExpression, type Status, shown, UnsupportedExpression } from './expression';

export type Values = Readonly<Record<string, unknown>>;
export type Texts = Readonly<Record<string, string>>;

/** How names are looked up. */
export interface Lookup {
  /** Values by path, stronger than the contexts. */
  readonly given: ReadonlyMap<string, string>;
  /** What a path stands for that leads nowhere; on GitHub, an empty string. */
  readonly missing: (path: string) => string;
}

/** What expressions mean at one place of a workflow. */
export class Scope {
  constructor(
    private readonly contexts: Values,
    private readonly lookup: Lookup,
  ) {}

  with(contexts: Values): Scope {
    return new Scope({ ...this.contexts, ...contexts }, this.lookup);
  }

  /** Of a called workflow or a composite action, which sees these contexts of its caller only. */
  inside(seen: readonly string[], inputs: Texts): Scope {
    const contexts = Object.fromEntries(seen.map((name) => [name, this.contexts[name]]));
    const given = [...this.lookup.given].filter(([path]) => !path.startsWith('inputs.'));
    return new Scope({ ...contexts, inputs }, { ...this.lookup, given: new Map(given) });
  }

  /** Values as GitHub passes them: strings, with every expression replaced. */
  resolved(values: Values = {}): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, this.text(value)]),
    );
  }

  /** The values of declared outputs. */
  values(declared: Readonly<Record<string, { readonly value?: unknown }>>): Record<string, string> {
    return this.resolved(
      Object.fromEntries(Object.entries(declared).map(([name, { value }]) => [name, value])),
    );
  }

  /** @throws Error in one sentence for an expression that is not supported, or leads nowhere */
  text(value: unknown): string {
    return this.#replaced(value, (path) => this.#valueAt(path));
  }

  #replaced(value: unknown, valueAt: (path: string) => unknown): string {
    const status = { success: true, failure: false };
    return shown(value).replace(/\$\{\{((?:'[^']*'|[^'}]){0,1000})\}\}/g, (_, inner: string) =>
      shown(parseExpression(inner).evaluate({ status, valueAt })),
    );
  }

  /**
   * What a value names that has no value, if it is empty for that; not what is given as empty.
   *
   * @throws Error as {@link text} does
   */
  missingFor(value: unknown): string[] {
    const missing = new Set<string>();
    const text = this.#replaced(value, (path) => {
      const found = this.#valueAt(path);
      if (found === '' && !this.lookup.given.has(path)) missing.add(path);
      return found;
    });
    return text === '' ? [...missing] : [];
  }

  /**
   * Whether a step or a job runs. A condition that names no status function also requires that nothing
   * before it failed, as no condition does.
   *
   * @throws Error as {@link text} does
   */
  isDue(condition: unknown, status: Status): boolean {
    if (condition === undefined) return status.success;
    // The form without `${{ }}` cannot begin with `!`, which YAML takes for a tag.
    const source = shown(condition)
      .trim()
      .replace(/^\$\{\{(.*)\}\}$/s, '$1');
    const { asksForStatus, evaluate } = parseExpression(source);
    return (asksForStatus || status.success) && Boolean(evaluate(this.#names(status)));
  }

  /** Why a step or a job does not run; undefined if it does. */
  whyNotDue(condition: unknown, status: Status): string | undefined {
    try {
      return this.isDue(condition, status) ? undefined : 'by its condition';
    } catch (error) {
      if (error instanceof UnsupportedExpression) return 'its condition is not supported here';
      throw error;
    }
  }

  #names(status: Status) {
    return { status, valueAt: (path: string) => this.#valueAt(path) };
  }

  #valueAt(path: string): unknown {
    const given = this.lookup.given.get(path);
    if (given !== undefined) return given;
    let value: unknown = this.contexts;
    for (const key of path.split('.')) {
      // What was skipped has no outputs, whatever it declares.
      if (['outcome', 'result'].some((name) => memberOf(value, name) === 'skipped')) {
        return memberOf(value, key) ?? '';
      }
      value = memberOf(value, key);
    }
    return value ?? this.lookup.missing(path);
  }
}

/** The member of an object; undefined of everything else. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const members: Values = { ...value };
  return members[name];
}
