import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseOptions, UsageError } from '../../emulator/cli/usage-error';

export interface Arguments {
  /** Absolute. */
  workflow: string;
  /** Absolute; with what `npm run emulator` serves. */
  functions: string;
  /** What expressions name → its value, stronger than what is known here. */
  values: ReadonlyMap<string, string>;
  /** Whether to run scripts, on this machine. */
  scripts: boolean;
}

export const USAGE =
  'Usage: npm run try -- WORKFLOW [--functions FOLDER] [--set NAME=VALUE]… [--scripts]';

export const HELP = `${USAGE}

Runs the steps of this action in the file WORKFLOW against an emulator of its own.
docs/emulator.md says what differs from GitHub.

  --functions FOLDER  the functions of the emulator; by default examples/functions
  --set NAME=VALUE    what an expression of the workflow stands for, for example
                      inputs.target=v2 or steps.build.outputs.version=2
  --scripts           also runs the scripts (\`run:\`) of the workflow, on this machine
  --help              this text
`;

const OPTIONS = {
  functions: { type: 'string' },
  set: { type: 'string', multiple: true },
  scripts: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const SAMPLES = fileURLToPath(new URL('../../examples/functions', import.meta.url));

/**
 * @param folder which relative paths are relative to
 * @returns `help` if that is what was asked for
 * @throws UsageError in one sentence
 */
export function readArguments(args: string[], folder: string): Arguments | 'help' {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) return 'help';
  const [workflow, ...surplus] = positionals;
  if (workflow === undefined || surplus.length > 0) {
    throw new UsageError('Exactly one workflow file is expected.');
  }
  return {
    workflow: resolve(folder, workflow),
    functions: values.functions === undefined ? SAMPLES : resolve(folder, values.functions),
    values: new Map((values.set ?? []).map(pairIn)),
    scripts: values.scripts ?? false,
  };
}

function pairIn(given: string): [string, string] {
  const mark = given.indexOf('=');
  if (mark > 0) return [given.slice(0, mark), given.slice(mark + 1)];
  throw new UsageError(`--set must be like inputs.target=v2, not '${given}'.`);
}
