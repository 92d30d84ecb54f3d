import type { Emulated } from './emulated';
import { jsonReply } from './json-reply';
import { OPERATIONS_20210406 } from './operations-2021-04-06';
import { RouteTable } from './route-table';

/** FC 2.0; async tasks are called stateful async invocations here. */
export function fc20210406({ invokeFunction, asyncTasks, triggers }: Emulated) {
  const api = '2021-04-06';
  return new RouteTable(api, OPERATIONS_20210406, {
    InvokeFunction: (call) => invokeFunction.handle(api, call),
    GetStatefulAsyncInvocation: (call) => jsonReply(asyncTasks.get(api, call), call.requestId),
    ListStatefulAsyncInvocations: (call) => jsonReply(asyncTasks.list(api, call), call.requestId),
    StopStatefulAsyncInvocation: (call) => asyncTasks.stop(call),
    GetTrigger: (call) => jsonReply(triggers.get(api, call), call.requestId),
    ListTriggers: (call) => jsonReply(triggers.list(api, call), call.requestId),
  });
}
