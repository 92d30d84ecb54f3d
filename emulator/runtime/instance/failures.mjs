/** How the runtime describes an error, and where it says that the code lies. */

import { dirname, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

const RUNTIME_FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_MAJOR = process.versions.node.split('.')[0];

/**
 * On FC the code is mounted at `/code` and the runtime lies in `/var/fc/runtime`; stack frames say
 * so there. Here the same frames come from other folders.
 *
 * @returns a function that replaces the names of those folders in a text
 */
export function fcPaths(codeFolder) {
  const folders = [
    [codeFolder, '/code'],
    [RUNTIME_FOLDER, `/var/fc/runtime/nodejs${NODE_MAJOR}`],
  ];
  const replacements = folders.flatMap(([real, fc]) => [
    [`${pathToFileURL(real).href}/`, `file://${fc}/`],
    [`${real}${sep}`, `${fc}/`],
  ]);
  return (text) => replacements.reduce((result, [real, fc]) => result.replaceAll(real, fc), text);
}

/** Makes a stack that the handler itself prints read as on FC, in the whole process. */
export function reportStacksAsOnFc(toFcPaths) {
  Error.prepareStackTrace = (error, callSites) =>
    toFcPaths([titleOf(error), ...callSites.map((site) => `    at ${site}`)].join('\n'));
}

/**
 * `{errorMessage, errorType, stackTrace}` as JSON. A reason that is not an Error has no stack, and
 * the type that FC's runtime gives to it.
 */
export function failureOf(errorType, reason, toFcPaths) {
  if (!(reason instanceof Error)) {
    return JSON.stringify({
      errorMessage: textOf(reason),
      errorType:
        errorType === 'HandledInvocationError' ? 'FunctionHandledError' : 'FunctionUnhandledError',
    });
  }
  return JSON.stringify({
    errorMessage: toFcPaths(String(reason.message)),
    errorType: String(reason.name),
    stackTrace: toFcPaths(String(reason.stack)).split('\n'),
  });
}

function textOf(reason) {
  if (typeof reason === 'string') return reason;
  try {
    return JSON.stringify(reason) ?? String(reason);
  } catch {
    return inspect(reason);
  }
}

function titleOf(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}
