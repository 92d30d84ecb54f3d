/** An HTTP request that an event describes, for a function with an HTTP trigger. */
export interface EventHttpRequest {
  readonly method: HttpMethod;
  /** Begins with `/`; encoded, without a query. */
  readonly path: string;
  /** Decoded names and values, in their order. */
  readonly queries: readonly (readonly [name: string, value: string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

const KEYS = ['method', 'path', 'queries', 'headers', 'body'];

/** They say where a request goes, who sends it or how it is framed; none is the event's to say. */
const REFUSED_HEADER =
  /^(host|authorization|x-acs-.*|x-fc-.*|connection|content-length|transfer-encoding|upgrade|expect|keep-alive|te|trailer|proxy-.*)$/;

/**
 * Reads an event as an HTTP request: a JSON object of `method`, `path`, `queries`, `headers` and
 * `body` is the request itself, any other payload is the body of a POST to `/`, and none is a GET.
 *
 * @throws Error with the end of a sentence that begins with the input's name
 */
export function httpRequestFromEvent(payload: Uint8Array): EventHttpRequest {
  const described = describedRequest(payload);
  if (described === undefined) {
    const body = payload.length === 0 ? undefined : payload;
    return { method: body ? 'POST' : 'GET', path: '/', queries: [], headers: {}, body };
  }
  const body = bodyOf(described.body);
  const { path, queries } = pathOf(described.path);
  return {
    method: methodOf(described.method, body !== undefined),
    path,
    queries: [...queries, ...queriesOf(described.queries)],
    headers: headersOf(described.headers),
    body,
  };
}

/** The event as an object of the known keys, or `undefined` when it is only a body. */
function describedRequest(payload: Uint8Array): Record<string, unknown> | undefined {
  let event: unknown;
  try {
    event = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return undefined;
  const keys = Object.keys(event);
  if (!keys.some((key) => KEYS.includes(key))) return undefined;
  const others = keys.filter((key) => !KEYS.includes(key));
  if (others.length > 0) {
    throw new Error(
      `describes an HTTP request, which holds ${KEYS.join(', ')} and nothing else, but also holds ${others.join(', ')}; to send the whole as a body, put it under body`,
    );
  }
  return { ...event };
}

function methodOf(value: unknown, hasBody: boolean): HttpMethod {
  if (value === undefined) return hasBody ? 'POST' : 'GET';
  const method = HTTP_METHODS.find((name) => name === String(value).toUpperCase());
  if (method === undefined) throw new Error(`must name a method of ${HTTP_METHODS.join(', ')}`);
  if (hasBody && (method === 'GET' || method === 'HEAD')) {
    throw new Error(`has a body, which a ${method} request cannot have; use POST or leave it out`);
  }
  return method;
}

function pathOf(value: unknown): Pick<EventHttpRequest, 'path' | 'queries'> {
  if (value === undefined) return { path: '/', queries: [] };
  if (typeof value !== 'string' || !value.startsWith('/')) {
    throw new Error('must have a path that begins with /');
  }
  // The host is only there for the parser: it encodes the path and cannot be changed by it.
  const url = new URL(`http://localhost${value.replaceAll('#', '%23')}`);
  return { path: url.pathname, queries: [...url.searchParams] };
}

function queriesOf(value: unknown): EventHttpRequest['queries'] {
  if (value === undefined) return [];
  return Object.entries(objectOf(value, 'queries')).flatMap(([name, item]) => {
    const values: unknown[] = Array.isArray(item) ? item : [item];
    return values.map((each) => [name, scalarOf(each, `queries.${name}`)] as const);
  });
}

function headersOf(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  const headers: Record<string, string> = {};
  for (const [name, item] of Object.entries(objectOf(value, 'headers'))) {
    const lowerCase = name.toLowerCase();
    const text = scalarOf(item, `headers.${name}`);
    if (!/^[!#$%&'*+.^`|~\w-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) {
      throw new Error(`has a header ${JSON.stringify(name)} that HTTP cannot carry`);
    }
    if (REFUSED_HEADER.test(lowerCase)) {
      throw new Error(`must not set the header ${name}, which this action or HTTP sets itself`);
    }
    headers[lowerCase] = text;
  }
  return headers;
}

/** Text as it is; any other JSON value as JSON. */
function bodyOf(value: unknown): Uint8Array | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

function objectOf(value: unknown, key: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error(`must have an object under ${key}`);
}

function scalarOf(value: unknown, key: string): string {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  throw new Error(`must have a text, a number or a boolean under ${key}`);
}
