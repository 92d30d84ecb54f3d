import type { HttpResponse } from '../http/send';
import { type CallSettings, call, INVOKE_FUNCTION, type Operation } from './call';
import type { InvocationRequest, Mode } from './invocation';
import type { FunctionTarget } from './target';

/**
 * Sends InvokeFunction of FC 3.0, or of 2.0 if the target names a service. The response is that of
 * the function as it is: FC responds to failed functions with 200 too.
 *
 * @throws ServiceError for a status of 300 and more, TransportError, CredentialsError
 */
export function invokeFunction(
  { target, mode, payload }: InvocationRequest,
  settings: CallSettings,
): Promise<HttpResponse> {
  const operation: Operation = {
    version: versionOf(target),
    action: INVOKE_FUNCTION,
    method: 'POST',
    path: `${functionPath(target)}/invocations`,
    query: { qualifier: target.qualifier },
    headers: {
      ...accountHeaders(target),
      'x-fc-invocation-type': mode.type === 'sync' ? 'Sync' : 'Async',
      'x-fc-log-type': mode.type === 'sync' && mode.logType !== 'none' ? 'Tail' : 'None',
      ...taskIdHeaders(target, mode),
    },
    payload,
  };
  return call(target.endpoint, operation, settings);
}

/** The API version that knows the function: 2.0 if a service is given, else 3.0. */
export function versionOf({ serviceName }: FunctionTarget): Operation['version'] {
  return serviceName === '' ? '2023-03-30' : '2021-04-06';
}

/** The path of a function in the API of its version, encoded. */
export function functionPath({ serviceName, functionName }: FunctionTarget): string {
  const name = encodeURIComponent(functionName);
  return serviceName === ''
    ? `/2023-03-30/functions/${name}`
    : `/2021-04-06/services/${encodeURIComponent(serviceName)}/functions/${name}`;
}

/** FC 2.0 can be told the account. */
export function accountHeaders({ serviceName, accountId }: FunctionTarget): Record<string, string> {
  return serviceName === '' || accountId === '' ? {} : { 'x-fc-account-id': accountId };
}

/** How an asynchronous call is given its task ID; 2.0 calls it a stateful async invocation. */
export function taskIdHeaders({ serviceName }: FunctionTarget, mode: Mode): Record<string, string> {
  const { taskId } = mode;
  if (taskId === undefined) return {};
  return serviceName === ''
    ? { 'x-fc-async-task-id': taskId }
    : {
        'x-fc-stateful-async-invocation-enable': 'true',
        'x-fc-stateful-async-invocation-id': taskId,
      };
}
