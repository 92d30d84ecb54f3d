import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** A function's code as it was when deployed; never changed afterwards. */
export interface CodePackage {
  folder: string;
  /** Changes whenever a file of the code does; decimal, 64 bit, like the checksums of FC. */
  checksum: string;
}

/** A folder to deploy, or the files themselves: name → content. */
export type Code = string | Readonly<Record<string, string | Uint8Array>>;

/** The temporary folder in which deployed code, and the logs of running instances, are kept. */
export class CodeStore {
  #count = 0;

  private constructor(readonly folder: string) {}

  static async create(): Promise<CodeStore> {
    // Resolved, because Node.js resolves it too before it writes it into stack frames.
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'fc-emulator-')));
    // `index.js` is CommonJS, as on FC, unless the function's own package.json says otherwise;
    // a package.json further up in the file system has no say.
    await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}\n');
    return new CodeStore(folder);
  }

  /**
   * Copies the code, so that later changes of the source do not reach what is deployed. Published
   * versions in a folder's `versions/1`, `versions/2`, … are not part of it.
   */
  async add(code: Code): Promise<CodePackage> {
    this.#count += 1;
    const folder = join(this.folder, `code-${this.#count}`);
    if (typeof code === 'string') {
      const filter = (path: string) => !/^versions[\\/]\d+$/.test(relative(code, path));
      await cp(code, folder, { recursive: true, verbatimSymlinks: true, filter });
    } else {
      await mkdir(folder);
      for (const [name, source] of Object.entries(code)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), source);
      }
    }
    return { folder, checksum: await checksumOf(folder) };
  }

  async remove(): Promise<void> {
    // Windows lets go of the files of a killed process a moment later.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function checksumOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
    const content = await readFile(path);
    hash.update(`${path.slice(folder.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest().readBigUInt64BE(0).toString();
}
