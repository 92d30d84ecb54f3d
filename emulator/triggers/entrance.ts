import type { ApiVersion } from '../api/api-version';
import { readInvocationOptions } from '../api/invocation-options';
import type { InvokeFunction } from '../api/invoke-function';
import type { Subject } from '../api/routing';
import type { ServiceRequest } from '../api/service';
import { ServiceError } from '../api/service-error';
import { parseFunctionName } from '../functions/function-name';
import type { Functions } from '../functions/functions';
import { newRequestId } from '../identifiers';
import type { AccessKeys } from '../identity/access-keys';
import { authorize } from '../identity/authorization';
import { verifyTriggerSignature } from '../identity/trigger-signature';
import type { EndedRun } from '../runtime/function-runner';
import type { HttpRequestHead, InvocationInput } from '../runtime/invocation-input';
import { resultHeaders, resultOf } from '../runtime/invocation-result';
import type { Site } from '../site';
import type { Answerer } from '../wire/http-front';
import { type Reply, refusal } from '../wire/reply';
import { httpAnswer, httpEvent } from './http-event';
import type { HttpAuthType } from './triggers';

/** One of the two URLs of an HTTP trigger. */
export interface EntranceOptions {
  functionName: string;
  qualifier: string;
  authType: HttpAuthType;
  methods: readonly string[];
  /** Answers 403 to everything. */
  isDisabled: boolean;
  /** What the URL's path begins with, e.g. `/2016-08-15/proxy/service/function`; may be empty. */
  basePath: string;
}

/** What an entrance needs of the emulator. */
export interface EntranceParts {
  site: Site;
  accessKeys: AccessKeys;
  functions: Functions;
  invokeFunction: InvokeFunction;
}

/**
 * Calls a function through its HTTP trigger. Statuses of refusals and of failed functions are those
 * of FC's documentation ("HTTP trigger overview", troubleshooting): 400 without date or
 * authorization, 403 for a wrong signature and for other methods than the trigger's, 502 for a
 * failed function.
 */
export class HttpTriggerEntrance implements Answerer {
  readonly #api: ApiVersion;

  constructor(
    private readonly parts: EntranceParts,
    private readonly options: EntranceOptions,
  ) {
    const { serviceName } = parseFunctionName(options.functionName);
    this.#api = serviceName === undefined ? '3.0' : '2.0';
  }

  readonly subjectOf = (): Subject => ({
    api: this.#api,
    functionName: this.options.functionName,
    operation: 'HttpTrigger',
  });

  async answer(request: ServiceRequest, now: Date, signal: AbortSignal): Promise<Reply> {
    const requestId = newRequestId(now);
    try {
      this.#admit(request, now);
      return await this.#invoke(request, requestId, now, signal);
    } catch (error) {
      // As in the service: what is no refusal is a failure of the emulator itself.
      if (!(error instanceof ServiceError)) console.error(error);
      const code = error instanceof ServiceError ? error.code : 'InternalServerError';
      const message = error instanceof Error ? error.message : String(error);
      return refusal(code, message, requestId, this.subjectOf());
    }
  }

  /** @throws ServiceError when the request may not come in */
  #admit({ method, target, rawHeaders }: ServiceRequest, now: Date): void {
    const { authType, methods, isDisabled, functionName, qualifier } = this.options;
    if (isDisabled) throw new ServiceError('AccessDenied', 'the public URL is disabled');
    if (!methods.includes(method)) {
      throw new ServiceError('AccessDenied', `the trigger does not allow the method '${method}'`);
    }
    if (authType === 'anonymous') return;
    if (authType === 'jwt') {
      // It would need the issuer's keys; the emulator believes no token.
      throw new ServiceError('Unauthorized', 'a valid JSON Web Token is required');
    }
    const { site, accessKeys } = this.parts;
    const accessKey = verifyTriggerSignature(
      { method, target, headers: rawHeaders },
      accessKeys,
      now,
    );
    const action = 'fc:InvokeFunction';
    authorize(accessKey, { api: this.#api, action, functionName, qualifier }, site);
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
    const withLog = options.withLog && site.triggerLogs;
    const fcHeaders = resultHeaders(run, { withMetrics: site.metricHeaders, withLog });
    return {
      status,
      headers: [...headers.filter(([name]) => !isFcsOwn(name)), ...fcHeaders],
      body,
    };
  }

  /** A web function, and the handler of a 2.0 HTTP function, get the request as it is. */
  #takesHttp(): boolean {
    const { functionName, qualifier } = this.options;
    const { configuration } = this.parts.functions.resolve(functionName, qualifier);
    return configuration.customRuntimeConfig !== undefined || this.#api === '2.0';
  }

  /** @throws ServiceError PathNotSupported for a path that leads to nothing */
  #headFor({ method, path, target, headers, clientIp }: ServiceRequest): HttpRequestHead {
    const { basePath } = this.options;
    if (path !== basePath && !path.startsWith(`${basePath}/`)) {
      throw new ServiceError('PathNotSupported', `'${method} ${path}' is not supported`);
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
  return head ? { ...head, body } : httpAnswer(body);
}

/** Headers that FC passes on in neither direction: its own, and those of the connection. */
function isFcsOwn(name: string): boolean {
  return /^(x-fc-.*|connection|keep-alive|transfer-encoding|content-length|date)$/i.test(name);
}
