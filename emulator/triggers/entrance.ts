import type { ApiVersion } from '../api/api-version';
import { readInvocationOptions } from '../api/invocation-options';
import type { InvokeFunction } from '../api/invoke-function';
import { refusal } from '../api/refusal';
import { asServiceError, ServiceError } from '../api/service-error';
import type { Subject } from '../api/subject';
import { parseFunctionName } from '../functions/function-name';
import type { Functions } from '../functions/functions';
import { newRequestId } from '../identifiers';
import type { HttpRequestHead, InvocationInput } from '../runtime/invocation-input';
import { resultHeaders, resultOf } from '../runtime/invocation-result';
import type { EndedRun } from '../runtime/run';
import type { Reply } from '../wire/reply';
import type { ServiceRequest } from '../wire/service-request';
import { type AdmissionOptions, type AdmissionParts, admit, sizeOf } from './admission';
import { httpEvent, httpResponse } from './http-event';

/** FC's limit of a function's response headers, in bytes (documentation, "Limits"). */
const RESPONSE_HEADERS_LIMIT_BYTES = 8 * 1024;

/** One of the two URLs of an HTTP trigger. */
export interface EntranceOptions extends AdmissionOptions {
  /** Whether it is the one that the Internet reaches. */
  isPublic: boolean;
  /** What its URL's path is, without the last `/`: the function sees what follows it. */
  basePath: string;
}

/** What an entrance needs of the emulator. */
export interface EntranceParts extends AdmissionParts {
  functions: Functions;
  invokeFunction: InvokeFunction;
}

/** Calls a function through its HTTP trigger. A function that fails is a 502, as on FC. */
export class HttpTriggerEntrance {
  readonly #api: ApiVersion;

  constructor(
    private readonly parts: EntranceParts,
    private readonly options: EntranceOptions,
  ) {
    const { serviceName } = parseFunctionName(options.functionName);
    // The URLs of FC 2.0 lie under its first API version.
    this.#api = serviceName === undefined ? '2023-03-30' : '2016-08-15';
  }

  subjectOf(): Subject {
    const { functionName } = this.options;
    return { api: this.#api, functionName, operation: 'HttpTrigger' };
  }

  async respond(request: ServiceRequest, now: Date, signal: AbortSignal): Promise<Reply> {
    const requestId = newRequestId(now);
    try {
      admit(this.#api, request, this.options, this.parts, now);
      return await this.#invoke(request, requestId, now, signal);
    } catch (error) {
      return refusal(asServiceError(error), requestId, this.subjectOf());
    }
  }

  async #invoke(
    request: ServiceRequest,
    requestId: string,
    now: Date,
    signal: AbortSignal,
  ): Promise<Reply> {
    const { functionName, qualifier } = this.options;
    const { site, invokeFunction } = this.parts;
    const head = this.#headFor(request);
    const takesHttp = this.#takesHttp();
    const toInput = (body: Buffer): InvocationInput =>
      takesHttp
        ? { type: 'http', head, body }
        : {
            type: 'event',
            payload: httpEvent(head, body, { accountId: site.accountId, requestId, now }),
          };
    const options = readInvocationOptions(request.headers, this.#api);
    const { payload } = request;
    const api = this.#api;
    const invocation = { api, functionName, qualifier, options, payload, requestId, signal };
    if (options.invocationType === 'Async') return invokeFunction.invokeAsync(invocation, toInput);
    const run = await invokeFunction.invokeSync(invocation, toInput);
    const { status, headers, body } = responseOf(run);
    const passed = headers.filter(([name]) => !isFcsOwn(name));
    this.#checkResponse(status, passed);
    const withLog = options.withLog && site.triggerLogs;
    const fcHeaders = resultHeaders(run, { withMetrics: site.metricHeaders, withLog });
    return { status, headers: [...passed, ...fcHeaders], body };
  }

  /** @throws ServiceError when FC would not pass on what the function responds, although it has run */
  #checkResponse(status: number, headers: Reply['headers']): void {
    const isRedirect = status >= 300 && status < 400 && status !== 304;
    if (isRedirect && this.options.isPublic) {
      throw new ServiceError(
        'ExternalRedirectForbidden',
        `a redirect (${status}) is not allowed on the public host of a trigger`,
      );
    }
    const size = sizeOf(headers);
    if (size > RESPONSE_HEADERS_LIMIT_BYTES) {
      throw new ServiceError(
        'BadResponse',
        `the headers of the response have ${size} bytes, ${RESPONSE_HEADERS_LIMIT_BYTES} are allowed`,
      );
    }
  }

  /** A web function, and the handler of a 2.0 HTTP function, get the request as it is. */
  #takesHttp(): boolean {
    const { functionName, qualifier } = this.options;
    const { configuration } = this.parts.functions.resolve(functionName, qualifier);
    return configuration.customRuntimeConfig !== undefined || this.#api === '2016-08-15';
  }

  /** @throws ServiceError PathNotSupported for a path that leads to nothing */
  #headFor({ method, path, target, headers, clientIp }: ServiceRequest): HttpRequestHead {
    const { basePath } = this.options;
    if (path !== basePath && !path.startsWith(`${basePath}/`)) {
      throw new ServiceError('PathNotSupported', `'${method}' against '${path}' is not supported`);
    }
    const rest = target.slice(basePath.length);
    const passed = Object.entries(headers).filter(([name]) => !isFcsOwn(name));
    return {
      method,
      target: rest.startsWith('/') ? rest : `/${rest}`,
      headers: Object.fromEntries(passed),
      clientIp,
    };
  }
}

function responseOf(run: EndedRun): Reply {
  const { errorType, body } = resultOf(run);
  if (errorType !== undefined) {
    return { status: 502, headers: [['Content-Type', 'application/json']], body };
  }
  const { outcome } = run.execution;
  const head = outcome.type === 'completed' ? outcome.http : undefined;
  return head ? { ...head, body } : httpResponse(body);
}

/** Headers that FC passes on in neither direction: its own, and those of the connection. */
function isFcsOwn(name: string): boolean {
  return /^(x-fc-.*|connection|keep-alive|transfer-encoding|content-length|date)$/i.test(name);
}
