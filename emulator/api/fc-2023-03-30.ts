import type { Emulated } from './emulated';
import { jsonReply } from './json-reply';
import { OPERATIONS_20230330 } from './operations-2023-03-30';
import { RouteTable } from './route-table';

/** FC 3.0. */
export function fc20230330({ invokeFunction, functions, asyncTasks, triggers }: Emulated) {
  const api = '2023-03-30';
  return new RouteTable(api, OPERATIONS_20230330, {
    InvokeFunction: (call) => invokeFunction.handle(api, call),
    GetFunction: (call) => jsonReply(functions.get(call), call.requestId),
    UpdateFunction: async (call) => jsonReply(await functions.update(call), call.requestId),
    PublishFunctionVersion: (call) => jsonReply(functions.publishVersion(call), call.requestId),
    GetAlias: (call) => jsonReply(functions.getAlias(call), call.requestId),
    CreateAlias: (call) => jsonReply(functions.createAlias(call), call.requestId),
    UpdateAlias: (call) => jsonReply(functions.updateAlias(call), call.requestId),
    GetAsyncTask: (call) => jsonReply(asyncTasks.get(api, call), call.requestId),
    ListAsyncTasks: (call) => jsonReply(asyncTasks.list(api, call), call.requestId),
    StopAsyncTask: (call) => asyncTasks.stop(call),
    GetTrigger: (call) => jsonReply(triggers.get(api, call), call.requestId),
    ListTriggers: (call) => jsonReply(triggers.list(api, call), call.requestId),
  });
}
