import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Inputs, readInputs } from '../../../src/inputs/inputs';
import { InvalidInputs } from '../../../src/inputs/reader';
import type { Case } from '../../../src/run/plan';
import type { Variables } from '../../../src/runner/runner';

/** What every step must set. */
export const REQUIRED = { region: 'cn-hangzhou', 'function-name': 'hello' } as const;

export interface ReadInputs {
  /** `undefined` if there are problems. */
  readonly inputs: Inputs | undefined;
  /** The request of the step's only case. */
  readonly request: Case['request'] | undefined;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Reads inputs as a step with {@link REQUIRED} does. `workspace` need not exist. */
export async function readStep(
  given: Readonly<Record<string, string>>,
  { workspace = '/nonexistent', env = {} }: { workspace?: string; env?: Variables } = {},
): Promise<ReadInputs> {
  const inputs = Object.entries({ ...REQUIRED, ...given });
  const variables = Object.fromEntries(
    inputs.map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
  try {
    const read = await readInputs(workspace, { ...variables, ...env });
    const { request } = read.plan.cases[0];
    return { inputs: read, request, problems: [], warnings: read.warnings };
  } catch (error) {
    if (!(error instanceof InvalidInputs)) throw error;
    return { inputs: undefined, request: undefined, problems: error.problems, warnings: [] };
  }
}

/** A folder with files by path, which goes with the test; it is never the current directory. */
export function workspaceWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}
