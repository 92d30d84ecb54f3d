/**
 * How an FC 3.0 function of a built-in runtime sees an HTTP request: as an event, whose result
 * becomes the response (Alibaba Cloud's documentation of HTTP triggers, "Request and response").
 */

import type { HttpRequestHead, HttpResponseHead } from '../runtime/invocation-input';

export interface EventContext {
  accountId: string;
  requestId: string;
  now: Date;
}

export function httpEvent(
  { method, target, headers, clientIp }: HttpRequestHead,
  body: Buffer,
  { accountId, requestId, now }: EventContext,
): Buffer {
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const queryParameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(mark < 0 ? '' : target.slice(mark))) {
    const before = queryParameters[name];
    queryParameters[name] = before === undefined ? value : `${before},${value}`;
  }
  const domainName = headers.host ?? '';
  const isText = body.equals(Buffer.from(body.toString()));
  return Buffer.from(
    JSON.stringify({
      version: 'v1',
      rawPath,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [canonicalName(name), value]),
      ),
      queryParameters,
      body: body.toString(isText ? 'utf8' : 'base64'),
      isBase64Encoded: !isText,
      requestContext: {
        accountId,
        domainName,
        domainPrefix: domainName.split('.')[0],
        requestId,
        time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
        timeEpoch: String(now.getTime()),
        http: {
          method,
          path: percentDecode(rawPath),
          protocol: 'HTTP/1.1',
          sourceIp: clientIp,
          userAgent: headers['user-agent'] ?? '',
        },
      },
    }),
  );
}

export interface HttpResponse extends HttpResponseHead {
  body: Buffer;
}

/** `{statusCode, headers, isBase64Encoded, body}` as a response; anything else is a 200's body. */
export function httpResponse(result: Buffer): HttpResponse {
  const response = parseResponse(result);
  if (!response) {
    const type = isJson(result) ? 'application/json' : 'text/plain';
    return { status: 200, headers: [['Content-Type', type]], body: result };
  }
  const { statusCode, headers, isBase64Encoded, body } = response;
  const text = typeof body === 'string' || body === undefined ? (body ?? '') : JSON.stringify(body);
  return {
    status: statusCode,
    headers: Object.entries({ ...headers }).map(([name, value]) => [name, String(value)] as const),
    body: Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

interface Described {
  statusCode: number;
  headers?: object;
  isBase64Encoded?: unknown;
  body?: unknown;
}

function parseResponse(result: Buffer): Described | undefined {
  let content: unknown;
  try {
    content = JSON.parse(result.toString());
  } catch {
    return undefined;
  }
  if (typeof content !== 'object' || content === null || !('statusCode' in content)) {
    return undefined;
  }
  const statusCode = Number(content.statusCode);
  if (!(Number.isInteger(statusCode) && statusCode >= 200 && statusCode <= 599)) return undefined;
  const headers = 'headers' in content ? content.headers : undefined;
  return {
    statusCode,
    ...(typeof headers === 'object' && headers !== null ? { headers } : {}),
    ...('isBase64Encoded' in content ? { isBase64Encoded: content.isBase64Encoded } : {}),
    ...('body' in content ? { body: content.body } : {}),
  };
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

function percentDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `content-type` → `Content-Type`, as FC writes them into the event. */
function canonicalName(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
