import { isJsonObject } from '../json';
import { jsonIn } from '../json-reader';
import { identifierFrom } from '../text';
import { readText, untilBroken } from './read-text';
import type { HttpResponse } from './send';

/** How much of an error's body is read; FC's own are well under 1 KB. */
const MAX_BODY_BYTES = 64 * 1024;

/** An error with which the service responded instead of running the operation. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    message: string,
    readonly answer: {
      readonly statusCode: number;
      /** The service's own code, e.g. `FunctionNotFound`; `undefined` when the body has none. */
      readonly code: string | undefined;
      readonly requestId: string | undefined;
      readonly headers: Readonly<Record<string, string>>;
      /** As {@link HttpResponse} tells it. */
      readonly latencyMs?: number | undefined;
      /** What was refused, as RAM names it, e.g. `fc:InvokeFunction`. */
      readonly operation?: string | undefined;
    },
  ) {
    super(message);
  }
}

/**
 * Reads the body of an error response: `{Code, Message, RequestId}` of FC 3.0 and of STS,
 * `{errorCode, errorMessage}` and `{ErrorCode, ErrorMessage}` of older versions and of Log Service,
 * XML of a gateway in front of them; anything else (HTML, nothing) leaves code and request ID unknown.
 *
 * @param asked the service by its short name, and the operation as RAM names it
 */
export async function readServiceError(
  response: HttpResponse,
  asked: { readonly service: 'FC' | 'STS' | 'GitHub' | 'Log Service'; readonly operation: string },
): Promise<ServiceError> {
  const { statusCode, headers } = response;
  // Status and headers say that it is an error, also when its body is cut.
  const body = await readText(untilBroken(response.body), MAX_BODY_BYTES);
  const fields = fieldsOf(body);
  const code = fields.code ?? typeOf(headers);
  const withoutMessage =
    code === undefined
      ? `The response has status ${statusCode} and no error code or message from ${asked.service}`
      : `${code}, without a message`;
  return new ServiceError(fields.message ?? withoutMessage, {
    statusCode,
    code,
    requestId: identifierFrom(
      headers['x-fc-request-id'] ?? headers['x-log-requestid'] ?? fields.requestId,
    ),
    headers,
    latencyMs: response.latencyMs(),
    operation: asked.operation,
  });
}

/**
 * The error type that FC names in a header, when the body is not what it should be (reported of 412
 * `CAExited`); not the one by which it only says that the response is its own.
 */
function typeOf(headers: Readonly<Record<string, string>>): string | undefined {
  const type = codeOf(headers['x-fc-error-type']?.trim());
  return type?.toLowerCase() === 'fccommonerror' ? undefined : type;
}

interface ErrorFields {
  code: string | undefined;
  message: string | undefined;
  requestId: string | undefined;
}

function fieldsOf(body: string): ErrorFields {
  const field = body.trimStart().startsWith('<') ? xmlField(body) : jsonField(body);
  return {
    code: codeOf(field('code') ?? field('errorcode')),
    message: field('message') ?? field('errormessage'),
    requestId: field('requestid'),
  };
}

type FieldReader = (lowerCaseName: string) => string | undefined;

function jsonField(body: string): FieldReader {
  const parsed = jsonIn(body);
  const members = isJsonObject(parsed) ? parsed : {};
  const fields = new Map(
    Object.entries(members).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return (name) => {
    const value = fields.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
}

/** Enough for the flat `<Error><Code>…</Code></Error>` of Alibaba Cloud's gateways. */
function xmlField(body: string): FieldReader {
  return (name) => new RegExp(`<${name}>([^<]+)</${name}>`, 'i').exec(body)?.[1];
}

/** Codes look like `FunctionNotFound` or `Throttling.User`; other text is not taken for one. */
function codeOf(text = ''): string | undefined {
  return /^[A-Za-z][\w.-]{0,127}$/.test(text) ? text : undefined;
}
