import { Readable } from 'node:stream';
import { Client, Payload } from './client';
import type { FunctionApi, FunctionTarget } from './function-api';
import { asyncTaskFrom, triggerFrom } from './resources';
import {
  GetAsyncTaskRequest,
  InvokeFunctionHeaders,
  InvokeFunctionRequest,
  ListTriggersRequest,
  RuntimeOptions,
  StopAsyncTaskRequest,
} from './sdk';

/** More than any function has; FC gives 20 without it. */
const MAX_TRIGGERS = 100;

/** FC 3.0, API version 2023-03-30: the operations of the official SDK. */
export function fc3Api({ functionName, qualifier }: FunctionTarget): FunctionApi {
  return {
    async invoke(settings, { invocationType, logType, asyncTaskId, payload }) {
      const response = await new Client(settings).invokeFunctionWithOptions(
        functionName,
        new InvokeFunctionRequest({ qualifier, body: new Payload(payload) }),
        new InvokeFunctionHeaders({
          xFcInvocationType: invocationType,
          xFcLogType: logType,
          ...(asyncTaskId === '' ? {} : { xFcAsyncTaskId: asyncTaskId }),
        }),
        new RuntimeOptions({}),
      );
      return {
        statusCode: response.statusCode ?? 0,
        headers: response.headers ?? {},
        body: response.body ?? Readable.from([]),
      };
    },

    async getAsyncTask(settings, taskId) {
      const response = await new Client(settings).getAsyncTaskWithOptions(
        functionName,
        taskId,
        new GetAsyncTaskRequest({ qualifier }),
        {},
        new RuntimeOptions({}),
      );
      return asyncTaskFrom(response.body);
    },

    async stopAsyncTask(settings, taskId) {
      await new Client(settings).stopAsyncTaskWithOptions(
        functionName,
        taskId,
        new StopAsyncTaskRequest({ qualifier }),
        {},
        new RuntimeOptions({}),
      );
    },

    async listTriggers(settings) {
      const response = await new Client(settings).listTriggersWithOptions(
        functionName,
        new ListTriggersRequest({ limit: MAX_TRIGGERS }),
        {},
        new RuntimeOptions({}),
      );
      return (response.body?.triggers ?? []).map(triggerFrom);
    },
  };
}
