import type { ConnectionAhead } from './connection';
import type { Deadline } from './deadline';
import { type HttpRequest, type HttpResponse, send } from './send';

/** Headers that hold a credential; everything else may be shown in debug output. */
const CREDENTIAL_HEADERS = [
  'authorization',
  'x-acs-security-token',
  'x-acs-accesskey-id',
  'cookie',
  'set-cookie',
];

export interface ExchangeSettings {
  readonly deadline: Deadline;
  /** For the first request, when its connection was begun before it was made. */
  readonly connectionAhead?: ConnectionAhead | undefined;
  /** Sees the head of each request and response, without credentials. */
  readonly onHeaders: (startLine: string, headers: Readonly<Record<string, string>>) => void;
}

/** Sends a request and shows its head and that of the response to who wants to see them. */
export async function shownExchange(
  request: HttpRequest,
  { deadline, connectionAhead, onHeaders }: ExchangeSettings,
): Promise<HttpResponse> {
  onHeaders(`${request.method} ${request.origin}${request.path}`, shownHeaders(request.headers));
  const response = await send(request, deadline.signal, connectionAhead);
  onHeaders(`HTTP status ${response.statusCode}`, shownHeaders(response.headers));
  return response;
}

function shownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      CREDENTIAL_HEADERS.includes(name) ? '(not shown)' : value,
    ]),
  );
}
