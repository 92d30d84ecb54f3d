/** As much of a workflow as trying the steps of this action needs. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type Values = Readonly<Record<string, unknown>>;

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: unknown;
  readonly with?: Values;
  readonly env?: Values;
  readonly 'continue-on-error'?: unknown;
}

export interface Job {
  readonly uses?: string;
  readonly env?: Values;
  readonly needs?: string | readonly string[];
  readonly steps?: readonly Step[];
  readonly strategy?: { readonly matrix?: Values };
  readonly outputs?: Values;
}

export interface Workflow {
  readonly on: unknown;
  readonly env?: Values;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** @throws Error in one sentence when it is not a workflow */
export function readWorkflow(file: string): Workflow {
  let workflow: unknown;
  try {
    workflow = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n', 1);
    throw new Error(`'${file}' cannot be read: ${reason.replace(/:$/, '.')}`);
  }
  if (isWorkflow(workflow)) return workflow;
  throw new Error(`'${file}' has no jobs with steps: it is not a workflow.`);
}

function isWorkflow(value: unknown): value is Workflow {
  const jobs = memberOf(value, 'jobs');
  return (
    typeof jobs === 'object' &&
    jobs !== null &&
    Object.values(jobs).every(
      (job) => Array.isArray(memberOf(job, 'steps')) || memberOf(job, 'uses') !== undefined,
    )
  );
}

/** The defaults of the inputs with which a workflow is started by hand, or called. */
export function inputDefaults({ on }: Workflow): Record<string, string> {
  const declared = ['workflow_dispatch', 'workflow_call'].map((trigger) =>
    memberOf(memberOf(on, trigger), 'inputs'),
  );
  return Object.fromEntries(
    declared
      .flatMap((inputs) => Object.entries(inputs ?? {}))
      .map(([name, input]) => [name, String(memberOf(input, 'default') ?? '')]),
  );
}

/** Every combination of a matrix; a single empty one without. */
export function combinations({ strategy }: Job): Record<string, unknown>[] {
  let all: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(strategy?.matrix ?? {})) {
    if (!Array.isArray(values) || name === 'include' || name === 'exclude') {
      throw new Error(`The matrix's '${name}' is not supported here: only lists of values are.`);
    }
    all = all.flatMap((one) => values.map((value: unknown) => ({ ...one, [name]: value })));
  }
  return all;
}

/** What `${{ … }}` can name. */
export class Expressions {
  /** @param given stronger than the contexts */
  constructor(
    private readonly contexts: Values,
    private readonly given: ReadonlyMap<string, string>,
  ) {}

  with(contexts: Values): Expressions {
    return new Expressions({ ...this.contexts, ...contexts }, this.given);
  }

  /** Values as GitHub passes them: strings. What has no value is empty. */
  resolved(values: Values = {}): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, this.text(String(value))]),
    );
  }

  /** @throws Error for an expression that is more than a path through the contexts */
  text(text: string): string {
    return text.replace(/\$\{\{([^}]{0,1000})\}\}/g, (_, inner: string) => {
      const expression = inner.trim();
      if (!/^\w[\w-]*(\.[\w-]+)*$/.test(expression)) {
        throw new Error(`The expression '${expression}' is not supported here: only names are.`);
      }
      const known = expression.split('.').reduce<unknown>(memberOf, this.contexts);
      return this.given.get(expression) ?? String(known ?? '');
    });
  }
}

/** Conditions that hold for every job here, and those of a step after one that has failed. */
export function isDue(condition: unknown, hasFailed: boolean): boolean | 'unknown' {
  if (condition === undefined) return !hasFailed;
  const expression = String(condition)
    .replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1')
    .trim();
  switch (expression) {
    case 'always()':
    case '!cancelled()':
    case 'success() || failure()':
      return true;
    case 'success()':
      return !hasFailed;
    case 'failure()':
      return hasFailed;
    default:
      return 'unknown';
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const members: Readonly<Record<string, unknown>> = { ...value };
  return members[name];
}
