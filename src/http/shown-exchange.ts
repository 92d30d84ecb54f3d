import type { ConnectionSettings } from './connection';
import type { Deadline } from './deadline';
import { type HttpRequest, type HttpResponse, send } from './send';

/** Headers that hold a credential; everything else may be shown in debug output. */
const CREDENTIAL_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'x-acs-accesskey-id',
  'cookie',
  'set-cookie',
]);

/** Headers and query parameters that hold a token or a signature, as the last part of the name. */
const CREDENTIAL_NAME = /(?:token|signature|secret|password|jwt)$/i;

const NOT_SHOWN = '***';

export interface ExchangeSettings extends Omit<ConnectionSettings, 'signal'> {
  readonly deadline: Deadline;
  /** Sees the head of each request and response, without credentials. */
  readonly onHeaders: (startLine: string, headers: Readonly<Record<string, string>>) => void;
}

/** Sends a request and shows its head and that of the response to whoever wants to see them. */
export async function shownExchange(
  request: HttpRequest,
  { deadline, onHeaders, ...settings }: ExchangeSettings,
): Promise<HttpResponse> {
  const { method, origin, path } = request;
  onHeaders(`${method} ${origin}${shownPath(path)}`, shownHeaders(request.headers));
  const response = await send(request, { ...settings, signal: deadline.signal });
  onHeaders(`HTTP status ${response.statusCode}`, shownHeaders(response.headers));
  return response;
}

function shownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, shownValue(name, value)]),
  );
}

/** The log tail is shown as text; in base64, no mask could find a secret in it. */
const LOG_TAIL = 'x-fc-log-result';

function shownValue(name: string, value: string): string {
  if (isCredential(name)) return NOT_SHOWN;
  return name === LOG_TAIL ? `${value.length} characters` : value;
}

function shownPath(path: string): string {
  const [pathname = '', ...rest] = path.split('?');
  if (rest.length === 0) return pathname;
  const parameters = rest
    .join('?')
    .split('&')
    .map((parameter) => {
      const [name = ''] = parameter.split('=', 1);
      return isCredential(name) ? `${name}=${NOT_SHOWN}` : parameter;
    });
  return `${pathname}?${parameters.join('&')}`;
}

function isCredential(name: string): boolean {
  return CREDENTIAL_HEADERS.has(name.toLowerCase()) || CREDENTIAL_NAME.test(name);
}
