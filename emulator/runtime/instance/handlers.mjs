/** Loads and calls the functions that a configuration names, whatever style they are written in. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';

const EXTENSIONS = ['.js', '.mjs', '.cjs'];

/** Marks what came through `callback(err)`, which FC tells from what was thrown. */
export class CallbackError {
  constructor(reason) {
    this.reason = reason;
  }
}

/**
 * @param handler `folder/file.export`, relative to the folder of the code; CommonJS or ESM
 * @param importModule takes a path and promises the module's namespace
 * @throws what the module throws while it is loaded, or that it has no such export
 */
export async function load(handler, codeFolder, importModule) {
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const base = join(codeFolder, file);
  const extension = EXTENSIONS.find((candidate) => existsSync(base + candidate));
  if (!extension) throw new Error(`Cannot find module '${file}' of the handler '${handler}'`);
  const namespace = await importModule(base + extension);
  // A CommonJS module's `exports` is its namespace's `default`.
  const owner = [namespace.default, namespace].find(
    (candidate) => typeof candidate?.[name] === 'function',
  );
  if (!owner) throw new Error(`Handler '${name}' is missing on module '${file}'`);
  return { owner, name };
}

/**
 * Calls an export with the arguments and a callback. One that declares the callback
 * returns its result through it, or through a promise; another with what it returns.
 *
 * @throws CallbackError for `callback(err)`, and what the export throws or rejects with
 */
export function call({ owner, name }, args) {
  return new Promise((resolve, reject) => {
    const callback = (error, data) =>
      error === null || error === undefined ? resolve(data) : reject(new CallbackError(error));
    const returned = owner[name](...args, callback);
    const declaresCallback = owner[name].length > args.length;
    if (!declaresCallback || typeof returned?.then === 'function') resolve(returned);
  });
}

/** Bytes and strings as they are, nothing for null, JSON for all else: as FC's runtime does. */
export function bytesOf(result) {
  if (result instanceof Uint8Array) return result;
  if (result === null || result === undefined) return Buffer.alloc(0);
  if (typeof result === 'string') return Buffer.from(result);
  return Buffer.from(JSON.stringify(result) ?? String(result));
}
