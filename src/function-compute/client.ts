import { createHash } from 'node:crypto';
import { stringify } from 'node:querystring';
import { Readable } from 'node:stream';
import type { AccessKey } from '../credentials/access-key';
import type { Deadline } from '../http/deadline';
import { type Endpoint, originOf } from '../http/endpoint';
import { exchangeFailure } from '../http/errors';
import { readText } from '../http/read-text';
import { type RequestKind, type ResendLimits, resending } from '../http/resend';
import type { HttpRequest, HttpResponse } from '../http/send';
import { readServiceError } from '../http/service-error';
import { type ExchangeSettings, shownExchange } from '../http/shown-exchange';
import { isFunctionError } from './metadata';
import { $OpenApiUtil, FC, OpenApiUtil, type RuntimeOptions } from './sdk';
import { authorization } from './signature';

/** Sent in User-Agent behind the SDK's own product name. */
const PRODUCT = 'fc-invoke/1';

export interface ClientSettings extends ResendLimits, ExchangeSettings {
  readonly endpoint: Endpoint;
  /** Asked before every request, so that temporary keys can be renewed within its deadline. */
  readonly accessKey: (deadline: Deadline) => Promise<AccessKey>;
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
    const response = await this.exchange(params, request);
    if (params.bodyType === 'binary') return { ...response };
    return { ...response, body: await readJson(response) };
  }

  /**
   * Completes, signs and sends an operation, again where that is safe; for operations that the
   * SDK does not have.
   *
   * @throws ServiceError for a status of 300 and more, TransportError, the deadline's reason
   */
  exchange(
    params: $OpenApiUtil.Params,
    request: $OpenApiUtil.OpenApiRequest,
  ): Promise<HttpResponse> {
    const content = contentOf(request);
    const kind: RequestKind = params.action === 'InvokeFunction' ? 'invocation' : 'read';
    return resending(kind, this.#settings, async () =>
      this.#send(await this.#completeAndSign(params, request, content), `fc:${params.action}`),
    );
  }

  async #send(request: HttpRequest, operation: string): Promise<HttpResponse> {
    const response = await shownExchange(request, this.#settings);
    // FC redirects nothing; a 3xx comes from something in between and is not followed.
    if (response.statusCode >= 300 && !isFunctionError(response.headers)) {
      throw await readServiceError(response, { service: 'FC', operation });
    }
    return response;
  }

  /** Completes and signs a request exactly as the SDK's `doRequest` does (openapi-core 1.0.8). */
  async #completeAndSign(
    params: $OpenApiUtil.Params,
    request: $OpenApiUtil.OpenApiRequest,
    content: Content | undefined,
  ): Promise<HttpRequest> {
    const key = await this.#settings.accessKey(this.#settings.deadline);
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
    const { method, pathname } = params;
    headers.authorization = authorization({ method, pathname, query, headers }, sha256, key);
    // As the SDK's HTTP layer writes it: querystring, then url.parse, which escapes the apostrophe.
    const search = stringify(query).replaceAll("'", '%27');
    return {
      origin: originOf(this.#settings.endpoint),
      method: methodOf(method),
      path: search === '' ? pathname : `${pathname}?${search}`,
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
  const text = await readText(response.body, Number.POSITIVE_INFINITY);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw exchangeFailure('the answer is not the JSON that FC sends', error);
  }
}
