/** Runs the jobs of a workflow, one after the other, as GitHub Actions does. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atProcessEnd } from '../../__tests__/runner/process-end';
import type { Ending, Machine } from './machine';
import { checkPermissions, isGranted } from './permissions';
import { runSteps } from './run-steps';
import type { Scope, Texts } from './scope';
import {
  checkInputs,
  combinations,
  inputsOf,
  type Job,
  outputsOf,
  parseWorkflow,
  type Workflow,
  withDefaults,
} from './workflow';

export interface JobResult {
  readonly result: 'success' | 'failure' | 'skipped';
  /** Not of a job that was skipped. */
  readonly outputs?: Texts;
}

export interface WorkflowRun {
  /** As `needs` has them; of a matrix, the last outputs. */
  readonly jobs: Readonly<Record<string, JobResult>>;
  /** Of a reusable workflow. */
  readonly outputs: Texts;
}

/**
 * Runs all jobs in their order, a matrix one combination after the other.
 *
 * @param scope with all contexts that are not of a job or a step
 * @param caller the job that calls this workflow
 * @throws Error in one sentence for what is not supported, and what GitHub refuses; the reason of
 *   `machine.stop` when that is aborted
 */
export async function runWorkflow(
  workflow: Workflow,
  scope: Scope,
  machine: Machine,
  caller?: Caller,
): Promise<WorkflowRun> {
  machine.stop?.throwIfAborted();
  const needs: Record<string, JobResult> = {};
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const title = caller === undefined ? name : `${caller.title} / ${name}`;
    const permissions = job.permissions ?? workflow.permissions ?? caller?.permissions;
    const known = scope.with({ needs });
    const why = whyNot(job, known, needs);
    if (why !== undefined) {
      machine.listener?.jobSkipped(title, why);
      needs[name] = { result: 'skipped' };
      continue;
    }
    let hasFailed = false;
    for (const matrix of combinations(job)) {
      const legs = Object.values(matrix).join(', ');
      const one = { title: legs ? `${title} (${legs})` : title, scope: known.with({ matrix }) };
      const { isFailure, outputs } = await runJob({ ...job, permissions }, workflow, one, machine);
      hasFailed ||= isFailure;
      needs[name] = { result: hasFailed ? 'failure' : 'success', outputs };
    }
  }
  return { jobs: needs, outputs: scope.with({ jobs: needs }).values(outputsOf(workflow)) };
}

/** Why a job is skipped. */
function whyNot(
  job: Job,
  scope: Scope,
  before: Readonly<Record<string, JobResult>>,
): string | undefined {
  const results = [job.needs ?? []].flat().map((name) => [name, before[name]?.result] as const);
  const [missing] = results.find(([, result]) => result !== 'success') ?? [];
  const status = {
    success: missing === undefined,
    failure: results.some(([, result]) => result === 'failure'),
  };
  const why = scope.whyNotDue(job.if, status);
  if (why !== undefined) return missing === undefined ? why : `${missing}, which it needs`;
  // One of another repository.
  return job.uses?.startsWith('./') ? undefined : job.uses;
}

interface Caller {
  readonly title: string;
  readonly permissions: Job['permissions'];
}

interface Leg {
  readonly title: string;
  readonly scope: Scope;
}

async function runJob(
  job: Job,
  workflow: Workflow,
  { title, scope }: Leg,
  machine: Machine,
): Promise<Ending> {
  machine.listener?.jobStarted(title);
  if (job.uses !== undefined) {
    return callWorkflow(job, job.uses, { title, scope }, machine);
  }
  const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
  const remove = () => rmSync(workspace, { recursive: true, force: true });
  const takeBack = atProcessEnd(remove);
  try {
    const env = scope.resolved({ ...workflow.env, ...job.env });
    const known = scope.with({ env });
    const mayHaveIdToken = isGranted(job.permissions, 'id-token', 'write');
    const running = { scope: known, env, workspace, mayHaveIdToken, machine };
    const steps = await runSteps(job.steps ?? [], running);
    const outputs = known.with({ steps: steps.known }).resolved(job.outputs);
    return { isFailure: steps.isFailure, outputs };
  } finally {
    takeBack();
    remove();
  }
}

async function callWorkflow(
  job: Job,
  uses: string,
  { title, scope }: Leg,
  machine: Machine,
): Promise<Ending> {
  const called = parseWorkflow(machine.readFile(uses), uses);
  const inputs = scope.resolved(job.with);
  checkInputs(inputsOf(called), inputs, uses);
  checkPermissions(job.permissions, called);
  const inherited = job.secrets === 'inherit' ? ['secrets'] : [];
  const own = job.secrets === 'inherit' ? {} : { secrets: scope.resolved(job.secrets) };
  const inside = scope
    .inside(['github', 'runner', 'vars', ...inherited], withDefaults(inputsOf(called), inputs))
    .with(own);
  const { jobs, outputs } = await runWorkflow(called, inside, machine, {
    title,
    permissions: job.permissions,
  });
  const isFailure = Object.values(jobs).some(({ result }) => result === 'failure');
  return { isFailure, outputs };
}
