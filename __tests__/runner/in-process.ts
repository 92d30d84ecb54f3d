import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { type Clock, systemClock } from '../../src/clock';
import { cancelled } from '../../src/http/errors';
import { run } from '../../src/main';
import { forgetSecrets } from '../../src/redaction';
import { StepLog } from '../../src/runner/step-log';
import {
  type ActionOptions,
  type ActionResult,
  outputWatch,
  type RunningStep,
  readTraces,
} from './action';
import { buildEnvironment } from './environment';
import { readManifest } from './manifest';
import type { OutputWatch } from './output-watch';
import { createStepFolders } from './step-folders';

const REPOSITORY_ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MANIFEST = readManifest(REPOSITORY_ROOT);

/** What runs in this process is the sources, by this process's Node.js. */
export interface InProcessOptions extends Omit<ActionOptions, 'action' | 'node' | 'main'> {
  /** By which the step waits between attempts, before retries and for tasks; the system's by default. */
  readonly clock?: Clock;
}

/** One at a time: the toolkit knows one environment and one standard output. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs the action from its sources in this process, over real HTTP, with real files: the runner's
 * environment is a value, and what the toolkit writes to standard output is caught.
 */
export function startInProcess(options: InProcessOptions): RunningStep {
  const folders = createStepFolders(options.workspaceFiles ?? {});
  const variables = buildEnvironment(MANIFEST, options.inputs, folders, options.env ?? {});
  const job = new AbortController();
  const watch = outputWatch(options, MANIFEST);

  const finish = async (): Promise<ActionResult> => {
    const startedAt = performance.now();
    const exitCode = await runMain(variables, options.clock ?? systemClock, job.signal, watch);
    const durationMs = performance.now() - startedAt;
    const step = readTraces(options, MANIFEST, folders, watch, variables);
    return { ...step, exitCode, signal: null, durationMs };
  };

  const finished = queue.then(finish).catch((error: unknown) => {
    folders.remove();
    throw error;
  });
  queue = finished.catch(() => undefined);
  return {
    tempFolder: folders.temp,
    workspace: folders.workspace,
    waitForOutput: (pattern) => watch.waitFor(pattern),
    cancel: (signalName) => job.abort(cancelled(signalName)),
    finished,
  };
}

/** The same, to its end. */
export function runInProcess(options: InProcessOptions): Promise<ActionResult> {
  return startInProcess(options).finished;
}

/**
 * Lends the toolkit, which reads `process`, the environment of the step, and catches what it writes.
 *
 * @returns the exit code
 */
async function runMain(
  variables: Record<string, string>,
  clock: Clock,
  stop: AbortSignal,
  watch: OutputWatch,
): Promise<number> {
  const { env } = process;
  const { write } = process.stdout;
  let exitCode = 0;
  const fail = () => {
    exitCode = 1;
  };
  forgetSecrets();
  process.env = variables;
  process.stdout.write = (chunk: string | Uint8Array) => {
    watch.add('stdout', typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk));
    return true;
  };
  try {
    await run({ variables, stop, clock, log: new StepLog(variables.RUNNER_DEBUG === '1'), fail });
  } finally {
    process.env = env;
    process.stdout.write = write;
    watch.end();
  }
  return exitCode;
}
