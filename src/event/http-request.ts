import { isJsonObject, jsonText, type WrittenJson, WrittenNumber } from '../json';
import { readWrittenJson } from '../json-reader';
import { oneLine } from '../text';
import { whyNotRequest } from './request-mistakes';
import { CONTROL_CHARACTER, joinedQueries, splitAtQuery } from './request-query';

/** An HTTP request that an event describes, for a function with an HTTP trigger. */
export interface EventHttpRequest {
  readonly method: HttpMethod;
  /** Begins with `/`; encoded, without a query. */
  readonly path: string;
  /**
   * What follows the `?`, without it: byte for byte as `path` has it, with `queries` appended.
   * `undefined` if there is no `?`.
   */
  readonly query: string | undefined;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

const HTTP_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;
type HttpMethod = (typeof HTTP_METHODS)[number];

const KEYS = ['method', 'path', 'queries', 'headers', 'body'];

const MAX_SHOWN_LENGTH = 100;

/** Headers that only this action or HTTP framing may set. */
const REFUSED_HEADER =
  /^(host|x-acs-.*|x-fc-.*|connection|content-length|transfer-encoding|upgrade|expect|keep-alive|te|trailer|proxy-.*)$/;

/**
 * Reads an event as an HTTP request: a JSON object of `method`, `path`, `queries`, `headers` and
 * `body` is the request itself, any other payload is the body of a POST to `/`, and none is a GET.
 *
 * @param warn takes the end of a sentence that begins with the input's name
 * @param inherited headers that a described request has if it does not set them; lower-case names
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function httpRequestFromEvent(
  payload: Uint8Array,
  warn: (sentence: string) => void,
  inherited: Readonly<Record<string, string>> = {},
): EventHttpRequest {
  const described = describedRequest(payload, warn);
  if (described === undefined) {
    const body = payload.length === 0 ? undefined : payload;
    return { method: body ? 'POST' : 'GET', path: '/', query: undefined, headers: {}, body };
  }
  const body = bodyOf(described.body);
  const { path, query } = pathOf(described.path);
  return {
    method: methodOf(described.method, body !== undefined),
    path,
    query: joinedQueries(query, queriesOf(described.queries)),
    headers: { ...contentTypeOf(described.body), ...inherited, ...headersOf(described.headers) },
    body,
  };
}

/**
 * The headers that an event sets, if it describes a request; lower-case names.
 *
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function headersInEvent(payload: Uint8Array): Readonly<Record<string, string>> {
  return headersOf(describedRequest(payload, () => {})?.headers);
}

/** A member that is not there is `undefined`. */
type DescribedRequest = { readonly [key: string]: WrittenJson | undefined };
type Member = WrittenJson | undefined;

/** The event as an object of the known keys, or `undefined` if it is only a body. */
function describedRequest(
  payload: Uint8Array,
  warn: (sentence: string) => void,
): DescribedRequest | undefined {
  let event: WrittenJson;
  try {
    event = readWrittenJson(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    const mistake = whyNotRequest(payload);
    if (mistake !== undefined) warn(`${mistake}, so it is sent as the body of a POST to /`);
    return undefined;
  }
  if (!isJsonObject(event)) return undefined;
  const keys = Object.keys(event);
  if (!keys.some((key) => KEYS.includes(key))) return undefined;
  const others = keys.filter((key) => !KEYS.includes(key));
  if (others.length > 0) {
    throw new Error(
      `describes an HTTP request, which holds ${KEYS.join(', ')} and nothing else, but also holds ${shown(others.join(', '))}; to send the whole as a body, put it under body`,
    );
  }
  return event;
}

function methodOf(value: Member, hasBody: boolean): HttpMethod {
  if (value === undefined) return hasBody ? 'POST' : 'GET';
  const method = HTTP_METHODS.find((name) => name === String(value).toUpperCase());
  if (method === undefined) throw new Error(`must name a method of ${HTTP_METHODS.join(', ')}`);
  if (hasBody && (method === 'GET' || method === 'HEAD')) {
    throw new Error(`has a body, which a ${method} request cannot have; use POST or leave it out`);
  }
  return method;
}

function pathOf(value: Member): Pick<EventHttpRequest, 'path' | 'query'> {
  if (value === undefined) return { path: '/', query: undefined };
  if (typeof value !== 'string' || !value.startsWith('/')) {
    throw new Error('must have a path that begins with /');
  }
  if (CONTROL_CHARACTER.test(value)) {
    throw new Error(
      'must have a path without control characters; percent-encode them, e.g. %0A for a line feed',
    );
  }
  const { before, query } = splitAtQuery(value);
  // The host is only there for the parser: it encodes the path and cannot be changed by it.
  const url = new URL(`http://localhost${before.replaceAll('#', '%23')}`);
  return { path: url.pathname, query };
}

function queriesOf(value: Member): string | undefined {
  if (value === undefined) return undefined;
  const pairs = Object.entries(objectOf(value, 'queries')).flatMap(([name, item]) => {
    const values: readonly WrittenJson[] = Array.isArray(item) ? item : [item];
    return values.map((each): [string, string] => [name, scalarOf(each, `queries.${shown(name)}`)]);
  });
  return new URLSearchParams(pairs).toString().replaceAll('+', '%20') || undefined;
}

function headersOf(value: Member): Record<string, string> {
  if (value === undefined) return {};
  const headers = new Map<string, string>();
  for (const [name, item] of Object.entries(objectOf(value, 'headers'))) {
    const lowerCase = name.toLowerCase();
    const text = scalarOf(item, `headers.${shown(name)}`);
    if (!/^[!#$%&'*+.^`|~\w-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) {
      throw new Error(`has a header ${shown(name)} that HTTP cannot carry`);
    }
    if (REFUSED_HEADER.test(lowerCase)) {
      throw new Error(
        `must not set the header ${shown(name)}, which this action or HTTP sets itself`,
      );
    }
    if (headers.has(lowerCase)) throw new Error(`must set the header ${shown(name)} only once`);
    headers.set(lowerCase, text);
  }
  return Object.fromEntries(headers);
}

/** A string as it is; any other JSON value as JSON, its numbers as they are written. */
function bodyOf(value: Member): Uint8Array | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return Buffer.from(typeof value === 'string' ? value : jsonText(value));
}

/** What a body is that is sent as JSON, unless the event's own headers say it. */
function contentTypeOf(body: Member): Record<string, string> {
  const isStructure = Array.isArray(body) || isJsonObject(body);
  return isStructure ? { 'content-type': 'application/json' } : {};
}

function objectOf(value: Member, key: string): { readonly [name: string]: WrittenJson } {
  if (isJsonObject(value)) return value;
  throw new Error(`must have an object under ${key}`);
}

function scalarOf(value: Member, key: string): string {
  if (value instanceof WrittenNumber) return value.digits;
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  throw new Error(`must have a string, a number or a boolean under ${key}`);
}

/** Names of an event, which may be as long as the event, in a message. */
function shown(names: string): string {
  return oneLine(names, MAX_SHOWN_LENGTH);
}
