/** The API as a whole: which operation is asked for, by whom, and may they. */

import { newRequestId } from '../identifiers';
import type { AccessKeys } from '../identity/access-keys';
import { ApiSignatures } from '../identity/api-signatures';
import { authorize } from '../identity/authorization';
import type { Site } from '../site';
import type { Reply } from '../wire/reply';
import type { ServiceRequest } from '../wire/service-request';
import type { Emulated } from './emulated';
import { fc20160815 } from './fc-2016-08-15';
import { fc20210406 } from './fc-2021-04-06';
import { fc20230330 } from './fc-2023-03-30';
import { refusal } from './refusal';
import type { Route } from './route-table';
import { asServiceError, ServiceError } from './service-error';
import type { Subject } from './subject';

export class Service {
  readonly #signatures: ApiSignatures;
  readonly #tables;

  constructor(
    private readonly site: Site,
    accessKeys: AccessKeys,
    emulated: Emulated,
  ) {
    this.#signatures = new ApiSignatures(accessKeys);
    this.#tables = [fc20230330(emulated), fc20210406(emulated), fc20160815()];
  }

  readonly subjectOf = (method: string, path: string): Subject =>
    this.#tables.find((table) => table.has(path))?.subjectOf(method, path) ?? {};

  /** @param signal aborted when the client goes away */
  async respond(request: ServiceRequest, now: Date, signal: AbortSignal): Promise<Reply> {
    const requestId = newRequestId(now);
    try {
      const route = this.#routeOf(request);
      const qualifier = request.query.qualifier ?? route.qualifier ?? '';
      this.#authorize(request, route, qualifier, now);
      const { functionName, resourceId } = route;
      const call = { request, requestId, functionName, qualifier, resourceId, signal };
      return await route.handler(call);
    } catch (error) {
      const subject = this.subjectOf(request.method, request.path);
      return refusal(asSaidBy(subject, asServiceError(error)), requestId, subject);
    }
  }

  /** @throws ServiceError when the path does not lead to an operation that is emulated */
  #routeOf({ method, path }: ServiceRequest): Route {
    const table = this.#tables.find((each) => each.has(path));
    if (table) return table.routeOf(method, path);
    throw new ServiceError(
      'InvalidAction.NotFound',
      `'${method} ${path}' is not a path of Function Compute`,
    );
  }

  #authorize(request: ServiceRequest, route: Route, qualifier: string, now: Date): void {
    const accessKey = this.#signatures.verify(
      {
        method: request.method,
        target: request.target,
        headers: request.rawHeaders,
        bodySha256: request.payload.sha256,
      },
      now,
    );
    const { api, operation, functionName, resourceId } = route;
    authorize(accessKey, { api, operation, functionName, qualifier, resourceId }, this.site);
  }
}

/** FC 3.0 knows no services; what lies in one that does not exist is an unknown function. */
function asSaidBy({ api }: Subject, error: ServiceError): ServiceError {
  return api === '2023-03-30' && error.code === 'ServiceNotFound'
    ? new ServiceError('FunctionNotFound', error.message)
    : error;
}
