import { randomUUID } from 'node:crypto';
import { stringify } from 'node:querystring';
import type { AccessKey } from '../credentials/access-key';
import type { Deadline } from '../http/deadline';
import { type Endpoint, originOf } from '../http/endpoint';
import { exchangeFailure, type TransportError } from '../http/errors';
import { readText } from '../http/read-text';
import { type RequestKind, type ResendLimits, resending } from '../http/resend';
import { limited } from '../http/response-body';
import type { HttpRequest, HttpResponse } from '../http/send';
import { readServiceError } from '../http/service-error';
import { type ExchangeSettings, shownExchange } from '../http/shown-exchange';
import type { Json } from '../json';
import { readJson } from '../json-reader';
import { isFunctionError } from './metadata';
import { authorization, sha256Hex, timestamp } from './signature';

/** FC's name of the operation that runs functions. */
export const INVOKE_FUNCTION = 'InvokeFunction';

export const USER_AGENT = `fc-invoke/1 (${process.platform}; ${process.arch}) Node.js/${process.versions.node}`;

/** Responses to reads have a few KB; a list of 100 triggers a few hundred. */
const MAX_JSON_BYTES = 8 * 1024 * 1024;

export interface CallSettings extends ResendLimits, ExchangeSettings {
  /** Asked before every request, so that temporary credentials are renewed within its deadline. */
  readonly accessKey: (deadline: Deadline) => Promise<AccessKey>;
}

/** An operation of FC's API. */
export interface Operation {
  readonly version: '2023-03-30' | '2021-04-06';
  /** FC's name, e.g. `GetAsyncTask`. */
  readonly action: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: Uint8Array;
}

/**
 * Completes, signs and sends an operation, and retries where that is safe.
 *
 * @throws ServiceError for a status of 300 and more, TransportError, CredentialsError
 */
export function call(
  endpoint: Endpoint,
  operation: Operation,
  settings: CallSettings,
): Promise<HttpResponse> {
  const kind: RequestKind = operation.action === INVOKE_FUNCTION ? 'invocation' : 'read';
  const payloadHash = sha256Hex(operation.payload ?? '');
  return resending(kind, settings, async () => {
    const key = await settings.accessKey(settings.deadline);
    const once = { key, date: timestamp(), nonce: randomUUID() };
    const request = signedRequest(endpoint, operation, payloadHash, once);
    const response = await shownExchange(request, settings);
    // FC redirects nothing; a 3xx comes from something in between and is not followed.
    if (response.statusCode < 300 || isFunctionError(response.headers)) return response;
    throw await readServiceError(response, { service: 'FC', operation: `fc:${operation.action}` });
  });
}

/**
 * The JSON of the response to an operation; `undefined` if it has no body.
 *
 * @throws as {@link call} does; ResponseTooLarge beyond {@link MAX_JSON_BYTES}
 */
export async function callForJson(
  endpoint: Endpoint,
  operation: Operation,
  settings: CallSettings,
): Promise<unknown> {
  const { body } = await call(endpoint, operation, settings);
  const text = await readText(limited(body, MAX_JSON_BYTES), MAX_JSON_BYTES);
  return text === '' ? undefined : parsed(text);
}

/**
 * The request of an operation, complete and signed: the headers, and their values, that the official
 * SDK sends (`doRequest` of openapi-core 1.0.8), but for `user-agent`.
 *
 * @param once what no two requests share
 */
export function signedRequest(
  endpoint: Endpoint,
  { version, action, method, path, query, headers: own, payload }: Operation,
  payloadHash: string,
  once: { readonly key: AccessKey; readonly date: string; readonly nonce: string },
): HttpRequest {
  const { key, date, nonce } = once;
  const headers: Record<string, string> = {
    host: endpoint.host,
    accept: 'application/json',
    'user-agent': USER_AGENT,
    ...own,
    ...(payload && { 'content-type': 'application/octet-stream' }),
    'x-acs-version': version,
    'x-acs-action': action,
    'x-acs-date': date,
    'x-acs-signature-nonce': nonce,
    'x-acs-content-sha256': payloadHash,
    // The SDK names the kind of its credentials.
    'x-acs-credentials-provider': key.securityToken === undefined ? 'static_ak' : 'static_sts',
    ...(key.securityToken !== undefined && {
      'x-acs-accesskey-id': key.accessKeyId,
      'x-acs-security-token': key.securityToken,
    }),
  };
  headers.authorization = authorization(
    { method, pathname: path, query, headers },
    payloadHash,
    key,
  );
  // As the SDK's HTTP layer writes it: querystring, then url.parse, which escapes the apostrophe.
  const search = stringify(query).replaceAll("'", '%27');
  return {
    origin: originOf(endpoint),
    method,
    path: search === '' ? path : `${path}?${search}`,
    headers,
    body: payload,
  };
}

function parsed(text: string): Json {
  try {
    // However it is nested, it takes little more memory than the text.
    return readJson(text);
  } catch (error) {
    throw unreadable(error);
  }
}

/** The failure of a response that came, and is not what FC sends for this operation. */
export function unreadable(cause: unknown): TransportError {
  return exchangeFailure('the response is not the JSON that FC sends', cause);
}
