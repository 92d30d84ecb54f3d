import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ACTION } from '../../__tests__/project/documents';
import type { ActionOptions, RunningStep } from '../../__tests__/runner/action';
import { closest } from '../../src/closest';
import type { ActionStep, Ending, Machine } from '../workflow/machine';
import { runWorkflow } from '../workflow/run-workflow';
import { Scope, type Values } from '../workflow/scope';
import { runScript } from '../workflow/script';
import { inputsOf, parseWorkflow, type Workflow, withDefaults } from '../workflow/workflow';
import type { Arguments } from './arguments';
import { Cancelled } from './cancellation';
import { githubContext } from './github';
import { keep } from './kept-files';
import { Progress } from './progress';
import { hasCredentials, standInInputs, tokenVariables } from './stand-in';
import { checkOut, repositoryOf } from './workspace';

/** Where workflows are tried. */
export interface World {
  /** Where the emulator is, as its first line of output says. */
  readonly site: Values;
  /** What it has. */
  readonly functionNames: readonly string[];
  readonly startAction: (options: ActionOptions) => RunningStep;
  readonly print: (line: string) => void;
  /** Folder for what steps write for people. */
  readonly keepIn: string;
  /** Cancels the run; its reason is {@link Cancelled}. */
  readonly stop: AbortSignal;
}

export type Result = 'passed' | 'failed' | 'cancelled';

/**
 * Runs the steps of this action in a workflow file against an emulator, and prints what it leaves out.
 *
 * @returns `failed` also if no step of this action ran
 * @throws Error in one sentence when that is not possible
 */
export async function tryWorkflow(given: Arguments, world: World): Promise<Result> {
  const workflow = parseWorkflow(read(given.workflow), given.workflow);
  const progress = new Progress(world.print);
  const contexts = {
    github: githubContext(workflow),
    inputs: withDefaults(inputsOf(workflow), {}),
    runner: { os: 'Linux', temp: tmpdir() },
  };
  const scope = new Scope(contexts, { given: given.values, missing: () => '' });
  let hasRun = false;
  const here = machine(given, world, progress);
  const runAction = (step: ActionStep) => {
    hasRun = true;
    return here.runAction(step);
  };
  try {
    await runWorkflow(workflow, scope, { ...here, runAction });
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    world.print(`\n${error.message}`);
    return 'cancelled';
  }
  world.print(`\n${progress.summary}`);
  if (!hasRun) world.print(whyNothingRan(workflow));
  return hasRun && !progress.hasFailed ? 'passed' : 'failed';
}

function machine(
  { workflow, functions, scripts }: Arguments,
  world: World,
  listener: Progress,
): Machine {
  const repository = repositoryOf(workflow);
  const { site, print, stop } = world;
  return {
    listener,
    stop,
    readFile: (path) => read(join(repository, path)),
    checkOut: (workspace) => checkOut(repository, workspace),
    whyNot: ({ run }, inputs) => {
      if (run !== undefined) return scripts ? undefined : 'a script';
      const isElsewhere = /^https?:/i.test(inputs['http-trigger'] ?? '');
      return isElsewhere ? 'it calls a URL, not the emulator' : undefined;
    },
    runAction: async (step) => {
      const { inputs, workspace } = step;
      const standIn = standInInputs(inputs, site);
      warnOf(step, Object.keys(standIn), print);
      const running = world.startAction({
        inputs: { ...inputs, ...standIn },
        env: {
          ...step.env,
          ...(step.mayHaveIdToken ? tokenVariables(site) : {}),
          GITHUB_WORKSPACE: workspace,
        },
        show: print,
        isDetached: process.platform !== 'win32',
      });
      const { exitCode, outputs, summary, dispose } = await endOf(running, stop);
      const report = inputs['junit-report'];
      const path = report && resolve(workspace, report);
      const kept = keep({ summary, report: path }, world.keepIn);
      if (kept.length > 0) print(`Written: ${kept.join(', ')}`);
      dispose();
      if (outputs['error-type'] === 'FunctionNotFound') {
        print(`Functions in ${functions}: ${world.functionNames.join(', ')}`);
      }
      return { isFailure: exitCode !== 0, outputs };
    },
    runScript: (step, env, workspace): Promise<Ending> =>
      runScript(step, workspace, { ...process.env, ...env }, { show: print, stop }),
  };
}

/** The end of a step, which is told when the run is cancelled: it may stop a task. */
async function endOf(running: RunningStep, stop: AbortSignal) {
  const cancel = () => {
    if (stop.reason instanceof Cancelled) running.cancel(stop.reason.signalName);
  };
  stop.addEventListener('abort', cancel);
  try {
    return await running.finished;
  } finally {
    stop.removeEventListener('abort', cancel);
  }
}

/**
 * Tells what is not as on GitHub.
 *
 * @param replaced inputs whose values have no effect here
 */
function warnOf(
  { inputs, env, missingFor }: ActionStep,
  replaced: readonly string[],
  print: World['print'],
): void {
  for (const input of Object.keys(inputs)) {
    if (replaced.includes(input)) continue;
    for (const path of missingFor(input)) {
      print(`Warning: ${path} is not set: ${input} is empty here; set it with --set ${path}=…`);
    }
  }
  if (!hasCredentials(inputs, env)) {
    print("Warning: this step sets no credentials; the emulator's are used here.");
  }
}

/** For a workflow of which no step of this action ran. */
function whyNothingRan({ jobs }: Workflow): string {
  const [name = ''] = ACTION.split('@', 1);
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  const used = steps.flatMap(({ uses }) => uses?.split('@', 1) ?? []);
  if (used.includes(name)) return `No step that uses ${name} ran.`;
  const near = used.find((each) => closest(each, [name]) !== undefined);
  const advice = near === undefined ? '' : `; write that instead of '${near}'`;
  return `No step uses ${name}${advice}.`;
}

/** @throws Error in one sentence */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`'${file}' cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
}
