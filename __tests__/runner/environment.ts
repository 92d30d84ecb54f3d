import { foldCase } from './command-syntax';
import type { ActionManifest } from './manifest';
import type { StepFolders } from './step-folders';

/** Of the machine's own environment; SystemRoot since nothing runs on Windows without it. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'] as const;

const RUNNER_OS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'macOS', win32: 'Windows' };

/** Values of `undefined` stand for a variable that is not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of an action's process: little of the machine, what GitHub says about the job,
 * the inputs. `overrides` comes last, stronger than on the runner, where a workflow cannot replace
 * GITHUB_*: a test needs to take GITHUB_OUTPUT away.
 */
export function buildEnvironment(
  manifest: ActionManifest,
  inputs: Readonly<Record<string, string>>,
  folders: StepFolders,
  overrides: Environment,
): Record<string, string> {
  const environment: Environment = {
    ...Object.fromEntries(INHERITED.map((name) => [name, process.env[name]])),
    CI: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_ENV: folders.files.env,
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: folders.files.event,
    GITHUB_JOB: 'invoke',
    GITHUB_OUTPUT: folders.files.output,
    GITHUB_PATH: folders.files.path,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'octocat/hello-world',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_STATE: folders.files.state,
    GITHUB_STEP_SUMMARY: folders.files.summary,
    GITHUB_WORKFLOW: 'CI',
    GITHUB_WORKSPACE: folders.workspace,
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_OS: RUNNER_OS[process.platform] ?? 'Linux',
    RUNNER_TEMP: folders.temp,
    ...inputVariables(manifest, inputs),
    ...overrides,
  };
  return Object.fromEntries(
    Object.entries(environment).filter(
      (variable): variable is [string, string] => variable[1] !== undefined,
    ),
  );
}

/** An input that is given, even as '', replaces the default; names differ in more than case. */
function inputVariables(
  manifest: ActionManifest,
  inputs: Readonly<Record<string, string>>,
): Record<string, string> {
  const values = [...manifest.inputs, ...Object.entries(inputs)];
  return Object.fromEntries(values.map(([name, value]) => [inputVariable(name), value]));
}

/** `function-name` is passed as `INPUT_FUNCTION-NAME`. */
function inputVariable(name: string): string {
  return `INPUT_${foldCase(name.replaceAll(' ', '_'))}`;
}

/** What the runner warns of when a workflow gives inputs that action.yml does not know. */
export function unexpectedInputsWarning(
  manifest: ActionManifest,
  inputs: Readonly<Record<string, string>>,
): string | undefined {
  const known = [...manifest.inputs.keys()];
  const foldedNames = new Set(known.map(foldCase));
  const unexpected = Object.keys(inputs).filter((name) => !foldedNames.has(foldCase(name)));
  return unexpected.length === 0
    ? undefined
    : `Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${known.join("', '")}']`;
}
