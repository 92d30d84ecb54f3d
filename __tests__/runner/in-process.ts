import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/clock';
import { cancelled } from '../../src/http/errors';
import { run } from '../../src/main';
import { forgetSecrets } from '../../src/redaction';
import { StepLog } from '../../src/runner/step-log';
import type { ActionOptions, ActionResult } from './action';
import { buildEnvironment, unexpectedInputsWarning } from './environment';
import { readManifest } from './manifest';
import { createStepFolders } from './step-folders';
import { readStepResult } from './step-result';

const REPOSITORY_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What runs in this process is the sources, by this process's Node.js. */
export type InProcessOptions = Omit<ActionOptions, 'action' | 'node' | 'main'>;

/** A step in this process. */
export interface RunningStep {
  /** As the runner cancels a job. */
  cancel(signalName: 'SIGINT' | 'SIGTERM'): void;
  readonly finished: Promise<ActionResult>;
}

/** One at a time: the toolkit knows one environment and one standard output. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs the action from its sources in this process, over real HTTP, with real files: the runner's
 * environment is a value, and what the toolkit writes to standard output is caught.
 */
export function startInProcess(options: InProcessOptions): RunningStep {
  const job = new AbortController();
  const finished = queue.then(() => runStep(options, job.signal));
  queue = finished.catch(() => undefined);
  return { cancel: (signalName) => job.abort(cancelled(signalName)), finished };
}

/** The same, to its end. */
export function runInProcess(options: InProcessOptions): Promise<ActionResult> {
  return startInProcess(options).finished;
}

async function runStep(options: InProcessOptions, stop: AbortSignal): Promise<ActionResult> {
  const manifest = readManifest(REPOSITORY_ROOT);
  const folders = createStepFolders(options.workspaceFiles ?? {});
  const variables = buildEnvironment(manifest, options.inputs, folders, options.env ?? {});
  const startedAt = performance.now();
  let exitCode = 0;
  forgetSecrets();
  const output = await withProcessOf(variables, () =>
    run({
      variables,
      stop,
      clock: systemClock,
      log: new StepLog(variables.RUNNER_DEBUG === '1'),
      fail: () => {
        exitCode = 1;
      },
    }),
  );
  const warning = unexpectedInputsWarning(manifest, options.inputs);
  const step = readStepResult({
    files: folders.files,
    stdoutBytes: output,
    stderrBytes: Buffer.alloc(0),
    runnerWarnings: warning === undefined ? [] : [warning],
    stepDebug: variables.RUNNER_DEBUG === '1',
    foreignText: options.foreignText ?? [],
    refuseForeignCommands: options.refuseForeignCommands ?? true,
  });
  return {
    ...step,
    exitCode,
    signal: null,
    durationMs: performance.now() - startedAt,
    tempFolder: folders.temp,
    workspace: folders.workspace,
    dispose: folders.remove,
  };
}

/** Lends the toolkit, which reads `process`, the environment of the step, and catches what it writes. */
async function withProcessOf(
  variables: Record<string, string>,
  work: () => Promise<void>,
): Promise<Buffer> {
  const { env } = process;
  const { write } = process.stdout;
  const chunks: Buffer[] = [];
  process.env = variables;
  process.stdout.write = (chunk: string | Uint8Array) => {
    chunks.push(Buffer.from(chunk as Uint8Array));
    return true;
  };
  try {
    await work();
  } finally {
    process.env = env;
    process.stdout.write = write;
  }
  return Buffer.concat(chunks);
}
