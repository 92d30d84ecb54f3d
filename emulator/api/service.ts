/** The API as a whole: which operation is asked for, by whom, and may they. */

import { newRequestId } from '../identifiers';
import type { AccessKeys } from '../identity/access-keys';
import { SignatureVerifier } from '../identity/acs3-signature';
import { authorize } from '../identity/authorization';
import type { Site } from '../site';
import type { AsyncTaskOperations } from '../tasks/operations';
import type { TriggerOperations } from '../triggers/operations';
import { jsonReply, type Reply, refusal } from '../wire/reply';
import type { ApiVersion } from './api-version';
import { readInvocationOptions } from './invocation-options';
import type { InvokeFunction } from './invoke-function';
import { type Route, routeOf, subjectOf } from './routing';
import { ServiceError } from './service-error';

/** A request that was received completely. */
export interface ServiceRequest {
  method: string;
  path: string;
  /** Path and query as sent. */
  target: string;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  rawHeaders: readonly (readonly [name: string, value: string])[];
  clientIp: string;
  payload: { size: number; sha256: string; content: Buffer | undefined };
}

/** The operations, by what they are about. */
export interface Operations {
  invokeFunction: InvokeFunction;
  asyncTasks: AsyncTaskOperations;
  triggers: TriggerOperations;
}

export class Service {
  readonly #verifier: SignatureVerifier;

  constructor(
    private readonly site: Site,
    accessKeys: AccessKeys,
    private readonly operations: Operations,
  ) {
    this.#verifier = new SignatureVerifier(accessKeys);
  }

  readonly subjectOf = subjectOf;

  /** @param signal aborted when the client goes away */
  async answer(request: ServiceRequest, now: Date, signal: AbortSignal): Promise<Reply> {
    const requestId = newRequestId(now);
    const subject = subjectOf(request.method, request.path);
    try {
      const route = routeOf(request.method, request.path);
      const qualifier = request.query.qualifier ?? route.qualifier ?? '';
      this.#authorize(request, route, qualifier, now);
      return await this.#perform(request, route, qualifier, requestId, signal);
    } catch (error) {
      if (error instanceof ServiceError) {
        return refusal(codeOn(subject.api, error), error.message, requestId, subject);
      }
      // A failure of the emulator itself: nobody shall take it for one that a test has asked for.
      console.error(error);
      const message = error instanceof Error ? error.message : String(error);
      return refusal('InternalServerError', message, requestId, subject);
    }
  }

  async #perform(
    { headers, query, payload }: ServiceRequest,
    { api, operation, functionName, resourceId }: Route,
    qualifier: string,
    requestId: string,
    signal: AbortSignal,
  ): Promise<Reply> {
    const { invokeFunction, asyncTasks, triggers } = this.operations;
    switch (operation) {
      case 'InvokeFunction': {
        const options = readInvocationOptions(headers, api);
        return await invokeFunction.handle({
          api,
          functionName,
          qualifier,
          options,
          payload,
          requestId,
          signal,
        });
      }
      case 'GetAsyncTask':
      case 'GetStatefulAsyncInvocation':
        return jsonReply(asyncTasks.get(api, functionName, qualifier, resourceId), requestId);
      case 'ListAsyncTasks':
      case 'ListStatefulAsyncInvocations':
        return jsonReply(asyncTasks.list(api, functionName, qualifier, query), requestId);
      case 'StopAsyncTask':
      case 'StopStatefulAsyncInvocation':
        asyncTasks.stop(functionName, qualifier, resourceId);
        return {
          status: 204,
          headers: [['X-Fc-Request-Id', requestId]],
          body: Buffer.alloc(0),
        };
      case 'GetTrigger':
        return jsonReply(triggers.get(api, functionName, resourceId), requestId);
      case 'ListTriggers':
        return jsonReply(triggers.list(api, functionName, query), requestId);
    }
  }

  #authorize(request: ServiceRequest, route: Route, qualifier: string, now: Date): void {
    const accessKey = this.#verifier.verify(
      {
        method: request.method,
        target: request.target,
        headers: request.rawHeaders,
        bodySha256: request.payload.sha256,
      },
      now,
    );
    const { api, operation, functionName } = route;
    authorize(accessKey, { api, action: `fc:${operation}`, functionName, qualifier }, this.site);
  }
}

/** FC 3.0 knows no services; what lies in one that does not exist is an unknown function. */
function codeOn(api: ApiVersion, { code }: ServiceError): ServiceError['code'] {
  return api === '3.0' && code === 'ServiceNotFound' ? 'FunctionNotFound' : code;
}
