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
  readonly with?: Values;
  readonly env?: Values;
}

export interface Job {
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
 * @returns every run of this action
 */
export async function runWorkflow(
  { jobs }: Workflow,
  contexts: Values,
  repository: Repository,
  runAction: RunAction,
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
      );
      all.push(...runs);
      if (runs.some(({ exitCode }) => exitCode !== 0)) continue;
      needs[name] = { outputs: resolved(job.outputs, { ...contexts, steps }) };
    }
  }
  return all;
}

async function runJob(job: Job, contexts: Values, repository: Repository, runAction: RunAction) {
  const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
  const runs: ActionResult[] = [];
  const steps: Record<string, Values> = {};
  try {
    for (const step of job.steps) {
      if (step.uses?.startsWith('actions/checkout@')) writeFiles(workspace, repository);
      if (step.run !== undefined) await runScript(step, { ...contexts, steps }, workspace);
      if (step.uses !== ACTION) continue;
      const run = await runAction(resolved(step.with, { ...contexts, steps }), filesOf(workspace));
      runs.push(run);
      if (step.id !== undefined) steps[step.id] = { outputs: run.outputs };
      if (run.exitCode !== 0) break;
    }
  } finally {
    rmSync(workspace, { recursive: true });
  }
  return { runs, steps };
}

/** Runs a script as the runner does, unless it installs something: that is not ours to test. */
async function runScript({ run = '', env }: Step, contexts: Values, cwd: string): Promise<void> {
  if (/\b(npm|npx) /.test(run)) return;
  const { PATH } = process.env;
  const variables = { PATH, GITHUB_STEP_SUMMARY: join(cwd, 'summary'), ...resolved(env, contexts) };
  await promisify(execFile)('bash', ['-e', '-c', run], { cwd, env: variables });
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
