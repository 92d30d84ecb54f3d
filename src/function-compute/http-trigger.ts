import type { EventHttpRequest } from '../event/http-request';
import { decodedQuery, joinedQueries } from '../event/request-query';
import { resending } from '../http/resend';
import type { HttpRequest, HttpResponse } from '../http/send';
import { shownExchange } from '../http/shown-exchange';
import type { CallSettings } from './call';
import type { CalledTrigger, Channel, InvocationRequest, Mode } from './invocation';
import { taskIdHeaders } from './invoke-function';
import { authorization, timestamp } from './signature';
import { type Destination, lookUpTrigger, TriggerError } from './trigger-lookup';

/**
 * Calls a function through its HTTP trigger: status, headers and body of the response are those of
 * the function, unless FC marks it as its own.
 *
 * @param onDestination told what is requested, where and under which authType, before it is sent
 * @throws TriggerError, ServiceError of the look-up, TransportError, CredentialsError
 */
export async function callTrigger(
  request: InvocationRequest,
  channel: Exclude<Channel, { kind: 'api' }>,
  settings: CallSettings,
  onDestination: (called: CalledTrigger) => void,
): Promise<HttpResponse> {
  const destination =
    channel.kind === 'trigger'
      ? await lookUpTrigger(request.target, channel, settings)
      : { url: channel.url, authType: undefined, qualifier: undefined, isSigned: false };
  const { url, authType, qualifier } = destination;
  const pathname = pathnameOf(url, channel.request);
  const { method } = channel.request;
  onDestination({ method, url: url.origin + pathname, authType, qualifier });
  return resending('http-trigger', settings, async () =>
    shownExchange(await httpRequest(request, channel.request, destination, settings), settings),
  );
}

async function httpRequest(
  request: InvocationRequest,
  event: EventHttpRequest,
  { url, isSigned }: Destination,
  settings: CallSettings,
): Promise<HttpRequest> {
  const { method, headers, body } = event;
  const pathname = pathnameOf(url, event);
  const query = joinedQueries(url.search === '' ? undefined : url.search.slice(1), event.query);
  const sent: Record<string, string> = { ...headers, host: url.host, ...fcHeaders(request) };
  if (isSigned) Object.assign(sent, await signature(method, pathname, query, settings));
  return {
    origin: url.origin,
    method,
    path: query === undefined ? pathname : `${pathname}?${query}`,
    headers: sent,
    body,
  };
}

/** FC 2.0's trigger URLs have a path of their own, to which the event's is appended. */
function pathnameOf(url: URL, { path }: EventHttpRequest): string {
  return path === '/' ? url.pathname : url.pathname.replace(/\/$/, '') + path;
}

function fcHeaders({ target, mode }: InvocationRequest): Record<string, string> {
  return { ...typeHeaders(mode), ...taskIdHeaders(target, mode) };
}

function typeHeaders(mode: Mode): Record<string, string> {
  if (mode.type === 'async') return { 'x-fc-invocation-type': 'Async' };
  return mode.logType === 'none' ? {} : { 'x-fc-log-type': 'Tail' };
}

/**
 * What a trigger with authType `function` verifies: ACS3 over method, path and query with an empty
 * payload hash, signing only date and token; `$` in the path is signed as `%24` (FC's guide to
 * signature authentication for HTTP triggers). Of a repeated query name, the first value counts.
 */
async function signature(
  method: string,
  pathname: string,
  query: string | undefined,
  settings: CallSettings,
): Promise<Record<string, string>> {
  const pairs = decodedQuery(query ?? '');
  if (pairs === undefined) {
    throw new TriggerError(
      'The query cannot be signed, since it is not UTF-8 when it is percent-decoded; encode it as UTF-8, or use a trigger with authType anonymous',
    );
  }
  const key = await settings.accessKey(settings.deadline);
  const headers: Record<string, string> = { 'x-acs-date': timestamp() };
  if (key.securityToken !== undefined) headers['x-acs-security-token'] = key.securityToken;
  const parts = {
    method,
    pathname: pathname.replaceAll('$', '%24'),
    query: Object.fromEntries(pairs.toReversed()),
    headers,
  };
  return { ...headers, authorization: authorization(parts, '', key) };
}
