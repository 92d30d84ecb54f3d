import { type CallSettings, callForJson } from './call';
import { accountHeaders, functionPath } from './invoke-function';
import { type AsyncTask, asyncTaskFrom } from './resources';
import { loadSdk } from './sdk-call';
import type { FunctionTarget } from './target';

/**
 * What can be asked of a function's async tasks. Both throw ServiceError for a status of 300 and
 * more, TransportError or CredentialsError.
 */
export interface TaskApi {
  /** `AsyncTaskNotFound` (404) also while a task is fresh, or the function has no async tasks. */
  getTask(settings: CallSettings, taskId: string): Promise<AsyncTask>;
  stopTask(settings: CallSettings, taskId: string): Promise<void>;
}

/** The API version that knows the function: 2.0 if a service is given, else 3.0. */
export async function taskApi(target: FunctionTarget): Promise<TaskApi> {
  return target.serviceName === '' ? fc3Tasks(target) : fc2Tasks(target);
}

/** FC 3.0, API version 2023-03-30: the operations and models of the official SDK, loaded here. */
async function fc3Tasks({ endpoint, functionName, qualifier }: FunctionTarget): Promise<TaskApi> {
  const callSdk = await loadSdk(endpoint);
  return {
    getTask: async (settings, taskId) =>
      asyncTaskFrom(
        await callSdk(settings, (sdk) => sdk.getAsyncTask(functionName, taskId, qualifier)),
      ),
    stopTask: (settings, taskId) =>
      callSdk(settings, (sdk) => sdk.stopAsyncTask(functionName, taskId, qualifier)),
  };
}

/**
 * FC 2.0, API version 2021-04-06, which calls them stateful async invocations and for which the SDK
 * has no models; paths are those of its own SDK.
 */
function fc2Tasks(target: FunctionTarget): TaskApi {
  const call = (settings: CallSettings, action: string, method: 'GET' | 'PUT', taskId: string) => {
    const path = `${functionPath(target)}/stateful-async-invocations/${encodeURIComponent(taskId)}`;
    const query = { qualifier: target.qualifier };
    const headers = accountHeaders(target);
    const operation = { version: '2021-04-06', action, method, path, query, headers } as const;
    return callForJson(target.endpoint, operation, settings);
  };
  return {
    async getTask(settings, taskId) {
      return asyncTaskFrom(await call(settings, 'GetStatefulAsyncInvocation', 'GET', taskId));
    },
    async stopTask(settings, taskId) {
      // Without the /stop of 3.0, as the official 2.0 SDK has it.
      await call(settings, 'StopStatefulAsyncInvocation', 'PUT', taskId);
    },
  };
}
