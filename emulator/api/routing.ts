/** Which operation of which API version a request asks for. */

import { joinFunctionName } from '../functions/function-name';
import type { ApiVersion } from './api-version';
import { ServiceError } from './service-error';

/** FC's names; async tasks are called stateful async invocations on 2.0. */
export type Operation =
  | 'InvokeFunction'
  | 'GetAsyncTask'
  | 'ListAsyncTasks'
  | 'StopAsyncTask'
  | 'GetStatefulAsyncInvocation'
  | 'ListStatefulAsyncInvocations'
  | 'StopStatefulAsyncInvocation'
  | 'GetTrigger'
  | 'ListTriggers';

/** `HttpTrigger` is no operation of the API, but an HTTP request to a trigger. */
export type RequestedOperation = Operation | 'HttpTrigger';

export interface Route {
  api: ApiVersion;
  operation: Operation;
  functionName: string;
  /** Of 2.0's `services/{service}.{qualifier}`. */
  qualifier: string | undefined;
  /** The task's ID or the trigger's name, where the path ends with one; else empty. */
  resourceId: string;
}

/** Function names of FC 3.0 may hold a `$` (`service$function`). */
const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_$-]*$/;

const FUNCTION_PATH = /^\/2023-03-30\/functions\/([^/]+)\/(.+)$/;
const SERVICE_PATH = /^\/2021-04-06\/services\/([^/]+)\/functions\/([^/]+)\/(.+)$/;

/** Method and rest of the path, from the models of the official SDKs. */
const OPERATIONS: Readonly<Record<ApiVersion, readonly (readonly [RegExp, Operation])[]>> = {
  '3.0': [
    [/^POST invocations$/, 'InvokeFunction'],
    [/^GET async-tasks\/([^/]+)$/, 'GetAsyncTask'],
    [/^GET async-tasks$/, 'ListAsyncTasks'],
    [/^PUT async-tasks\/([^/]+)\/stop$/, 'StopAsyncTask'],
    [/^GET triggers\/([^/]+)$/, 'GetTrigger'],
    [/^GET triggers$/, 'ListTriggers'],
  ],
  '2.0': [
    [/^POST invocations$/, 'InvokeFunction'],
    [/^GET stateful-async-invocations\/([^/]+)$/, 'GetStatefulAsyncInvocation'],
    [/^GET stateful-async-invocations$/, 'ListStatefulAsyncInvocations'],
    // Unlike on 3.0, without a `/stop` at the end.
    [/^PUT stateful-async-invocations\/([^/]+)$/, 'StopStatefulAsyncInvocation'],
    [/^GET triggers\/([^/]+)$/, 'GetTrigger'],
    [/^GET triggers$/, 'ListTriggers'],
  ],
};

/** @throws ServiceError PathNotSupported or InvalidArgument */
export function routeOf(method: string, path: string): Route {
  const { api, functionName, encodedName, qualifier, rest } = locate(path);
  for (const [pattern, operation] of OPERATIONS[api]) {
    const match = rest === undefined ? null : pattern.exec(`${method} ${rest}`);
    if (!match) continue;
    if (functionName === undefined || !FUNCTION_NAME.test(functionName)) {
      throw new ServiceError('InvalidArgument', `'${encodedName}' is not a valid function name`);
    }
    const resourceId = percentDecode(match[1] ?? '') ?? '';
    return { api, operation, functionName, qualifier, resourceId };
  }
  throw new ServiceError('PathNotSupported', `'${method} ${path}' is not supported`);
}

export interface Subject {
  api: ApiVersion;
  functionName?: string | undefined;
  operation?: RequestedOperation | undefined;
}

/** What a request is about as far as its path tells; also of paths that are then refused. */
export function subjectOf(method: string, path: string): Subject {
  const { api, functionName } = locate(path);
  try {
    return { api, functionName, operation: routeOf(method, path).operation };
  } catch {
    return { api, functionName };
  }
}

interface Location {
  api: ApiVersion;
  functionName?: string | undefined;
  /** For messages. */
  encodedName?: string;
  qualifier?: string | undefined;
  rest?: string | undefined;
}

function locate(path: string): Location {
  const ofFunction = FUNCTION_PATH.exec(path);
  if (ofFunction) {
    const [, encodedName = '', rest] = ofFunction;
    return { api: '3.0', functionName: percentDecode(encodedName), encodedName, rest };
  }
  const ofService = SERVICE_PATH.exec(path);
  if (!ofService) return { api: path.startsWith('/2021-04-06/') ? '2.0' : '3.0' };
  const [, encodedService = '', encodedFunction = '', rest] = ofService;
  const [serviceName, qualifier] = (percentDecode(encodedService) ?? '').split(/\.(.*)/s);
  const shortName = percentDecode(encodedFunction);
  return {
    api: '2.0',
    functionName: shortName === undefined ? undefined : joinFunctionName(serviceName, shortName),
    encodedName: `${encodedService}/${encodedFunction}`,
    qualifier,
    rest,
  };
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
