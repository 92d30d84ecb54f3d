import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readOutputs } from '../../__tests__/runner/files';
import { atProcessEnd } from '../../__tests__/runner/process-end';
import type { Ending } from './machine';
import type { Step } from './workflow';

/** What a script printed, too. */
export interface ScriptEnding extends Ending {
  readonly printed: string;
}

/**
 * Runs the script of a step as the runner does.
 *
 * @param cwd the workspace
 * @param live what is given each line that it prints at once, and what ends it
 */
export async function runScript(
  { run = '', shell }: Pick<Step, 'run' | 'shell'>,
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
  live: { readonly show?: (line: string) => void; readonly stop?: AbortSignal } = {},
): Promise<ScriptEnding> {
  const folder = mkdtempSync(join(tmpdir(), 'script-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const takeBack = atProcessEnd(remove);
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const env = {
    ...environment,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_WORKSPACE: cwd,
  };
  const options = shell === 'bash' ? ['-e', '-o', 'pipefail'] : ['-e'];
  try {
    return await new Promise((resolve) => {
      const given = ['--norc', ...options, '-c', run];
      const child = execFile('bash', given, { cwd, env }, (error, stdout, stderr) => {
        live.stop?.removeEventListener('abort', end);
        resolve({
          isFailure: error !== null,
          printed: `${stdout}${stderr}`,
          outputs: readOutputs(readFileSync(output)),
        });
      });
      // Its end is awaited: it may have to clean up.
      const end = () => child.kill();
      live.stop?.addEventListener('abort', end);
      for (const input of [child.stdout, child.stderr]) {
        if (input && live.show) createInterface({ input }).on('line', live.show);
      }
    });
  } finally {
    takeBack();
    remove();
  }
}
