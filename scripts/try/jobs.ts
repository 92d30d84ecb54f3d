/** Runs the jobs of a workflow, one after the other, and tells what it leaves out. */

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTION } from '../../__tests__/project/documents';
import { readOutputs } from '../../__tests__/runner/files';
import {
  combinations,
  type Expressions,
  isDue,
  type Job,
  type Step,
  type Values,
  type Workflow,
} from './workflow';

type Texts = Readonly<Record<string, string>>;

interface StepEnd {
  readonly hasFailed: boolean;
  readonly outputs: Texts;
}

export interface Machine {
  /** Where scripts run, and files are. */
  readonly workspace: string;
  readonly runsScripts: boolean;
  readonly print: (line: string) => void;
  /** Runs a step of this action; a string says why it cannot be run here. */
  readonly runAction: (inputs: Texts, env: Texts) => Promise<StepEnd | string>;
}

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Runs all jobs in their order.
 *
 * @returns how the steps ended; a job that is skipped counts as one
 * @throws Error in one sentence for what is not supported
 */
export async function runJobs(
  { env, jobs }: Workflow,
  expressions: Expressions,
  machine: Machine,
): Promise<Count> {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  const needs: Record<string, Values> = {};
  for (const [name, job] of Object.entries(jobs)) {
    const missing = [job.needs ?? []].flat().find((each) => needs[each] === undefined);
    const why = missing === undefined ? job.uses : `${missing}, which it needs`;
    if (why !== undefined) {
      machine.print(`\n== Job ${name}: skipped (${why})`);
      count.skipped += 1;
      continue;
    }
    let hasFailed = false;
    for (const matrix of combinations(job)) {
      const legs = Object.values(matrix).join(', ');
      machine.print(`\n== Job ${name}${legs && ` (${legs})`}`);
      const variables = expressions.with({ needs, matrix });
      const global = variables.resolved({ ...env, ...job.env });
      const end = await runJob(job, variables.with({ env: global }), global, machine, count);
      hasFailed ||= end.hasFailed;
      if (!hasFailed) needs[name] = { result: 'success', outputs: end.outputs };
    }
    if (hasFailed) delete needs[name];
  }
  return count;
}

async function runJob(
  job: Job,
  expressions: Expressions,
  env: Texts,
  machine: Machine,
  count: Count,
): Promise<StepEnd> {
  const steps: Record<string, Values> = {};
  let hasFailed = false;
  for (const step of job.steps ?? []) {
    const known = expressions.with({ steps });
    const title = titleOf(step, known);
    const due = isDue(step.if, hasFailed);
    const end = due === true ? await runStep(step, title, known, env, machine) : whyNot(due);
    if (typeof end === 'string') {
      machine.print(`-- ${title}: skipped (${end})`);
      count.skipped += 1;
      if (step.id !== undefined) steps[step.id] = { outcome: 'skipped' };
      continue;
    }
    count[end.hasFailed ? 'failed' : 'passed'] += 1;
    if (end.hasFailed && step['continue-on-error'] !== true) hasFailed = true;
    const outcome = end.hasFailed ? 'failure' : 'success';
    if (step.id !== undefined) steps[step.id] = { outcome, outputs: end.outputs };
  }
  return { hasFailed, outputs: expressions.with({ steps }).resolved(job.outputs) };
}

function titleOf({ name, uses, run = '' }: Step, expressions: Expressions): string {
  if (name !== undefined) return expressions.text(name);
  return (uses?.split('@', 1) ?? run.trim().split('\n', 1))[0] ?? '';
}

function whyNot(due: false | 'unknown'): string {
  return due === 'unknown' ? 'its condition is not evaluated here' : 'by its condition';
}

/** @returns a string says why it was skipped */
async function runStep(
  { uses, run, with: inputs, env: own }: Step,
  title: string,
  expressions: Expressions,
  ofJob: Texts,
  machine: Machine,
): Promise<StepEnd | string> {
  const env = { ...ofJob, ...expressions.resolved(own) };
  if (uses === ACTION) {
    machine.print(`-- ${title}`);
    return machine.runAction(expressions.resolved(inputs), env);
  }
  if (uses?.startsWith('actions/checkout@')) return 'the files are there';
  if (run === undefined) return 'another action';
  if (!machine.runsScripts) return 'a script';
  machine.print(`-- ${title}`);
  return runScript(expressions.text(run), env, machine);
}

function runScript(script: string, env: Texts, { workspace, print }: Machine): StepEnd {
  const output = join(workspace, '.outputs');
  writeFileSync(output, '');
  const files = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: join(workspace, '.summary') };
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: workspace,
    env: { ...process.env, ...env, ...files },
    encoding: 'utf8',
  });
  print(`${stdout ?? ''}${stderr ?? ''}`.trimEnd());
  return { hasFailed: status !== 0, outputs: readOutputs(readFileSync(output)) };
}
