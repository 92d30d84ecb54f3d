import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A folder that is not a repository, such as a home, may hold anything. */
const MAX_FILES = 2000;

/** The folder above `.github`, or that of the file. */
export function repositoryOf(workflow: string): string {
  const folder = dirname(workflow);
  const isInGitHub = basename(folder) === 'workflows' && basename(dirname(folder)) === '.github';
  return isInGitHub ? dirname(dirname(folder)) : folder;
}

/**
 * Copies the files of a repository as a checkout of all that is not ignored would, so that nothing
 * that a step writes reaches the repository. Of a folder that git does not know, all are copied.
 *
 * @throws Error in one sentence when such a folder holds too many files
 */
export function checkOut(repository: string, workspace: string, maxFiles = MAX_FILES): void {
  for (const file of trackedIn(repository) ?? filesIn(repository, maxFiles)) {
    const from = join(repository, file);
    if (!statSync(from, { throwIfNoEntry: false })?.isFile()) continue;
    mkdirSync(dirname(join(workspace, file)), { recursive: true });
    copyFileSync(from, join(workspace, file));
  }
}

/** With new files; undefined when git does not know the folder. */
function trackedIn(folder: string): string[] | undefined {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  try {
    const files = execFileSync('git', list, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    });
    return files.split('\0').filter(Boolean);
  } catch {
    return undefined;
  }
}

function filesIn(folder: string, max: number, below = '', found: string[] = []): string[] {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory() && entry.name !== 'node_modules')
      filesIn(folder, max, path, found);
    if (found.length > max) {
      throw new Error(
        `'${folder}' holds more than ${max} files: put the workflow into a folder of its own.`,
      );
    }
  }
  return found;
}
