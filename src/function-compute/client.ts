import { createHash } from 'node:crypto';
import { stringify } from 'node:querystring';
import { Readable } from 'node:stream';
import FC, * as models from '@alicloud/fc20230330';
import { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core';
import { Request, RuntimeOptions } from '@darabonba/typescript';
import type { AccessKey } from '../credentials/access-key';
import { exchangeFailure } from '../http/errors';
import { type HttpRequest, type HttpResponse, send } from '../http/send';
import { type Endpoint, originOf } from './endpoint';
import { type RequestKind, type ResendLimits, resending } from './resend';
import { readServiceError } from './service-error';

const SIGNATURE_ALGORITHM = 'ACS3-HMAC-SHA256';

/** Sent in User-Agent behind the SDK's own product name. */
const PRODUCT = 'fc-invoke/1';

/** Headers that hold a credential; everything else may be shown in debug output. */
const CREDENTIAL_HEADERS = ['authorization', 'x-acs-security-token', 'x-acs-accesskey-id'];

export interface ClientSettings extends ResendLimits {
  readonly endpoint: Endpoint;
  /** Asked before every request, so that temporary keys can be renewed. */
  readonly accessKey: () => Promise<AccessKey>;
  /** Sees the head of each request and response, without credentials. */
  readonly onHeaders: (startLine: string, headers: Readonly<Record<string, string>>) => void;
}

/** InvokeFunction's parameters, in FC's own spelling. */
export interface InvokeFunctionParameters {
  readonly functionName: string;
  readonly qualifier: string;
  readonly invocationType: 'Sync' | 'Async';
  readonly logType: 'None' | 'Tail';
  /** Only for `Async`. */
  readonly asyncTaskId?: string | undefined;
  readonly payload: Uint8Array;
}

/**
 * Invokes a function (InvokeFunction, FC 3.0). The response of the function is returned as it is,
 * failed functions included, since FC answers those with 200 too.
 *
 * @throws ServiceError for any status of 300 and more, NetworkError, or the deadline's reason
 */
export async function invokeFunction(
  settings: ClientSettings,
  parameters: InvokeFunctionParameters,
): Promise<HttpResponse> {
  const request = new models.InvokeFunctionRequest({
    qualifier: parameters.qualifier,
    body: new Payload(parameters.payload),
  });
  const headers = new models.InvokeFunctionHeaders({
    xFcInvocationType: parameters.invocationType,
    xFcLogType: parameters.logType,
    ...(parameters.asyncTaskId ? { xFcAsyncTaskId: parameters.asyncTaskId } : {}),
  });
  const response = await new Client(settings).invokeFunctionWithOptions(
    parameters.functionName,
    request,
    headers,
    new RuntimeOptions({}),
  );
  return {
    statusCode: response.statusCode ?? 0,
    headers: response.headers ?? {},
    body: response.body ?? Readable.from([]),
  };
}

/**
 * Whether FC knows an async task (GetAsyncTask, FC 3.0).
 *
 * @throws ServiceError, `AsyncTaskNotFound` (404) among them; NetworkError, the deadline's reason
 */
export async function getAsyncTask(
  settings: ClientSettings,
  functionName: string,
  qualifier: string,
  taskId: string,
): Promise<models.AsyncTask> {
  const response = await new Client(settings).getAsyncTaskWithOptions(
    functionName,
    taskId,
    new models.GetAsyncTaskRequest({ qualifier }),
    {},
    new RuntimeOptions({}),
  );
  return response.body ?? new models.AsyncTask({});
}

/** A request body whose bytes are at hand, so that they are hashed and sent without a copy. */
export class Payload extends Readable {
  constructor(readonly bytes: Uint8Array) {
    super();
  }

  override _read(): void {
    this.push(this.bytes);
    this.push(null);
  }
}

/**
 * The official SDK's client with a transport of ours. All operations of the SDK go through
 * `callApi`, before any header of the signature exists; the original completes, signs and sends
 * in one method whose transport cannot be trusted with an invocation (see
 * docs/decisions/0001-sdk-with-our-own-transport.md). This override completes and signs alike,
 * which a test compares with the unmodified SDK byte by byte.
 */
export class Client extends FC {
  readonly #settings: ClientSettings;

  constructor(settings: ClientSettings) {
    super(new $OpenApiUtil.Config({ endpoint: settings.endpoint.host, userAgent: PRODUCT }));
    this.#settings = settings;
  }

  override async callApi(
    params: $OpenApiUtil.Params,
    request: $OpenApiUtil.OpenApiRequest,
    _runtime: RuntimeOptions,
  ): Promise<Record<string, unknown>> {
    const content = contentOf(request);
    const kind: RequestKind = params.action === 'InvokeFunction' ? 'invocation' : 'read';
    return resending(kind, this.#settings, async () => {
      const signed = await this.#completeAndSign(params, request, content);
      const response = await this.#send(signed);
      if (params.bodyType === 'binary') return { ...response };
      return { ...response, body: await readJson(response) };
    });
  }

  async #send(request: HttpRequest): Promise<HttpResponse> {
    const { deadline, onHeaders } = this.#settings;
    onHeaders(`${request.method} ${request.origin}${request.path}`, shownHeaders(request.headers));
    const response = await send(request, deadline.signal);
    onHeaders(`HTTP status ${response.statusCode}`, response.headers);
    // FC redirects nothing; a 3xx comes from something in between and is not followed.
    if (response.statusCode >= 300) throw await readServiceError(response);
    return response;
  }

  /** Completes and signs a request exactly as the SDK's `doRequest` does (openapi-core 1.0.8). */
  async #completeAndSign(
    params: $OpenApiUtil.Params,
    request: $OpenApiUtil.OpenApiRequest,
    content: Content | undefined,
  ): Promise<HttpRequest> {
    const key = await this.#settings.accessKey();
    const sha256 = content?.sha256 ?? sha256Hex(new Uint8Array());
    const headers: Record<string, string> = {
      host: this._endpoint,
      'x-acs-version': params.version,
      'x-acs-action': params.action,
      'user-agent': OpenApiUtil.getUserAgent(this._userAgent),
      'x-acs-date': OpenApiUtil.getTimestamp(),
      'x-acs-signature-nonce': OpenApiUtil.getNonce(),
      accept: 'application/json',
      ...request.headers,
      ...(content === undefined ? {} : { 'content-type': content.type }),
      'x-acs-content-sha256': sha256,
      // The SDK names the kind of its credentials: a static pair or a temporary key.
      'x-acs-credentials-provider': key.securityToken === undefined ? 'static_ak' : 'static_sts',
    };
    if (key.securityToken !== undefined) {
      headers['x-acs-accesskey-id'] = key.accessKeyId;
      headers['x-acs-security-token'] = key.securityToken;
    }
    const query = request.query ?? {};
    const signed = new Request();
    Object.assign(signed, { method: params.method, pathname: params.pathname, query, headers });
    headers.authorization = OpenApiUtil.getAuthorization(
      signed,
      SIGNATURE_ALGORITHM,
      sha256,
      key.accessKeyId,
      key.accessKeySecret,
    );
    const search = stringify(query);
    return {
      origin: originOf(this.#settings.endpoint),
      method: methodOf(params.method),
      path: search === '' ? params.pathname : `${params.pathname}?${search}`,
      headers,
      body: content?.bytes,
    };
  }
}

interface Content {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly sha256: string;
}

/** The body of an operation: bytes for an invocation, else what the SDK sends as JSON. */
function contentOf(request: $OpenApiUtil.OpenApiRequest): Content | undefined {
  if (request.stream instanceof Payload) {
    const { bytes } = request.stream;
    return { bytes, type: 'application/octet-stream', sha256: sha256Hex(bytes) };
  }
  if (request.body === undefined || request.body === null) return undefined;
  const bytes = Buffer.from(JSON.stringify(request.body));
  return { bytes, type: 'application/json; charset=utf-8', sha256: sha256Hex(bytes) };
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function methodOf(method: string): HttpRequest['method'] {
  if (method === 'GET' || method === 'POST' || method === 'PUT') return method;
  throw new Error(`The SDK asked for the method ${method}, which no operation of ours uses.`);
}

async function readJson(response: HttpResponse): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw exchangeFailure('the answer is not the JSON that FC sends', error);
  }
}

function shownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      CREDENTIAL_HEADERS.includes(name) ? '(not shown)' : value,
    ]),
  );
}
