/** Runs the jobs of a workflow: as much of GitHub Actions as the recipes use, and no more. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { ACTION } from '../project/documents';
import type { ActionResult } from '../runner/action';

type Values = Readonly<Record<string, unknown>>;

/** A step, its expressions not resolved yet. */
export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Values;
  readonly env?: Values;
}

export interface Job {
  readonly env?: Values;
  readonly needs?: string;
  readonly steps: readonly Step[];
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly outputs?: Values;
}

/** Files of the repository, which a checkout brings into the workspace. */
type Repository = Readonly<Record<string, string>>;

export interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Variables of every script, such as a PATH with commands that stand in for others. */
type Environment = Readonly<Record<string, string>>;

/** Runs a step of this action with inputs and files of the workspace. */
type RunAction = (
  inputs: Readonly<Record<string, string>>,
  workspaceFiles: Readonly<Record<string, Buffer>>,
) => Promise<ActionResult>;

export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(file, 'utf8'));
}

/**
 * Runs all jobs in their order, a matrix one combination after the other. A step that fails ends
 * its job, and the jobs that need it are left out.
 *
 * @param contexts what expressions can name: `secrets`, `vars`, …
 * @param repository what a checkout finds
 * @param environment what scripts get besides what the workflow gives them
 * @returns every run of this action
 */
export async function runWorkflow(
  { jobs }: Workflow,
  contexts: Values,
  repository: Repository,
  runAction: RunAction,
  environment: Environment = {},
): Promise<ActionResult[]> {
  const all: ActionResult[] = [];
  const needs: Record<string, Values> = {};
  for (const [name, job] of Object.entries(jobs)) {
    if (job.needs !== undefined && needs[job.needs] === undefined) continue;
    for (const matrix of combinations(job)) {
      const { runs, steps } = await runJob(
        job,
        { ...contexts, matrix, needs },
        repository,
        runAction,
        environment,
      );
      all.push(...runs);
      if (runs.some(({ exitCode }) => exitCode !== 0)) continue;
      needs[name] = { outputs: resolved(job.outputs, { ...contexts, steps }) };
    }
  }
  return all;
}

async function runJob(
  job: Job,
  contexts: Values,
  repository: Repository,
  runAction: RunAction,
  environment: Environment,
) {
  const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
  const runs: ActionResult[] = [];
  const steps: Record<string, Values> = {};
  const variables = { ...environment, ...resolved(job.env, contexts) };
  try {
    for (const step of job.steps) {
      const hasFailed = runs.some(({ exitCode }) => exitCode !== 0);
      if (!isDue(step, hasFailed, steps)) {
        if (step.id !== undefined) steps[step.id] = { outcome: 'skipped' };
        continue;
      }
      const known = { ...contexts, steps };
      let outcome: Values = { outcome: 'success' };
      if (step.uses?.startsWith('actions/checkout@')) writeFiles(workspace, repository);
      if (step.run !== undefined) {
        outcome = { ...outcome, outputs: await runScript(step, known, workspace, variables) };
      }
      if (step.uses === ACTION) {
        const run = await runAction(resolved(step.with, known), filesOf(workspace));
        runs.push(run);
        outcome = { outcome: run.exitCode === 0 ? 'success' : 'failure', outputs: run.outputs };
      }
      if (step.id !== undefined) steps[step.id] = outcome;
    }
  } finally {
    rmSync(workspace, { recursive: true });
  }
  return { runs, steps };
}

/**
 * Whether a step runs: without `if`, when nothing has failed. Conditions are the few that the recipes
 * use.
 */
function isDue({ if: condition }: Step, hasFailed: boolean, steps: Values): boolean {
  if (condition === undefined) return !hasFailed;
  // The form without `${{ }}` cannot begin with `!`, which YAML takes for a tag.
  const expression = /^\$\{\{(.*)\}\}$/.exec(condition)?.[1] ?? condition;
  return expression.split('&&').every((part) => {
    const term = part.trim();
    if (term === 'always()' || term === '!cancelled()') return true;
    if (term === 'failure()') return hasFailed;
    const [, id = '', outcome] = /^steps\.([\w-]+)\.outcome == '(\w+)'$/.exec(term) ?? [];
    if (outcome === undefined) throw new Error(`The condition ${term} is not known here.`);
    return resolvedText(`\${{ steps.${id}.outcome }}`, { steps }) === outcome;
  });
}

/**
 * Runs a script as the runner does, unless it installs something: that is not ours to test.
 *
 * @returns its outputs
 */
async function runScript(
  { run = '', env }: Step,
  contexts: Values,
  cwd: string,
  environment: Environment,
): Promise<Record<string, string>> {
  if (/\bnpm ci\b/.test(run)) return {};
  const { PATH = '' } = process.env;
  const output = join(cwd, 'output');
  writeFileSync(output, '');
  const variables = {
    PATH,
    GITHUB_STEP_SUMMARY: join(cwd, 'summary'),
    GITHUB_OUTPUT: output,
    ...environment,
    ...resolved(env, contexts),
  };
  const options = ['-e', '-o', 'pipefail', '-c'];
  await promisify(execFile)('bash', [...options, run], { cwd, env: variables });
  const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean);
  rmSync(output);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function writeFiles(folder: string, files: Repository): void {
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

/** Values as GitHub passes them: text, with every `${{ context.name }}` replaced. */
function resolved(values: Values = {}, contexts: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, resolvedText(String(value), contexts)]),
  );
}

/** @throws Error for an expression that is more than a path through the contexts, or leads nowhere */
function resolvedText(text: string, contexts: Values): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    let value: unknown = contexts;
    for (const key of expression.split('.')) {
      const isObject = typeof value === 'object' && value !== null;
      value = isObject
        ? Object.entries(value ?? {}).find(([name]) => name === key)?.[1]
        : undefined;
    }
    if (value === undefined) throw new Error(`\${{ ${expression} }} has no value here.`);
    return String(value);
  });
}
