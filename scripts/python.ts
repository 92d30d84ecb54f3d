/** Python programs of scripts, with packages of their own. */
import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Makes a virtual environment in a folder and installs packages in it.
 *
 * @returns the path of its interpreter
 */
export function installPython(folder: string, packages: readonly string[]): string {
  const options: ExecFileSyncOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync('python3', ['-m', 'venv', 'python'], options);
  const pip = ['install', '--quiet', '--disable-pip-version-check', ...packages];
  execFileSync(join(folder, 'python/bin/pip'), pip, options);
  return join(folder, 'python/bin/python');
}
