/**
 * Deploys what a folder holds: a sub-folder with an `index.js` or a `function.json` is a function, one
 * with a `service.json` a service of FC 2.0 with its functions. `versions/1`, `versions/2`, … below
 * either are its published versions.
 */

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Emulator } from './emulator';
import { readConfiguration } from './functions/configuration';
import {
  FUNCTION_JSON,
  nameFrom,
  readFunctionJson,
  readServiceJson,
  SERVICE_JSON,
} from './functions/function-json';
import { joinFunctionName } from './functions/function-name';
import type { JsonObject } from './functions/json-file';
import type { Trigger } from './triggers/triggers';

/** A function of a service, which holds its versions and aliases. */
interface OfService {
  serviceName: string;
  defaults: JsonObject;
}

/**
 * Deploys all functions and services of a folder, in alphabetical order, with versions, aliases and
 * triggers.
 *
 * @param names of the sub-folders to deploy; without, all are
 * @returns their triggers
 * @throws Error in one sentence that names folder, file and key, or says that nothing was found
 */
export async function deployFolder(
  emulator: Emulator,
  folder: string,
  names?: readonly string[],
): Promise<Trigger[]> {
  const triggers: Trigger[] = [];
  const isWanted = (path: string) => names === undefined || names.includes(basename(path));
  const services = await subFolders(folder, (path) => isWanted(path) && isService(path));
  const functions = await subFolders(folder, (path) => isWanted(path) && isFunction(path));
  if (services.length + functions.length === 0) {
    throw new Error(
      `No sub-folder of '${folder}' has an index.js, a ${FUNCTION_JSON} or a ${SERVICE_JSON}.`,
    );
  }
  for (const service of services) triggers.push(...(await deployService(emulator, service)));
  for (const each of functions) triggers.push(...(await deployFunction(emulator, each)));
  return triggers;
}

async function deployService(emulator: Emulator, folder: string): Promise<Trigger[]> {
  const { serviceName, configuration, aliases } = await within(folder, async () => {
    const { serviceName: given = nameOfFolder(folder), ...rest } = await readServiceJson(folder);
    return { serviceName: given, ...rest };
  });
  const of = { serviceName, defaults: configuration };
  const current = await subFolders(folder, isFunction);
  const names = new Set(await Promise.all(current.map(nameOf)));
  for (const version of await versionsIn(folder)) {
    const functions = await subFolders(version, isFunction);
    for (const each of functions) {
      await deployVersion(emulator, each, { functionName: await nameOf(each), ...of });
    }
    await within(version, async () => emulator.publishServiceVersion(serviceName));
    for (const each of functions) {
      const name = await nameOf(each);
      if (!names.has(name)) emulator.deleteFunction(joinFunctionName(serviceName, name));
    }
  }
  for (const each of current) await deployCode(emulator, each, of);
  await within(folder, async () => {
    for (const { aliasName, versionId, additionalVersionWeight } of aliases) {
      emulator.createServiceAlias(serviceName, aliasName, versionId, additionalVersionWeight);
    }
  });
  const triggers: Trigger[] = [];
  for (const each of current) triggers.push(...(await createTriggers(emulator, each, of)));
  return triggers;
}

async function deployFunction(emulator: Emulator, folder: string): Promise<Trigger[]> {
  const { functionName, aliases, configuration } = await within(folder, async () => {
    // What the function itself says is checked here, where its own file is named.
    await readConfiguration(folder, {});
    return functionAt(folder);
  });
  for (const version of await versionsIn(folder)) {
    await deployVersion(emulator, version, { functionName, defaults: configuration });
    emulator.publishVersion(functionName);
  }
  await deployCode(emulator, folder, undefined);
  await within(folder, async () => {
    for (const { aliasName, versionId, additionalVersionWeight } of aliases) {
      emulator.createAlias(functionName, aliasName, versionId, additionalVersionWeight);
    }
  });
  return createTriggers(emulator, folder, undefined);
}

async function deployCode(
  emulator: Emulator,
  folder: string,
  of: OfService | undefined,
): Promise<void> {
  await within(folder, async () => {
    const { functionName, aliases } = await functionAt(folder);
    if (of !== undefined && aliases.length > 0) {
      throw new Error(`${FUNCTION_JSON}: aliases belong to the service, in ${SERVICE_JSON}.`);
    }
    await emulator.deploy({ functionName, code: folder, ...of });
  });
}

/** Deploys the code of a version, which is published then. */
function deployVersion(
  emulator: Emulator,
  folder: string,
  of: { functionName: string; defaults: JsonObject } & Partial<OfService>,
): Promise<void> {
  return within(folder, async () => {
    const { aliases, triggers } = await readFunctionJson(folder);
    if (aliases.length + triggers.length > 0) {
      throw new Error(`${FUNCTION_JSON}: a version has neither aliases nor triggers.`);
    }
    await emulator.deploy({ code: folder, ...of });
  });
}

async function createTriggers(
  emulator: Emulator,
  folder: string,
  of: OfService | undefined,
): Promise<Trigger[]> {
  return within(folder, async () => {
    const { functionName, triggers } = await functionAt(folder);
    const name = joinFunctionName(of?.serviceName, functionName);
    const created: Trigger[] = [];
    for (const trigger of triggers) created.push(await emulator.createTrigger(name, trigger));
    return created;
  });
}

async function functionAt(folder: string) {
  const { functionName = nameOfFolder(folder), ...rest } = await readFunctionJson(folder);
  return { functionName, ...rest };
}

/** @throws Error when the name of the folder is not one that a function can have */
function nameOfFolder(folder: string): string {
  return nameFrom(basename(folder), 'the name of the folder');
}

async function nameOf(folder: string): Promise<string> {
  return within(folder, async () => (await functionAt(folder)).functionName);
}

function isService(folder: string): boolean {
  return existsSync(join(folder, SERVICE_JSON));
}

function isFunction(folder: string): boolean {
  return (
    !isService(folder) && [FUNCTION_JSON, 'index.js'].some((name) => existsSync(join(folder, name)))
  );
}

/** In alphabetical order. */
async function subFolders(folder: string, is: (path: string) => boolean): Promise<string[]> {
  let entries: { name: string; isDirectory: () => boolean }[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    throw new Error(`The folder '${folder}' cannot be read.`);
  }
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => join(folder, name))
    .filter(is)
    .sort();
}

/** The folders of the published versions, from 1 on without a gap. */
async function versionsIn(folder: string): Promise<string[]> {
  const parent = join(folder, 'versions');
  const given = existsSync(parent) ? await subFolders(parent, () => true) : [];
  const wanted = given.map((_, index) => join(parent, String(index + 1)));
  const missing = wanted.find((path) => !given.includes(path));
  if (missing === undefined) return wanted;
  throw new Error(
    `The sub-folders of '${shown(parent)}' must be 1, 2, and so on: ${basename(missing)} is missing.`,
  );
}

/** Says in which folder something went wrong. */
async function within<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`In '${shown(folder)}': ${reason}`, { cause });
  }
}

/** Shorter from here, if it lies below. */
function shown(folder: string): string {
  const path = relative(process.cwd(), folder);
  return path === '' || path.startsWith('..') ? folder : path;
}
