/**
 * Invoking a function: the operation InvokeFunction of both API versions, and what an HTTP trigger
 * does. They differ in how the input comes and how the result goes, which is the callers' business.
 */

import type { Functions } from '../functions/functions';
import type { FunctionRunner } from '../runtime/function-runner';
import type { InvocationInput } from '../runtime/invocation-input';
import { resultHeaders, resultOf } from '../runtime/invocation-result';
import type { EndedRun } from '../runtime/run';
import { type Site, SYNC_PAYLOAD_LIMIT_BYTES } from '../site';
import type { AsyncInvocations } from '../tasks/async-invocations';
import type { Reply } from '../wire/reply';
import type { ApiVersion } from './api-version';
import {
  type InvocationOptions,
  readInvocationOptions,
  TASK_ID_HEADER,
} from './invocation-options';
import type { Call } from './route-table';
import { ServiceError } from './service-error';

export interface Invocation {
  api: ApiVersion;
  functionName: string;
  /** As the caller gave it; may be empty. */
  qualifier: string;
  options: InvocationOptions;
  /** Bytes of the body, and the body itself unless it is over every limit. */
  payload: { size: number; content: Buffer | undefined };
  requestId: string;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

export class InvokeFunction {
  constructor(
    private readonly site: Site,
    private readonly functions: Functions,
    private readonly runner: FunctionRunner,
    private readonly asyncInvocations: AsyncInvocations,
  ) {}

  /**
   * The operation of the API: the body is the event, and a failed function is a 200.
   *
   * @throws ServiceError when FC would not run the function
   */
  async handle(api: ApiVersion, call: Call): Promise<Reply> {
    const { request, functionName, qualifier, requestId, signal } = call;
    const options = readInvocationOptions(request.headers, api);
    const { payload } = request;
    const invocation = { api, functionName, qualifier, options, payload, requestId, signal };
    const toInput = (payload: Buffer): InvocationInput => ({ type: 'event', payload });
    if (options.invocationType === 'Async') {
      return this.invokeAsync(invocation, toInput);
    }
    const run = await this.invokeSync(invocation, toInput);
    const withMetrics = this.site.metricHeaders || api === '2021-04-06';
    const { withLog } = options;
    return {
      status: 200,
      headers: [
        ['Content-Type', 'application/octet-stream'],
        ...resultHeaders(run, { withMetrics, withLog }),
      ],
      body: resultOf(run).body,
    };
  }

  /** @throws ServiceError when FC would not run the function */
  async invokeSync(
    invocation: Invocation,
    toInput: (payload: Buffer) => InvocationInput,
  ): Promise<EndedRun> {
    const { functionName, qualifier, requestId, signal } = invocation;
    return this.runner.run({
      version: this.functions.route(functionName, qualifier),
      qualifier,
      input: toInput(this.#content(invocation)),
      requestId,
      invocationType: 'Sync',
      signal,
    });
  }

  /** @throws ServiceError when FC would not accept the invocation */
  invokeAsync(invocation: Invocation, toInput: (payload: Buffer) => InvocationInput): Reply {
    const { api, functionName, qualifier, requestId, options } = invocation;
    const { configuration } = this.functions.resolve(functionName, qualifier);
    const isTask = configuration.asyncInvokeConfig.asyncTask;
    // The client's going away does not end what was accepted.
    this.asyncInvocations.accept({
      functionName,
      qualifier: qualifier || 'LATEST',
      taskId: options.asyncTaskId ?? requestId,
      requestId,
      input: toInput(this.#content(invocation)),
      isTask,
    });
    const headers: [string, string][] = [['X-Fc-Request-Id', requestId]];
    // FC makes an ID for a task that was given none.
    const taskId = options.asyncTaskId ?? (isTask ? requestId : undefined);
    if (taskId !== undefined) headers.push([TASK_ID_HEADER[api], taskId]);
    return { status: 202, headers, body: Buffer.alloc(0) };
  }

  /** @throws ServiceError EntityTooLarge */
  #content({ payload, options: { invocationType } }: Invocation): Buffer {
    const limit =
      invocationType === 'Sync' ? SYNC_PAYLOAD_LIMIT_BYTES : this.site.asyncPayloadLimit;
    if (payload.size > limit || !payload.content) {
      throw new ServiceError(
        'EntityTooLarge',
        `the payload has ${payload.size} bytes, ${limit} are allowed (${invocationType})`,
      );
    }
    return payload.content;
  }
}
