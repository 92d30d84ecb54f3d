import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTION } from '../../__tests__/project/documents';
import type { Ending, Machine } from './machine';
import type { Scope, Texts, Values } from './scope';
import {
  type CompositeAction,
  checkInputs,
  parseComposite,
  type Step,
  withDefaults,
} from './workflow';

const ACTION_FILE = readFileSync(new URL('../../action.yml', import.meta.url), 'utf8');

/** What the steps of a job have in common. */
export interface RunningJob {
  readonly scope: Scope;
  readonly env: Texts;
  readonly workspace: string;
  readonly mayHaveIdToken: boolean;
  readonly machine: Machine;
}

/**
 * @returns whether they failed, and what expressions see of those with an ID
 * @throws the reason of `machine.stop` once that is aborted and the step that ran has ended
 */
export async function runSteps(
  steps: readonly Step[],
  job: RunningJob,
): Promise<{ isFailure: boolean; known: Values }> {
  const { listener } = job.machine;
  const known: Record<string, Values> = {};
  let isFailure = false;
  for (const step of steps) {
    const scope = job.scope.with({ steps: known });
    const title = titleOf(step, scope);
    const why = scope.whyNotDue(step.if, { success: !isFailure, failure: isFailure });
    const ending = why ?? (await runStep(step, title, { ...job, scope }));
    if (typeof ending === 'string') listener?.stepSkipped(title, ending);
    const seen = typeof ending === 'string' ? { outcome: 'skipped' } : seenOf(ending);
    if (seen.outcome === 'failure' && scope.text(step['continue-on-error']) !== 'true') {
      isFailure = true;
    }
    if (step.id !== undefined) known[step.id] = seen;
  }
  return { isFailure, known };
}

function seenOf({ isFailure, outputs }: Ending) {
  return { outcome: isFailure ? 'failure' : 'success', outputs };
}

function titleOf({ name, uses, run = '' }: Step, scope: Scope): string {
  if (name !== undefined) return scope.text(name);
  return (uses?.split('@', 1) ?? run.trim().split('\n', 1))[0] ?? '';
}

/** @returns a string says why it was skipped */
async function runStep(step: Step, title: string, job: RunningJob): Promise<Ending | string> {
  const { machine, workspace } = job;
  const { listener } = machine;
  const env = { ...job.env, ...job.scope.resolved(step.env) };
  const scope = job.scope.with({ env });
  const { uses = '', run } = step;
  if (uses.startsWith('actions/checkout@')) {
    machine.checkOut(workspace);
    return 'the files are there';
  }
  const isThisAction = nameOf(uses) === nameOf(ACTION) || isItsSource(uses, workspace);
  const isOfRepository = uses.startsWith('./') && !isThisAction;
  const composite = isOfRepository ? readComposite(uses, workspace) : undefined;
  if (composite === undefined && run === undefined && !isThisAction) return 'another action';
  const inputs = scope.resolved(step.with);
  if (composite !== undefined) {
    checkInputs(composite.inputs ?? {}, inputs, uses);
    listener?.stepStarted(title);
    return runComposite(composite, inputs, { ...job, env, scope });
  }
  const why = machine.whyNot(step, inputs);
  if (why !== undefined) return why;
  listener?.stepStarted(title);
  const ending = isThisAction
    ? await machine.runAction({
        inputs,
        missingFor: (input) => scope.missingFor(step.with?.[input]),
        env,
        workspace,
        mayHaveIdToken: job.mayHaveIdToken,
      })
    : await machine.runScript({ ...step, run: scope.text(run) }, env, workspace);
  listener?.stepEnded(ending.isFailure);
  machine.stop?.throwIfAborted();
  return ending;
}

/** Whether a step of this repository's own workflows uses what is checked out. */
function isItsSource(uses: string, workspace: string): boolean {
  const file = join(workspace, 'action.yml');
  return uses === './' && existsSync(file) && readFileSync(file, 'utf8') === ACTION_FILE;
}

/** Without its version, which may be a commit. */
function nameOf(uses: string): string | undefined {
  return uses.split('@', 1)[0];
}

/** @throws Error in one sentence when it was not checked out */
function readComposite(uses: string, workspace: string): CompositeAction | undefined {
  const names = ['action.yml', 'action.yaml'].map((name) => join(workspace, uses, name));
  const file = names.find((name) => existsSync(name));
  if (file === undefined) throw new Error(`The action '${uses}' was not checked out.`);
  return parseComposite(readFileSync(file, 'utf8'), uses);
}

/** Runs the steps of a composite action, which sees no context of its caller but `github`. */
async function runComposite(
  { inputs = {}, outputs = {}, runs }: CompositeAction,
  given: Texts,
  job: RunningJob,
): Promise<Ending> {
  const scope = job.scope.inside(['github', 'runner'], withDefaults(inputs, given));
  const { isFailure, known } = await runSteps(runs.steps, { ...job, scope });
  return { isFailure, outputs: scope.with({ steps: known }).values(outputs) };
}
