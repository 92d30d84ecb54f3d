import { Client, Payload } from './client';
import type { FunctionApi, FunctionTarget } from './function-api';
import { asyncTaskFrom, recordFrom, triggerFrom } from './resources';
import { $OpenApiUtil, RuntimeOptions } from './sdk';

/** More than any function has; FC gives 20 without it. */
const MAX_TRIGGERS = 100;

/** How 2.0 takes the ID of a stateful async invocation, which 3.0 calls an async task. */
export function statefulHeaders(id: string): Record<string, string> {
  return {
    'x-fc-stateful-async-invocation-enable': 'true',
    'x-fc-stateful-async-invocation-id': id,
  };
}

/**
 * FC 2.0, API version 2021-04-06. The SDK of 3.0 has no operations for it, but signs and sends
 * any operation that is described to it; paths and headers are those of the official 2.0 SDK.
 */
export function fc2Api({
  serviceName,
  functionName,
  qualifier,
  accountId,
}: FunctionTarget): FunctionApi {
  const path = `/2021-04-06/services/${encodeURIComponent(serviceName)}/functions/${encodeURIComponent(functionName)}`;
  const account: Record<string, string> = accountId === '' ? {} : { 'x-fc-account-id': accountId };

  const params = (
    operation: Pick<$OpenApiUtil.Params, 'action' | 'method' | 'pathname' | 'bodyType'>,
  ) =>
    new $OpenApiUtil.Params({
      ...operation,
      version: '2021-04-06',
      protocol: 'HTTPS',
      authType: 'AK',
      style: 'ROA',
      reqBodyType: 'json',
    });

  const requestWith = (query: Record<string, string>) =>
    new $OpenApiUtil.OpenApiRequest({ query, headers: account });

  const taskPath = (taskId: string) =>
    `${path}/stateful-async-invocations/${encodeURIComponent(taskId)}`;

  return {
    invoke(settings, { invocationType, logType, asyncTaskId, payload }) {
      const headers = {
        ...account,
        'x-fc-invocation-type': invocationType,
        'x-fc-log-type': logType,
        ...(asyncTaskId === '' ? {} : statefulHeaders(asyncTaskId)),
      };
      return new Client(settings).exchange(
        params({
          action: 'InvokeFunction',
          method: 'POST',
          pathname: `${path}/invocations`,
          bodyType: 'binary',
        }),
        new $OpenApiUtil.OpenApiRequest({
          query: { qualifier },
          headers,
          stream: new Payload(payload),
        }),
      );
    },

    async getAsyncTask(settings, taskId) {
      const { body } = await new Client(settings).callApi(
        params({
          action: 'GetStatefulAsyncInvocation',
          method: 'GET',
          pathname: taskPath(taskId),
          bodyType: 'json',
        }),
        requestWith({ qualifier }),
        new RuntimeOptions({}),
      );
      return asyncTaskFrom(body);
    },

    async stopAsyncTask(settings, taskId) {
      await new Client(settings).callApi(
        params({
          action: 'StopStatefulAsyncInvocation',
          method: 'PUT',
          // Without the /stop of 3.0, as the official 2.0 SDK has it.
          pathname: taskPath(taskId),
          bodyType: 'none',
        }),
        requestWith({ qualifier }),
        new RuntimeOptions({}),
      );
    },

    async listTriggers(settings) {
      const { body } = await new Client(settings).callApi(
        params({
          action: 'ListTriggers',
          method: 'GET',
          pathname: `${path}/triggers`,
          bodyType: 'json',
        }),
        requestWith({ limit: String(MAX_TRIGGERS) }),
        new RuntimeOptions({}),
      );
      const { triggers } = recordFrom(body);
      return Array.isArray(triggers) ? triggers.map(triggerFrom) : [];
    },
  };
}
