import type { Exchanged } from '../wire/http-front';
import type { HeaderList } from '../wire/reply';

const MAX_PATH_LENGTH = 200;
const MAX_NAME_LENGTH = 130;

/** What no path of a URL may hold (RFC 3986, 3.3), and no name of FC's. */
const UNSAFE = /[^\w/.~%!$&'()*+,;=:@-]/g;

/** The header of the request's ID: FC's, Log Service's and STS's. */
const REQUEST_ID = ['x-fc-request-id', 'x-log-requestid', 'x-acs-request-id'];

/**
 * One line about a request: method, operation or path, function, status, error type of the function,
 * request ID, milliseconds; `-` for what there is not. The query is left out, and so is the host of an
 * absolute target, since both can hold credentials.
 */
export function requestLine(exchanged: Exchanged): string {
  const { method, path, operation, functionName, reply, milliseconds } = exchanged;
  const isPath = operation === undefined || operation === 'HttpTrigger';
  const headers = reply?.headers ?? [];
  return [
    method,
    isPath ? shown(withoutHost(path), MAX_PATH_LENGTH) : operation,
    functionName === undefined ? '-' : shown(functionName, MAX_NAME_LENGTH),
    reply?.status ?? '-',
    ...valuesOf(headers, ['x-fc-error-type']),
    valuesOf(headers, REQUEST_ID)[0] ?? '-',
    `${Math.round(milliseconds)} ms`,
  ].join(' ');
}

function withoutHost(path: string): string {
  return path.replace(/^[a-z][a-z\d+.-]{0,30}:\/\/[^/]*/i, '') || '/';
}

function shown(text: string, maxLength: number): string {
  const safe = text.slice(0, maxLength).replace(UNSAFE, '?');
  return text.length > maxLength ? `${safe}...` : safe;
}

/** Headers come from functions too, through HTTP triggers. */
function valuesOf(headers: HeaderList, names: readonly string[]): string[] {
  return headers
    .filter(([name]) => names.includes(name.toLowerCase()))
    .map(([, value]) => shown(value, MAX_NAME_LENGTH));
}
