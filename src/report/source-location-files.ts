import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** The folder of the repository that was deployed as a function's code. */
export interface DeployedSource {
  /** `GITHUB_WORKSPACE`. */
  readonly workspace: string;
  /** Relative to it, with separators of any system. */
  readonly sourcePath: string;
}

const MOUNT = '/code/';

/** Enough for the code of a function; a larger folder is not searched. */
const MAX_SEARCHED_ENTRIES = 20_000;

/**
 * The files of the deployed folder, found by the paths in stack frames. Links are followed, but
 * not out of the workspace.
 */
export class SourceFiles {
  #fromTheEnd: readonly string[] | undefined;

  private constructor(
    private readonly workspace: string,
    private readonly folder: string,
  ) {}

  /** `undefined` when there is no such folder in the workspace. */
  static open({ workspace, sourcePath }: DeployedSource): SourceFiles | undefined {
    try {
      const root = realpathSync(workspace);
      const folder = realpathSync(resolve(root, sourcePath.replaceAll('\\', '/')));
      return pathInside(root, folder) === undefined ? undefined : new SourceFiles(root, folder);
    } catch {
      return undefined;
    }
  }

  /**
   * @param path `/code/…`, or the end of a path, which must belong to exactly one file
   * @returns path of a regular file, relative to the workspace, with forward slashes
   */
  find(path: string): string | undefined {
    if (path.split('/').includes('..')) return undefined;
    if (path.startsWith(MOUNT)) return this.#repositoryFile(path.slice(MOUNT.length));
    // Sorted, the paths that end in the same folders and file stand together.
    this.#fromTheEnd ??= this.#allFiles().map(fromTheEnd).sort();
    const wanted = fromTheEnd(path);
    const index = firstFrom(this.#fromTheEnd, wanted);
    const [file, another] = this.#fromTheEnd.slice(index, index + 2);
    if (!file?.startsWith(wanted) || another?.startsWith(wanted)) return undefined;
    // Without the folder's own name, which Go's paths may begin with.
    return this.#repositoryFile(file.split('/').reverse().slice(2).join('/'));
  }

  #repositoryFile(pathInFolder: string): string | undefined {
    try {
      const file = realpathSync(join(this.folder, pathInFolder));
      const path = pathInside(this.workspace, file);
      return path === undefined || /^\.git\//i.test(path) || !statSync(file).isFile()
        ? undefined
        : path;
    } catch {
      return undefined;
    }
  }

  /** Paths that begin with the folder's own name; empty when there are too many. */
  #allFiles(): string[] {
    const files: string[] = [];
    const folders = [''];
    let entries = 0;
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of this.#entriesOf(folder)) {
        if (++entries > MAX_SEARCHED_ENTRIES) return [];
        const path = `${folder}/${entry.name}`;
        if (entry.isFile()) files.push(`${basename(this.folder)}${path}`);
        if (entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name)) folders.push(path);
      }
    }
    return files;
  }

  #entriesOf(folder: string): Dirent[] {
    try {
      return readdirSync(join(this.folder, folder), { withFileTypes: true });
    } catch {
      return [];
    }
  }
}

/** `a/b.js` as `b.js/a/`. */
function fromTheEnd(path: string): string {
  return `${path.split('/').reverse().join('/')}/`;
}

/** The index of the first string that is not before `wanted` in a sorted list. */
function firstFrom(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The path of `file` from `folder`, with forward slashes; both are absolute and without links. */
function pathInside(folder: string, file: string): string | undefined {
  const path = relative(folder, file);
  const isInside = path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
  return isInside ? path.replaceAll(sep, '/') : undefined;
}
