/** The operations on async tasks, which FC 2.0 calls stateful async invocations. */

import type { ApiVersion } from '../api/api-version';
import { page } from '../api/page';
import type { Call } from '../api/route-table';
import { ServiceError } from '../api/service-error';
import { parseFunctionName } from '../functions/function-name';
import type { Functions } from '../functions/functions';
import type { Site } from '../site';
import type { Reply } from '../wire/reply';
import type { AsyncInvocations } from './async-invocations';
import type { AsyncTask } from './async-task';

export class AsyncTaskOperations {
  constructor(
    private readonly site: Site,
    private readonly functions: Functions,
    private readonly asyncInvocations: AsyncInvocations,
  ) {}

  /** @throws ServiceError AsyncTaskNotFound, also of what runs but is not a task */
  get(api: ApiVersion, call: Call): object {
    const task = this.#find(call);
    return this.#describe(api, task, true);
  }

  /** With the parameters of ListAsyncTasks, or of ListStatefulAsyncInvocations. */
  list(api: ApiVersion, { functionName, qualifier, request: { query } }: Call): object {
    const prefix = (api === '2023-03-30' ? query.prefix : query.invocationIdPrefix) ?? '';
    const begin = Number(query.startedTimeBegin ?? 0);
    const end = Number(query.startedTimeEnd ?? Number.POSITIVE_INFINITY);
    const tasks = this.#visible(functionName, qualifier).filter(
      ({ accepted, status, acceptedTime }) =>
        accepted.taskId.startsWith(prefix) &&
        (query.status === undefined || status === query.status) &&
        acceptedTime >= begin &&
        acceptedTime <= end,
    );
    if (query.sortOrderByTime !== 'asc') tasks.reverse();
    const { items, nextToken } = page(tasks, query);
    const described = items.map((task) =>
      this.#describe(api, task, query.includePayload === 'true'),
    );
    const next = nextToken === undefined ? {} : { nextToken };
    return api === '2023-03-30'
      ? { tasks: described, ...next }
      : { invocations: described, ...next };
  }

  /**
   * Ends a task that has not ended.
   *
   * @throws ServiceError AsyncTaskNotFound; AsyncInvocationStopped when it has ended
   */
  stop(call: Call): Reply {
    const task = this.#find(call);
    if (task.hasEnded) {
      throw new ServiceError('AsyncInvocationStopped', `the task is ${task.status} already`);
    }
    task.stop();
    return {
      status: 204,
      headers: [['X-Fc-Request-Id', call.requestId]],
      body: Buffer.alloc(0),
    };
  }

  #find({ functionName, qualifier, resourceId: taskId }: Call): AsyncTask {
    const task = this.#visible(functionName, qualifier).find(
      ({ accepted }) => accepted.taskId === taskId,
    );
    if (task) return task;
    throw new ServiceError(
      'AsyncTaskNotFound',
      `the async task '${taskId}' of function '${functionName}' does not exist`,
    );
  }

  /** A task belongs to the qualifier that it was started with. */
  #visible(functionName: string, qualifier: string): AsyncTask[] {
    const tasks = this.asyncInvocations.of(functionName);
    // A task outlives its function; without any, the function itself must be there.
    if (tasks.length === 0) this.functions.resolve(functionName, qualifier);
    const latestAcceptedTime =
      this.site.clock().getTime() - this.site.taskVisibilityDelayMilliseconds;
    return tasks.filter(
      ({ accepted, acceptedTime }) =>
        accepted.isTask &&
        accepted.qualifier === (qualifier || 'LATEST') &&
        acceptedTime <= latestAcceptedTime,
    );
  }

  /** The models AsyncTask of 3.0 and StatefulAsyncInvocation of 2.0, as in the official SDKs. */
  #describe(api: ApiVersion, task: AsyncTask, withPayload: boolean): object {
    const { functionName, qualifier, taskId, requestId, input } = task.accepted;
    const payload = (input.type === 'http' ? input.body : input.payload).toString();
    const { serviceName, shortName } = parseFunctionName(functionName);
    const { region, accountId, taskReturnPayloads } = this.site;
    const { status, startedTime, endTime, durationMs, instanceId, retries, events } = task;
    const returnPayload = taskReturnPayloads ? task.returnPayload?.toString() : undefined;
    // JSON leaves out what is undefined, as FC does.
    const common = {
      status,
      startedTime,
      endTime,
      durationMs: durationMs === undefined ? undefined : Math.round(durationMs),
      alreadyRetriedTimes: retries,
      requestId,
      instanceId,
      qualifier,
      returnPayload,
      events,
    };
    if (api === '2023-03-30') {
      return {
        ...common,
        taskId,
        functionArn: `acs:fc:${region}:${accountId}:functions/${functionName}`,
        taskErrorMessage: task.errorMessage,
        ...(withPayload ? { taskPayload: payload } : {}),
      };
    }
    return {
      ...common,
      invocationId: taskId,
      serviceName,
      functionName: shortName,
      invocationErrorMessage: task.errorMessage,
      ...(withPayload ? { invocationPayload: payload } : {}),
    };
  }
}
