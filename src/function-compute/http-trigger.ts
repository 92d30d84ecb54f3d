import type { EventHttpRequest } from '../event/http-request';
import { connectRefusal, isTransportError } from '../http/errors';
import { resending } from '../http/resend';
import type { HttpRequest } from '../http/send';
import { readServiceError } from '../http/service-error';
import { shownExchange } from '../http/shown-exchange';
import { asyncTaskHeaders, functionApi, INVOKE_FUNCTION, type Trigger } from './function-api';
import type { InvocationChannel, InvocationRequest, InvocationSettings } from './invocation';
import { recordFrom } from './resources';
import { OpenApiUtil } from './sdk';
import { authorization } from './signature';

/** Which trigger to call, and with what request. */
export interface HttpTriggerChoice {
  /** The one of the qualifier, one by its name, or its URL: then nothing is looked up or signed. */
  readonly trigger: 'of-qualifier' | { readonly name: string } | { readonly url: URL };
  readonly request: EventHttpRequest;
}

/** The function has no HTTP trigger that can be called as asked. */
export class TriggerError extends Error {
  override readonly name = 'TriggerError';
}

/** The error type by which FC marks a refusal of its own, before any function has run. */
const FC_OWN_ERROR = 'FcCommonError';

/** Where a trigger is reached, and whether it wants a signature. */
interface Destination {
  readonly url: URL;
  readonly isSigned: boolean;
}

/**
 * Calls a function through its HTTP trigger: status, headers and body of the response are those of
 * the function. FC's own refusals are thrown where FC marks them as such.
 */
export function triggerChannel(
  request: InvocationRequest,
  choice: HttpTriggerChoice,
  settings: InvocationSettings,
): InvocationChannel {
  return async () => {
    const { trigger } = choice;
    const destination =
      typeof trigger === 'object' && 'url' in trigger
        ? { url: trigger.url, isSigned: false }
        : await lookUp(request, choice, settings);
    const response = await resending('http-trigger', settings, async () =>
      shownExchange(await httpRequest(request, choice, destination, settings), settings),
    );
    const isOwnError = response.headers['x-fc-error-type'] === FC_OWN_ERROR;
    if (!isOwnError && isDocumented(response.statusCode, request)) return response;
    throw await readServiceError(response, { service: 'FC', operation: INVOKE_FUNCTION });
  };
}

/** An asynchronous call is answered 202; any other success would not be what was asked for. */
function isDocumented(statusCode: number, { invocationType }: InvocationRequest): boolean {
  return invocationType === 'sync' || statusCode === 202 || statusCode >= 400;
}

async function lookUp(
  { functionName, qualifier, ...request }: InvocationRequest,
  { trigger, request: { method } }: HttpTriggerChoice,
  settings: InvocationSettings,
): Promise<Destination> {
  const all = await functionApi({ functionName, qualifier, ...request })
    .listTriggers(settings)
    .catch((error: unknown) => {
      throw beforeInvocation(error);
    });
  const http = all.filter(({ type }) => type === 'http');
  const isNamed = typeof trigger === 'object' && 'name' in trigger;
  const found = http.filter((each) =>
    isNamed ? each.name === trigger.name : (each.qualifier || 'LATEST') === qualifier,
  );
  const wanted = isNamed ? `named ${trigger.name}` : `for the qualifier ${qualifier}`;
  const [only] = found;
  if (only === undefined) throw new TriggerError(noTrigger(functionName, wanted, http));
  if (found.length > 1) {
    const names = found.map(({ name }) => name).join(', ');
    throw new TriggerError(
      `Function ${functionName} has several HTTP triggers ${wanted} (${names}); give the name of one as http-trigger`,
    );
  }
  return destinationOf(only, method);
}

/** An error of the look-up, as one before which nothing was invoked. */
function beforeInvocation(error: unknown): unknown {
  if (isTransportError(error, 'network')) {
    return connectRefusal(`the triggers cannot be read: ${error.message}`, error);
  }
  return isTransportError(error) ? error.with({ mayHaveBeenDelivered: false }) : error;
}

function noTrigger(functionName: string, wanted: string, http: readonly Trigger[]): string {
  const others = http.map(({ name, qualifier }) => `${name} (${qualifier || 'LATEST'})`).join(', ');
  const advice =
    others === ''
      ? 'it has none at all; create one, or invoke the function without http-trigger'
      : `it has ${others}; give one of these names, or its qualifier`;
  return `Function ${functionName} has no HTTP trigger ${wanted}: ${advice}`;
}

/** @throws TriggerError when the trigger cannot be called with this method or by a key at all */
function destinationOf({ name, config, urlInternet, urlIntranet }: Trigger, method: string) {
  const { authType, methods, disableURLInternet } = parsedConfig(config);
  if (authType === 'jwt') {
    throw new TriggerError(
      `HTTP trigger ${name} asks for a JWT, which this action cannot issue; use a trigger with authType function or anonymous`,
    );
  }
  if (Array.isArray(methods) && methods.length > 0 && !methods.includes(method)) {
    throw new TriggerError(
      `HTTP trigger ${name} does not allow ${method}, only ${methods.join(', ')}; change method in the event, or the trigger`,
    );
  }
  const url = disableURLInternet === true ? urlIntranet : (urlInternet ?? urlIntranet);
  if (url === undefined || !URL.canParse(url)) {
    throw new TriggerError(
      `FC names no URL for the HTTP trigger ${name}; give its URL as http-trigger`,
    );
  }
  return { url: new URL(url), isSigned: authType === 'function' };
}

function parsedConfig(config: string): Record<string, unknown> {
  try {
    return recordFrom(JSON.parse(config));
  } catch {
    return {};
  }
}

async function httpRequest(
  request: InvocationRequest,
  { request: { method, path, queries, headers, body } }: HttpTriggerChoice,
  { url, isSigned }: Destination,
  settings: InvocationSettings,
): Promise<HttpRequest> {
  // FC 2.0's trigger URLs have a path of their own, to which the event's is appended.
  const pathname = path === '/' ? url.pathname : url.pathname.replace(/\/$/, '') + path;
  const query = new URLSearchParams([...url.searchParams, ...queries.map(([...pair]) => pair)]);
  const search = query.toString().replaceAll('+', '%20');
  const sent: Record<string, string> = { ...headers, host: url.host, ...fcHeaders(request) };
  if (isSigned) Object.assign(sent, await signature(method, pathname, query, settings));
  return {
    origin: url.origin,
    method,
    path: search === '' ? pathname : `${pathname}?${search}`,
    headers: sent,
    body,
  };
}

function fcHeaders({ invocationType, asyncTaskId, logType, serviceName }: InvocationRequest) {
  const headers: Record<string, string> = {};
  if (invocationType === 'async') headers['x-fc-invocation-type'] = 'Async';
  if (asyncTaskId !== '') Object.assign(headers, asyncTaskHeaders(serviceName, asyncTaskId));
  if (invocationType === 'sync' && logType === 'tail') headers['x-fc-log-type'] = 'Tail';
  return headers;
}

/**
 * What a trigger with authType `function` verifies: ACS3 over method, path and query with an empty
 * payload hash, signing only date and token; `$` in the path is signed as `%24` (FC's guide to
 * signature authentication for HTTP triggers). Of a repeated query name, the first value counts.
 */
async function signature(
  method: string,
  pathname: string,
  query: URLSearchParams,
  settings: InvocationSettings,
): Promise<Record<string, string>> {
  const key = await settings.accessKey(settings.deadline);
  const headers: Record<string, string> = { 'x-acs-date': OpenApiUtil.getTimestamp() };
  if (key.securityToken !== undefined) headers['x-acs-security-token'] = key.securityToken;
  const parts = {
    method,
    pathname: pathname.replaceAll('$', '%24'),
    query: Object.fromEntries([...query].reverse()),
    headers,
  };
  return { ...headers, authorization: authorization(parts, '', key) };
}
