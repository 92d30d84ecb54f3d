import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemReason } from '../text';

/**
 * Writes a report that other steps read. What is at the path was checked when the inputs were read,
 * but the file system may have changed since: nothing is written through a link, neither at the
 * path nor above it. The file appears as a whole or not at all, and replaces an older one.
 *
 * @param path of `fileToWriteInWorkspace`, absolute and without links; missing folders are created
 * @throws Error whose message is the reason, without the path
 */
export function writeReportFile(path: string, content: string): void {
  try {
    makeFolder(dirname(path));
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile()) {
      throw new Error('what is at its path is not a regular file');
    }
    replace(path, content);
  } catch (error) {
    throw new Error(systemReason(error));
  }
}

/** One folder after the other, so that none of them is made on the other side of a link. */
function makeFolder(folder: string): void {
  const above = dirname(folder);
  if (above === folder) return;
  makeFolder(above);
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) mkdirSync(folder);
  else if (!found.isDirectory()) throw new Error('a part of its path is a link or not a folder');
}

/** A name in the same folder is on the same file system, so it can be renamed; that follows no link. */
function replace(path: string, content: string): void {
  const beside = join(dirname(path), `.fc-invoke-${randomUUID()}`);
  try {
    writeFileSync(beside, content, { flag: 'wx', mode: 0o644 });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
