import { type CallSettings, callForJson } from './call';
import { accountHeaders, functionPath } from './invoke-function';
import { type AsyncTask, asyncTaskFrom, recordFrom, type Trigger, triggerFrom } from './resources';
import type { FunctionTarget } from './target';

/** More than any function has; FC gives 20 without it. */
const MAX_TRIGGERS = 100;

/**
 * What is read of a function and its tasks, besides stopping one. All throw ServiceError for a
 * status of 300 and more, TransportError or CredentialsError.
 */
export interface FunctionReads {
  /** `AsyncTaskNotFound` (404) also while a task is fresh, or the function has no async tasks. */
  getAsyncTask(settings: CallSettings, taskId: string): Promise<AsyncTask>;
  stopAsyncTask(settings: CallSettings, taskId: string): Promise<void>;
  listTriggers(settings: CallSettings): Promise<readonly Trigger[]>;
}

/** The reads of the API version that knows the function: 2.0 if a service is given, else 3.0. */
export async function functionReads(target: FunctionTarget): Promise<FunctionReads> {
  return target.serviceName === '' ? fc3Reads(target) : fc2Reads(target);
}

/** FC 3.0, API version 2023-03-30: the operations and models of the official SDK, loaded here. */
async function fc3Reads({
  endpoint,
  functionName,
  qualifier,
}: FunctionTarget): Promise<FunctionReads> {
  const { sdkReads } = await import(/* webpackIgnore: true */ './sdk/index.js');
  const sdk = (settings: CallSettings) =>
    sdkReads(({ method, ...operation }) => {
      const call = { ...operation, version: '2023-03-30', method: methodOf(method) } as const;
      return callForJson(endpoint, call, settings);
    });
  return {
    getAsyncTask: async (settings, taskId) =>
      asyncTaskFrom(await sdk(settings).getAsyncTask(functionName, taskId, qualifier)),
    stopAsyncTask: (settings, taskId) =>
      sdk(settings).stopAsyncTask(functionName, taskId, qualifier),
    listTriggers: async (settings) =>
      (await sdk(settings).listTriggers(functionName, MAX_TRIGGERS)).map(triggerFrom),
  };
}

/** FC 2.0, API version 2021-04-06, for which the SDK has no models; paths are its own SDK's. */
function fc2Reads(target: FunctionTarget): FunctionReads {
  const path = functionPath(target);
  const taskPath = (taskId: string) =>
    `${path}/stateful-async-invocations/${encodeURIComponent(taskId)}`;
  const call = (
    settings: CallSettings,
    action: string,
    method: 'GET' | 'PUT',
    resource: string,
    query: Record<string, string>,
  ) => {
    const headers = accountHeaders(target);
    const operation = {
      version: '2021-04-06',
      action,
      method,
      path: resource,
      query,
      headers,
    } as const;
    return callForJson(target.endpoint, operation, settings);
  };
  const { qualifier } = target;
  return {
    async getAsyncTask(settings, taskId) {
      const { body } = await call(settings, 'GetStatefulAsyncInvocation', 'GET', taskPath(taskId), {
        qualifier,
      });
      return asyncTaskFrom(body);
    },
    async stopAsyncTask(settings, taskId) {
      // Without the /stop of 3.0, as the official 2.0 SDK has it.
      await call(settings, 'StopStatefulAsyncInvocation', 'PUT', taskPath(taskId), { qualifier });
    },
    async listTriggers(settings) {
      const query = { limit: String(MAX_TRIGGERS) };
      const { body } = await call(settings, 'ListTriggers', 'GET', `${path}/triggers`, query);
      const { triggers } = recordFrom(body);
      return Array.isArray(triggers) ? triggers.map(triggerFrom) : [];
    },
  };
}

function methodOf(method: string): 'GET' | 'POST' | 'PUT' {
  if (method === 'GET' || method === 'POST' || method === 'PUT') return method;
  throw new Error(`The SDK asked for the method ${method}, which no operation of ours uses.`);
}
