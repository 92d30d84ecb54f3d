import { existsSync, lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { errorCodeOf } from '../http/errors';
import { quoted, systemReason } from '../text';

/** A folder that relative paths start in and must stay in. */
interface Root {
  readonly folder: string;
  /** As messages call it. */
  readonly name: string;
  /** What to do about a path that leaves it; the end of a sentence. */
  readonly advice: string;
}

const ABSOLUTE_PATHS = `; an absolute path, such as \`\${{ github.workspace }}/…\`, is used as it is`;

/**
 * Where a path of an input leads. A relative one starts in the workspace and, with all links
 * resolved, must stay in it and outside of every `.git`, which may hold credentials; what it names
 * need not exist. An absolute one is used as it is.
 *
 * @param path with the separators of any system
 * @returns an absolute path; without links if `path` is relative
 * @throws Error with the end of a sentence that begins with the input's name
 */
function pathInWorkspace(path: string, workspace: string): string {
  if (isAbsolute(path)) return path;
  return pathInside(path, { folder: workspace, name: 'the workspace', advice: ABSOLUTE_PATHS });
}

function pathInside(path: string, { folder, name, advice }: Root): string {
  const target = withoutLinks(absolutePath(path, folder));
  const inside = relative(withoutLinks(resolve(folder)), target);
  if (leadsOutside(inside)) {
    throw new Error(
      `must be a path inside ${name}, but ${quoted(path)} leads outside of it${advice}`,
    );
  }
  if (inside.split(sep).some((part) => part.toLowerCase() === '.git')) {
    throw new Error(
      `must be a path outside of .git, where credentials may be, but ${quoted(path)} leads into it${advice}`,
    );
  }
  return target;
}

/** Where a path of an input leads by its names alone, whatever they are. */
function absolutePath(path: string, workspace: string): string {
  return isAbsolute(path) ? path : resolve(workspace, slashed(path));
}

/**
 * The regular file that a path of an input names, found as {@link pathInWorkspace} says.
 *
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function fileInWorkspace(path: string, workspace: string): string {
  const file = pathInWorkspace(path, workspace);
  if (isExistingFile(file, placeOf(path))) return file;
  throw new Error(
    `must name a file, but there is no ${placeOf(path)}${checkoutAdvice(file, workspace)}`,
  );
}

/**
 * The regular file that a file named `other` by an input names in turn, by a path from its own folder.
 * It must be in the workspace if the other file is, otherwise in the other file's folder.
 *
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function fileBeside(other: string, path: string, workspace: string): string {
  const inside = pathFromWorkspace(other, workspace);
  const root =
    inside === undefined
      ? { folder: dirname(other), name: 'the folder of the case file', advice: '' }
      : { folder: workspace, name: 'the workspace', advice: '' };
  const fromRoot = posix.join(posix.dirname(inside ?? ''), slashed(path));
  const file = pathInside(fromRoot, root);
  const place = placeOf(fromRoot, root.name);
  if (isExistingFile(file, place)) return file;
  throw new Error(`must name a file, but there is no ${place}`);
}

/**
 * The path from the workspace, with forward slashes, to a file that an input names; `undefined` for a
 * file outside of it. Links are not followed.
 */
export function pathFromWorkspace(path: string, workspace: string): string | undefined {
  const inside = relative(workspace, absolutePath(path, workspace));
  return leadsOutside(inside) ? undefined : slashed(inside);
}

function isExistingFile(file: string, place: string): boolean {
  const found = unlessMissing(() => statSync(file));
  if (found?.isFile() === false) {
    throw new Error(`must name a file, but ${place} is not a regular file`);
  }
  return found !== undefined;
}

/** How a message names a file. */
function placeOf(path: string, root = 'the workspace'): string {
  return isAbsolute(path) ? quoted(path) : `${quoted(path)} in ${root}`;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/**
 * Whether a path of an input, found as {@link pathInWorkspace} says, names a folder that exists.
 *
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function isFolderInWorkspace(path: string, workspace: string): boolean {
  const folder = pathInWorkspace(path, workspace);
  return unlessMissing(() => statSync(folder))?.isDirectory() === true;
}

/**
 * Where the file that a path of an input names, found as {@link pathInWorkspace} says, can be
 * written: either a regular file or nothing is there, in a folder that exists or can be created. A
 * link is refused, even one that leads nowhere: what writes through it writes somewhere else.
 *
 * @returns an absolute path without links
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function fileToWriteInWorkspace(path: string, workspace: string): string {
  const file = withoutLinks(pathInWorkspace(path, workspace));
  if (/[\\/]$/.test(path)) {
    throw new Error(`must name a file, but ${quoted(path)} ends like the path of a folder`);
  }
  const found = unlessMissing(() => lstatSync(absolutePath(path, workspace)));
  if (found?.isSymbolicLink()) {
    throw new Error(`must name a file that is not a link, but ${placeOf(path)} is one`);
  }
  if (found !== undefined && !found.isFile()) {
    throw new Error(`must name a file, but ${placeOf(path)} is not a regular file`);
  }
  if (!deepestPart(dirname(file)).isDirectory()) {
    throw new Error(
      `must name a file in a folder, but a part of ${quoted(path)} is a file or a link that leads nowhere`,
    );
  }
  return file;
}

/**
 * What is at the longest part of a path at which something is; links are not followed.
 *
 * @param path of {@link withoutLinks}, and so on a drive that exists
 */
function deepestPart(path: string): Stats {
  return unlessMissing(() => lstatSync(path)) ?? deepestPart(dirname(path));
}

/** In a workspace without a repository, a file of the repository cannot be. */
function checkoutAdvice(file: string, workspace: string): string {
  if (existsSync(join(workspace, '.git'))) return '';
  const path = relative(withoutLinks(resolve(workspace)), file);
  if (leadsOutside(path)) return '';
  return '; no repository is checked out at the root of the workspace: if the file is in the repository, run actions/checkout in a step before this one, and begin with its `path` if it has one';
}

/** Whether a relative path leaves the folder where it starts; to another drive it is absolute. */
function leadsOutside(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

/**
 * Resolves all links of the part of a path that exists; native, so that Windows names it truly.
 *
 * @throws Error with the end of a sentence that begins with the input's name, if there is no such drive
 */
function withoutLinks(path: string): string {
  const rest: string[] = [];
  for (let existing = path; ; existing = dirname(existing)) {
    const real = unlessMissing(() => realpathSync.native(existing));
    if (real !== undefined) return join(real, ...rest);
    if (existing === dirname(existing)) throw new Error('must be a path on a drive that exists');
    rest.unshift(basename(existing));
  }
}

/** What `look` finds in the file system; `undefined` if what it looks at does not exist. */
function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Error(`must be a path that can be read, but it cannot: ${systemReason(error)}`);
  }
}
