import { isLoopback } from '../http/endpoint';
import { exchangeFailure } from '../http/errors';
import { readText } from '../http/read-text';
import { type ResendLimits, resending } from '../http/resend';
import type { HttpRequest, HttpResponse } from '../http/send';
import { readServiceError } from '../http/service-error';
import { type ExchangeSettings, shownExchange } from '../http/shown-exchange';
import { oneLine } from '../text';
import { isKeyText } from './access-key';
import { CredentialsError } from './credentials-error';

/** Where this job gets a signed statement of what it is (OpenID Connect), and what it asks with. */
export interface IdTokenSource {
  readonly url: string;
  /** Only for this request; as good as the ID tokens that it gets. */
  readonly token: string;
}

/** GitHub's responses have about 2 KB. */
const MAX_RESPONSE_BYTES = 64 * 1024;

const MAX_QUOTE_LENGTH = 500;

/** Three parts in base64url (RFC 7515, 7.1). */
const JWT = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}$/;

/**
 * Where a job with this environment requests ID tokens; `undefined` if it may not, since GitHub sets
 * the two variables only for jobs with `permissions: id-token: write`.
 */
export function idTokenSourceIn(
  environment: Readonly<Record<string, string | undefined>>,
): IdTokenSource | undefined {
  const url = environment.ACTIONS_ID_TOKEN_REQUEST_URL;
  const token = environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  return url && token ? { url, token } : undefined;
}

/**
 * Requests an ID token from GitHub, as `getIDToken` of the Actions toolkit does, but over the
 * transport of this action: through the proxy, with the certificate verified in any case, within
 * the deadline. It may be repeated freely.
 *
 * @throws CredentialsError if GitHub refuses or its response has no token; TransportError
 */
export async function requestIdToken(
  source: IdTokenSource,
  audience: string,
  settings: ResendLimits & ExchangeSettings,
): Promise<string> {
  const request = requestFor(source, audience);
  return resending('read', settings, async () =>
    readIdToken(await shownExchange(request, settings)),
  );
}

function requestFor({ url: text, token }: IdTokenSource, audience: string): HttpRequest {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isSecure(url) || !isKeyText(token)) {
    throw notIssued(
      'ACTIONS_ID_TOKEN_REQUEST_URL must be an https:// URL, and ACTIONS_ID_TOKEN_REQUEST_TOKEN a token; this runner set something else',
    );
  }
  const separator = url.search === '' ? '?' : '&';
  return {
    origin: url.origin,
    method: 'GET',
    path: `${url.pathname}${url.search}${separator}audience=${encodeURIComponent(audience)}`,
    headers: {
      host: url.host,
      accept: 'application/json',
      'user-agent': 'fc-invoke/1',
      authorization: `Bearer ${token}`,
    },
  };
}

function isSecure({ protocol, host }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(host));
}

/** Reads `{value}`. */
async function readIdToken(response: HttpResponse): Promise<string> {
  const { statusCode } = response;
  if (statusCode !== 200) {
    const { message } = await readServiceError(response, { service: 'GitHub', operation: '' });
    const reason = `${statusCode}: ${oneLine(message, MAX_QUOTE_LENGTH).replace(/\.$/, '')}`;
    if (statusCode < 500 && statusCode !== 429) throw notIssued(reason);
    throw exchangeFailure(`GitHub did not issue an ID token (${reason})`);
  }
  const value = valueIn(await readText(response.body, MAX_RESPONSE_BYTES));
  if (typeof value !== 'string' || !JWT.test(value)) {
    throw notIssued('its response has no JWT as value');
  }
  return value;
}

function valueIn(text: string): unknown {
  try {
    const { value }: Record<string, unknown> = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function notIssued(reason: string): CredentialsError {
  return new CredentialsError(`GitHub did not issue an ID token: ${reason}`, 'id-token-not-issued');
}
