import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { buildEnvironment, type Environment, unexpectedInputsWarning } from './environment';
import { LiveLog } from './live-log';
import { type ActionManifest, readManifest } from './manifest';
import { OutputWatch } from './output-watch';
import { atProcessEnd } from './process-end';
import { createStepFolders, type StepFolders, type WorkspaceFiles } from './step-folders';
import { readStepResult, type StepResult } from './step-result';

const REPOSITORY_ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface ActionOptions {
  /** As under `with:` in a workflow. */
  readonly inputs: Readonly<Record<string, string>>;
  /** More variables, stronger than all others; `undefined` removes one. */
  readonly env?: Environment;
  /** Folder with action.yml; this repository when not given. */
  readonly action?: string;
  /** Path of the Node.js that runs it; the one of this process when not given. */
  readonly node?: string;
  /** Files to put in the workspace before the run. */
  readonly workspaceFiles?: WorkspaceFiles;
  /** Script that is run instead of `runs.main`, relative to the action's folder. */
  readonly main?: string;
  /** Markers within hostile texts: a command that carries one fails the run. */
  readonly foreignText?: readonly string[];
  /** Off only for a control run which shows that commands *are* taken. On by default. */
  readonly refuseForeignCommands?: boolean;
  /** Is given each line of the log at once, as people see it. */
  readonly show?: (line: string) => void;
  /** Of a process: in a group of its own, which gets no signal from a terminal. */
  readonly isDetached?: boolean;
}

/** A finished run, and its folders as long as they are wanted. */
export interface ActionResult extends StepResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly durationMs: number;
  /** RUNNER_TEMP, where the action puts its result file. */
  readonly tempFolder: string;
  readonly workspace: string;
  /** Removes the folders, which otherwise go when this process ends. */
  dispose(): void;
}

/** A step that runs, in a process of its own or in this one. */
export interface RunningStep {
  readonly tempFolder: string;
  readonly workspace: string;
  /**
   * Resolves with what was written so far as soon as the pattern is in stdout or stderr, and
   * rejects when the action ends without it.
   */
  waitForOutput(pattern: RegExp): Promise<string>;
  /** As the runner cancels a job: a process gets the signal. */
  cancel(signalName: 'SIGINT' | 'SIGTERM'): void;
  /**
   * The result. Rejects when the action issued a command that is not its own, wrote a malformed
   * file, or could not be started.
   */
  readonly finished: Promise<ActionResult>;
}

/** An action that runs in a process of its own. */
export interface RunningAction extends RunningStep {
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
}

/**
 * Runs a JavaScript action in a process of its own, as the GitHub runner does, to its end.
 *
 * @throws Error as {@link RunningAction.finished} and {@link startAction} do
 */
export async function runAction(options: ActionOptions): Promise<ActionResult> {
  return startAction(options).finished;
}

/**
 * Starts a JavaScript action and hands out the running process.
 *
 * @throws Error when the operating system refuses to start it: E2BIG for an input that is too long
 */
export function startAction(options: ActionOptions): RunningAction {
  const action = options.action ?? REPOSITORY_ROOT;
  const manifest = readManifest(action);
  const folders = createStepFolders(options.workspaceFiles ?? {});
  const env = buildEnvironment(manifest, options.inputs, folders, options.env ?? {});
  const startedAt = performance.now();
  const child = launch(
    options.node ?? process.execPath,
    join(action, options.main ?? manifest.main),
    env,
    folders,
    options.isDetached ?? false,
  );
  const watch = watchOutput(child, outputWatch(options, manifest));
  const signal = (name: NodeJS.Signals) => {
    child.kill(name);
  };

  const finish = async (): Promise<ActionResult> => {
    const { exitCode, signal } = await ended(child);
    const durationMs = performance.now() - startedAt;
    const step = readTraces(options, manifest, folders, watch, env);
    return { ...step, exitCode, signal, durationMs };
  };

  return {
    // The process has an ID unless it could not be started, which `finished` reports.
    pid: child.pid ?? -1,
    tempFolder: folders.temp,
    workspace: folders.workspace,
    waitForOutput: (pattern) => watch.waitFor(pattern),
    signal,
    cancel: signal,
    finished: finish().catch((error: unknown) => {
      folders.remove();
      throw error;
    }),
  };
}

/** What a step that has ended left in its folders and wrote to its streams. */
export function readTraces(
  options: ActionOptions,
  manifest: ActionManifest,
  folders: StepFolders,
  { stdoutBytes, stderrBytes }: OutputWatch,
  { RUNNER_DEBUG }: Environment,
): Omit<ActionResult, 'exitCode' | 'signal' | 'durationMs'> {
  const warning = unexpectedInputsWarning(manifest, options.inputs);
  const step = readStepResult({
    files: folders.files,
    stdoutBytes,
    stderrBytes,
    runnerWarnings: warning === undefined ? [] : [warning],
    stepDebug: RUNNER_DEBUG === '1',
    foreignText: options.foreignText ?? [],
    refuseForeignCommands: options.refuseForeignCommands ?? true,
  });
  const { temp: tempFolder, workspace, remove: dispose } = folders;
  return { ...step, tempFolder, workspace, dispose };
}

/** Shows what the runner itself says before the step begins, too. */
export function outputWatch(
  { show, inputs }: ActionOptions,
  manifest: ActionManifest,
): OutputWatch {
  if (show === undefined) return new OutputWatch();
  const warning = unexpectedInputsWarning(manifest, inputs);
  if (warning !== undefined) show(`##[warning]${warning}`);
  return new OutputWatch(new LiveLog(show));
}

function watchOutput(child: ChildProcess, watch: OutputWatch): OutputWatch {
  child.stdout?.on('data', (chunk: Buffer) => watch.add('stdout', chunk));
  child.stderr?.on('data', (chunk: Buffer) => watch.add('stderr', chunk));
  child.once('close', () => watch.end());
  return watch;
}

/** The runner ends what it started; one that is killed cannot. */
const END_WITH_PARENT = fileURLToPath(new URL('end-with-parent.cjs', import.meta.url));

function launch(
  node: string,
  script: string,
  env: Record<string, string>,
  folders: StepFolders,
  detached: boolean,
): ChildProcess {
  try {
    const child = spawn(node, ['--require', END_WITH_PARENT, script], {
      cwd: folders.elsewhere,
      env,
      detached,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    // A test that fails early must not leave its action running.
    child.once(
      'close',
      atProcessEnd(() => child.kill('SIGKILL')),
    );
    return child;
  } catch (cause) {
    folders.remove();
    const bytes = (variable: [string, string]) => Buffer.byteLength(variable.join('='));
    const largest = Object.entries(env).sort((a, b) => bytes(b) - bytes(a))[0] ?? ['', ''];
    throw new Error(
      `The operating system refused to start the action. Its largest variable is ${largest[0]}, of ${bytes(largest)} bytes: ${String(cause)}`,
      { cause },
    );
  }
}

/** Waits for the process to end and its streams to close. */
function ended(
  child: ChildProcess,
): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}
