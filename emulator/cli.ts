/** `npm run emulator -- FOLDER [--port N]`: the emulator alone, for any FC client. */

import { access, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Arguments, readArguments, UsageError } from './cli-arguments';
import { type Emulator, startEmulator } from './index';

const USAGE = 'Usage: npm run emulator -- FOLDER [--port N]';

/** Seconds; generous, since the duration of the functions of a folder is unknown. */
const DEFAULT_TIMEOUT = 60;

/** Sub-folders with an `index.js`, in alphabetical order. */
async function functionFolders(folder: string): Promise<string[]> {
  let entries: { name: string; isDirectory: () => boolean }[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    throw new UsageError(`The folder '${folder}' cannot be read.`);
  }
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const isFunction = await access(join(path, 'index.js')).then(
      () => true,
      () => false,
    );
    if (entry.isDirectory() && isFunction) found.push(path);
  }
  if (found.length === 0) {
    throw new UsageError(`No sub-folder of '${folder}' has an index.js.`);
  }
  return found.sort();
}

async function serve({ folder, port }: Arguments): Promise<Emulator> {
  const functions = await functionFolders(folder);
  const emulator = await startEmulator({ port, defaultTimeout: DEFAULT_TIMEOUT });
  try {
    for (const code of functions) {
      await emulator.deploy({ functionName: basename(code), code });
    }
  } catch (error) {
    await emulator.close();
    throw error;
  }
  return emulator;
}

try {
  const emulator = await serve(readArguments(process.argv.slice(2)));
  const { endpoint, region, accountId, accessKey } = emulator;
  const { accessKeyId, accessKeySecret } = accessKey;
  console.log(JSON.stringify({ endpoint, region, accountId, accessKeyId, accessKeySecret }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.close());
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(error instanceof UsageError ? `${message} ${USAGE}` : message);
  process.exitCode = 1;
}
