/**
 * Names of functions. FC 3.0 has one level; a function that was made on FC 2.0 lies in a service
 * and is `service$function` on 3.0. That spelling names it everywhere in the emulator, so that one
 * function is one thing, whichever API it is called through.
 */

export interface FunctionName {
  /** Undefined of an FC 3.0 function. */
  serviceName: string | undefined;
  /** Without the service. */
  shortName: string;
  /** What has the function's versions and aliases: itself, or its service, written `service$`. */
  owner: string;
}

export function joinFunctionName(serviceName: string | undefined, shortName: string): string {
  return serviceName === undefined ? shortName : `${serviceName}$${shortName}`;
}

export function parseFunctionName(functionName: string): FunctionName {
  const mark = functionName.indexOf('$');
  if (mark < 0) return { serviceName: undefined, shortName: functionName, owner: functionName };
  return {
    serviceName: functionName.slice(0, mark),
    shortName: functionName.slice(mark + 1),
    owner: functionName.slice(0, mark + 1),
  };
}
