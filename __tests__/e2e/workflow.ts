/** Runs the jobs of a workflow: as much of GitHub Actions as the recipes use, and no more. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { ACTION } from '../project/documents';
import type { ActionResult } from '../runner/action';
import { isDue, resolved, type Values } from './expressions';

/** A step, its expressions not resolved yet. */
export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string;
  readonly with?: Values;
  readonly env?: Values;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Values;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps?: readonly Step[];
  readonly outputs?: Values;
  /** A reusable workflow that is called instead of steps. */
  readonly uses?: string;
  readonly with?: Values;
}

type InputDeclarations = Readonly<
  Record<string, { readonly required?: boolean; readonly default?: unknown }>
>;
type OutputDeclarations = Readonly<Record<string, { readonly value: string }>>;

interface Trigger {
  readonly inputs?: InputDeclarations;
  readonly outputs?: OutputDeclarations;
}

export interface Workflow {
  readonly name?: string;
  readonly on?: {
    readonly workflow_dispatch?: Trigger | null;
    readonly workflow_call?: Trigger | null;
  };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface CompositeAction {
  readonly inputs: InputDeclarations;
  readonly outputs: OutputDeclarations;
  readonly runs: { readonly using: 'composite'; readonly steps: readonly Step[] };
}

type Environment = Readonly<Record<string, string>>;

/** Where workflows run. */
export interface Machine {
  /** Files of the repository, which a checkout brings into the workspace; with workflows to call. */
  readonly repository: Readonly<Record<string, string>>;
  /** Variables of every script, such as a PATH with commands that stand in for others. */
  readonly environment: Environment;
  /** Runs a step of this action with inputs, files of the workspace, and variables of the job. */
  readonly runAction: (
    inputs: Readonly<Record<string, string>>,
    workspaceFiles: Readonly<Record<string, Buffer>>,
    env: Environment,
  ) => Promise<ActionResult>;
}

/** How a step or a job ended, as expressions see it. */
interface Ending {
  readonly outputs: Readonly<Record<string, string>>;
  readonly isFailure: boolean;
}

interface JobResult {
  readonly result: 'success' | 'failure' | 'skipped';
  /** Not of a job that was skipped. */
  readonly outputs?: Values;
}

export interface WorkflowRun {
  /** Every run of this action. */
  readonly runs: readonly ActionResult[];
  /** As `needs` has them; of a matrix, the last one. */
  readonly jobs: Readonly<Record<string, JobResult>>;
  /** Of a reusable workflow. */
  readonly outputs: Readonly<Record<string, string>>;
}

export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(file, 'utf8'));
}

/**
 * Runs all jobs in their order, a matrix one combination after the other.
 *
 * @param contexts what expressions can name: `secrets`, `vars`, …
 * @throws Error when a script fails, which no recipe expects; when expressions lead nowhere
 */
export async function runWorkflow(
  { on = {}, jobs }: Workflow,
  contexts: Values,
  machine: Machine,
  given: Readonly<Record<string, string>> = {},
): Promise<WorkflowRun> {
  const runs: ActionResult[] = [];
  const needs: Record<string, JobResult> = {};
  const trigger = on.workflow_call ?? on.workflow_dispatch;
  const known = { ...contexts, inputs: withDefaults(trigger?.inputs ?? {}, given) };
  for (const [name, job] of Object.entries(jobs)) {
    const before = job.needs === undefined ? undefined : needs[job.needs]?.result;
    const status = {
      success: [undefined, 'success'].includes(before),
      failure: before === 'failure',
    };
    if (!isDue(job.if, { ...known, needs }, status)) {
      needs[name] = { result: 'skipped' };
      continue;
    }
    for (const matrix of combinations(job)) {
      const all = { ...known, matrix, needs };
      const { outputs, isFailure } = await (job.uses === undefined
        ? runJob(job, all, machine, runs)
        : callWorkflow(job, job.uses, all, machine, runs));
      const hasFailed = isFailure || needs[name]?.result === 'failure';
      needs[name] = { result: hasFailed ? 'failure' : 'success', outputs };
    }
  }
  const outputs = outputsOf(on.workflow_call?.outputs ?? {}, { ...known, jobs: needs });
  return { runs, jobs: needs, outputs };
}

/** @throws Error when a job asks for a permission that its caller does not grant, as GitHub refuses it */
async function callWorkflow(
  { with: given, permissions = {} }: Job,
  uses: string,
  caller: Values,
  machine: Machine,
  runs: ActionResult[],
): Promise<Ending> {
  const called: Workflow = parse(machine.repository[uses.replace('./', '')] ?? '');
  for (const [name, access] of Object.values(called.jobs).flatMap((job) =>
    Object.entries(job.permissions ?? {}),
  )) {
    if (permissions[name] !== access) throw new Error(`The caller must grant ${name}: ${access}.`);
  }
  // It has secrets, needs and a matrix of its own.
  const { github, vars } = caller;
  const contexts = { github, vars, secrets: {} };
  const run = await runWorkflow(called, contexts, machine, resolved(given, caller));
  runs.push(...run.runs);
  const isFailure = Object.values(run.jobs).some(({ result }) => result === 'failure');
  return { outputs: run.outputs, isFailure };
}

async function runJob(
  { env, steps = [], outputs }: Job,
  contexts: Values,
  machine: Machine,
  runs: ActionResult[],
): Promise<Ending> {
  const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
  try {
    const job = { contexts, machine, runs, workspace, env: resolved(env, contexts) };
    const { known, isFailure } = await runSteps(steps, job);
    return { outputs: resolved(outputs, { ...contexts, steps: known }), isFailure };
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

/** What the steps of a job have in common. */
interface RunningJob {
  readonly contexts: Values;
  readonly machine: Machine;
  readonly workspace: string;
  readonly env: Environment;
  /** To which every run of this action is added. */
  readonly runs: ActionResult[];
}

async function runSteps(
  steps: readonly Step[],
  job: RunningJob,
): Promise<{ known: Values; isFailure: boolean }> {
  const known: Record<string, Values> = {};
  let isFailure = false;
  for (const step of steps) {
    const contexts = { ...job.contexts, steps: known };
    const isRun = isDue(step.if, contexts, { success: !isFailure, failure: isFailure });
    const ending = isRun ? await runStep(step, { ...job, contexts }) : undefined;
    if (ending?.isFailure) isFailure = true;
    if (step.id === undefined) continue;
    const outcome = ending?.isFailure ? 'failure' : 'success';
    known[step.id] = ending ? { outcome, outputs: ending.outputs } : { outcome: 'skipped' };
  }
  return { known, isFailure };
}

async function runStep(step: Step, job: RunningJob): Promise<Ending> {
  const { contexts, machine, workspace, runs } = job;
  const env = { ...job.env, ...resolved(step.env, contexts) };
  if (step.run !== undefined) {
    const outputs = await runScript(step, workspace, { ...machine.environment, ...env });
    return { outputs, isFailure: false };
  }
  if (step.uses === ACTION) {
    const run = await machine.runAction(resolved(step.with, contexts), filesOf(workspace), env);
    runs.push(run);
    return { outputs: run.outputs, isFailure: run.exitCode !== 0 };
  }
  if (step.uses?.startsWith('./')) return runComposite(step.uses, step.with, { ...job, env });
  if (step.uses?.startsWith('actions/checkout@')) writeFiles(workspace, machine.repository);
  return { outputs: {}, isFailure: false };
}

/**
 * Runs the steps of a composite action, which sees no context of its caller but `github`.
 *
 * @throws Error when it was not checked out
 */
async function runComposite(
  uses: string,
  given: Values | undefined,
  job: RunningJob,
): Promise<Ending> {
  const file = join(job.workspace, uses, 'action.yml');
  const { inputs, outputs, runs }: CompositeAction = parse(readFileSync(file, 'utf8'));
  const { github } = job.contexts;
  const contexts = { github, inputs: withDefaults(inputs, resolved(given, job.contexts)) };
  const { known, isFailure } = await runSteps(runs.steps, { ...job, contexts });
  return { outputs: outputsOf(outputs, { ...contexts, steps: known }), isFailure };
}

function outputsOf(declared: OutputDeclarations, contexts: Values): Record<string, string> {
  const values = Object.entries(declared).map(([name, { value }]) => [name, value]);
  return resolved(Object.fromEntries(values), contexts);
}

/** @throws Error for an input that is not declared, or is required and missing */
function withDefaults(
  declared: InputDeclarations,
  given: Readonly<Record<string, string>>,
): Values {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) throw new Error(`No such input: ${unknown.join()}.`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, { required = false, default: value }]) => {
      if (required && (given[name] ?? value) === undefined) throw new Error(`No ${name} is given.`);
      return [name, given[name] ?? value ?? ''];
    }),
  );
}

/**
 * Runs a script as the runner does, unless it installs something: that is not ours to test.
 *
 * @returns its outputs
 */
async function runScript(
  { run = '', shell }: Step,
  cwd: string,
  environment: Environment,
): Promise<Record<string, string>> {
  if (/\bnpm ci\b/.test(run)) return {};
  const { PATH = '' } = process.env;
  const output = join(cwd, 'output');
  writeFileSync(output, '');
  const files = { GITHUB_STEP_SUMMARY: join(cwd, 'summary'), GITHUB_OUTPUT: output };
  const options = shell === 'bash' ? ['-e', '-o', 'pipefail'] : ['-e'];
  const env = { PATH, ...files, ...environment };
  await promisify(execFile)('bash', ['--norc', ...options, '-c', run], { cwd, env });
  const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean);
  rmSync(output);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function filesOf(folder: string): Record<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

/** Every combination of a job's matrix; one empty combination without a matrix. */
function combinations({ strategy }: Job): Values[] {
  return Object.entries(strategy?.matrix ?? {}).reduce<Values[]>(
    (found, [name, values]) =>
      found.flatMap((each) => values.map((value) => ({ ...each, [name]: value }))),
    [{}],
  );
}
