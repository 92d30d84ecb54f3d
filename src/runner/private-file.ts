import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Creates a file in a new folder of its own under `folder`, which nobody else can read (modes 0600 and
 * 0700), and opens it for writing.
 *
 * @throws what the system says; then nothing is left behind
 */
export function createPrivateFile(
  folder: string,
  name: string,
): { readonly path: string; readonly descriptor: number } {
  const path = join(mkdtempSync(join(folder, 'fc-invoke-')), name);
  try {
    return { path, descriptor: openSync(path, 'wx', 0o600) };
  } catch (error) {
    removePrivateFile(path);
    throw error;
  }
}

/** Removes such a file, whatever it is called by now, with its folder. */
export function removePrivateFile(path: string): void {
  rmSync(dirname(path), { recursive: true, force: true });
}
