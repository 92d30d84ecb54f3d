/** Workflows, reusable ones and composite actions, as their files say them. */

import { basename, dirname } from 'node:path';
import { parse } from 'yaml';
import { memberOf, type Texts, type Values } from './scope';

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: unknown;
  readonly with?: Values;
  readonly env?: Values;
  readonly 'continue-on-error'?: unknown;
}

/** `read-all`, `write-all`, or what is granted by scope. */
type Permissions = string | Texts;

export interface Job {
  readonly if?: unknown;
  readonly needs?: string | readonly string[];
  readonly permissions?: Permissions | undefined;
  readonly env?: Values;
  readonly strategy?: { readonly matrix?: Values };
  readonly steps?: readonly Step[];
  readonly outputs?: Values;
  /** A reusable workflow that is called instead of steps. */
  readonly uses?: string;
  readonly with?: Values;
  readonly secrets?: 'inherit' | Values;
}

export interface Workflow {
  readonly name?: string;
  readonly on?: unknown;
  readonly permissions?: Permissions;
  readonly env?: Values;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Input {
  readonly required?: unknown;
  readonly default?: unknown;
}

/** By name. */
export type Inputs = Readonly<Record<string, Input | null>>;
export type Outputs = Readonly<Record<string, { readonly value?: unknown }>>;

export interface CompositeAction {
  readonly inputs?: Inputs;
  readonly outputs?: Outputs;
  readonly runs: { readonly using: 'composite'; readonly steps: readonly Step[] };
}

/**
 * @param file its path, which messages name
 * @returns the workflow; of a composite action, one with its steps as a job
 * @throws Error in one sentence when it is neither, or GitHub refuses it
 */
export function parseWorkflow(content: string, file: string): Workflow {
  const parsed = parseFile(content, file);
  if (isComposite(parsed)) {
    const { inputs, runs } = parsed;
    runs.steps.forEach(checkValues);
    // It has the permissions of the job that uses it, which are unknown.
    const job = { permissions: 'write-all', steps: runs.steps };
    return { on: { workflow_call: { inputs } }, jobs: { [basename(dirname(file))]: job } };
  }
  if (isWorkflow(parsed)) {
    for (const job of Object.values(parsed.jobs)) [job, ...(job.steps ?? [])].forEach(checkValues);
    return parsed;
  }
  throw new Error(`'${file}' has no jobs with steps: it is not a workflow.`);
}

/** @returns undefined for an action of another kind */
export function parseComposite(content: string, file: string): CompositeAction | undefined {
  const parsed = parseFile(content, file);
  if (!isComposite(parsed)) return undefined;
  parsed.runs.steps.forEach(checkValues);
  return parsed;
}

function parseFile(content: string, file: string): unknown {
  try {
    return parse(content);
  } catch (error) {
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n', 1);
    throw new Error(`'${file}' cannot be read: ${reason.replace(/:$/, '.')}`);
  }
}

/** @throws Error in one sentence for what is no string and cannot become one */
function checkValues({ with: values = {} }: Pick<Step, 'with'>): void {
  const [name] =
    Object.entries(values).find(([, value]) => typeof value === 'object' && value !== null) ?? [];
  if (name === undefined) return;
  throw new Error(
    `\`with.${name}\` must be a string: put the JSON in quotes, or use \`${name}: |\`.`,
  );
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

function isComposite(value: unknown): value is CompositeAction {
  const runs = memberOf(value, 'runs');
  return memberOf(runs, 'using') === 'composite' && Array.isArray(memberOf(runs, 'steps'));
}

/** The inputs with which a workflow is called or started by hand. */
export function inputsOf({ on }: Workflow): Inputs {
  const of = (trigger: string) => memberOf(memberOf(on, trigger), 'inputs') ?? {};
  return { ...of('workflow_dispatch'), ...of('workflow_call') };
}

/** The outputs of a workflow for the one that calls it. */
export function outputsOf({ on }: Workflow): Outputs {
  return { ...(memberOf(memberOf(on, 'workflow_call'), 'outputs') ?? {}) };
}

/** What is given, and the defaults of what is not. */
export function withDefaults(inputs: Inputs, given: Texts): Texts {
  const values = Object.entries(inputs).map(([name, input]) => [
    name,
    given[name] ?? String(input?.default ?? ''),
  ]);
  return Object.fromEntries(values);
}

/** @throws Error in one sentence for an input that is not declared, or is required and missing */
export function checkInputs(inputs: Inputs, given: Texts, callee: string): void {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(inputs, name));
  if (unknown.length > 0) throw new Error(`'${callee}' has no input '${unknown.join("', '")}'.`);
  for (const [name, input] of Object.entries(inputs)) {
    if (input?.required === true && input.default === undefined && given[name] === undefined) {
      throw new Error(`'${callee}' must be given '${name}'.`);
    }
  }
}

/** Every combination of a matrix; a single empty one without. */
export function combinations({ strategy }: Job): Values[] {
  let all: Values[] = [{}];
  for (const [name, values] of Object.entries(strategy?.matrix ?? {})) {
    if (!Array.isArray(values) || name === 'include' || name === 'exclude') {
      throw new Error(`The matrix's '${name}' is not supported here: only lists of values are.`);
    }
    all = all.flatMap((one) => values.map((value: unknown) => ({ ...one, [name]: value })));
  }
  return all;
}
