import { type Endpoint, originOf } from '../http/endpoint';
import { exchangeFailure } from '../http/errors';
import { readText } from '../http/read-text';
import { type ResendLimits, resending } from '../http/resend';
import type { HttpRequest, HttpResponse } from '../http/send';
import { readServiceError } from '../http/service-error';
import { type ExchangeSettings, shownExchange } from '../http/shown-exchange';
import { type AccessKey, isKeyText } from './access-key';
import { CredentialsError } from './credentials-error';

/** A role and how to assume it with an ID token. */
export interface RoleSession {
  /** `acs:ram::{account}:role/{name}` */
  readonly roleArn: string;
  /** `acs:ram::{account}:oidc-provider/{name}` */
  readonly oidcProviderArn: string;
  readonly sessionName: string;
  /** How long the credentials are to be valid, in seconds. */
  readonly durationSeconds: number;
}

export interface StsSettings extends ResendLimits, ExchangeSettings {
  readonly endpoint: Endpoint;
}

/** The temporary credentials that STS issued. */
export interface TemporaryKey {
  readonly key: Required<AccessKey>;
  /** How long they are valid from the moment of the request, in milliseconds. */
  readonly lifetimeMs: number;
}

/** STS's responses have about 2 KB; security tokens have no documented limit. */
const MAX_RESPONSE_BYTES = 256 * 1024;

/**
 * A shorter value is not a credential of Alibaba Cloud's, whose IDs and secrets have 24 characters
 * and more. It would be masked, and a mask such as `e` makes every log and output unreadable.
 */
const MIN_CREDENTIAL_LENGTH = 16;

/**
 * Exchanges an ID token for temporary credentials: AssumeRoleWithOIDC of STS 2015-04-01, the only
 * operation that needs no signature. Query and form are those of Alibaba Cloud's own SDK
 * (`@alicloud/credentials`, provider `oidc_role_arn`). It may be repeated freely.
 *
 * @throws ServiceError if STS refuses; CredentialsError if its response has no usable credentials;
 * TransportError; the deadline's reason
 */
export async function assumeRoleWithOidc(
  settings: StsSettings,
  session: RoleSession,
  idToken: string,
): Promise<TemporaryKey> {
  return resending('read', settings, async () => {
    const request = requestFor(settings.endpoint, session, idToken);
    const response = await shownExchange(request, settings);
    if (response.statusCode !== 200) {
      throw await readServiceError(response, { service: 'STS', operation: 'sts:AssumeRole' });
    }
    return readTemporaryKey(response);
  });
}

function requestFor(endpoint: Endpoint, session: RoleSession, idToken: string): HttpRequest {
  const query = new URLSearchParams({
    Version: '2015-04-01',
    Action: 'AssumeRoleWithOIDC',
    Format: 'JSON',
    Timestamp: new Date().toISOString().replace(/\.\d+/, ''),
  });
  const form = new URLSearchParams({
    OIDCProviderArn: session.oidcProviderArn,
    OIDCToken: idToken,
    RoleArn: session.roleArn,
    RoleSessionName: session.sessionName,
    DurationSeconds: String(session.durationSeconds),
  });
  return {
    origin: originOf(endpoint),
    method: 'POST',
    path: `/?${query}`,
    headers: {
      host: endpoint.host,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: Buffer.from(form.toString()),
  };
}

/** Reads `{Credentials: {AccessKeyId, AccessKeySecret, SecurityToken, Expiration}}`. */
async function readTemporaryKey(response: HttpResponse): Promise<TemporaryKey> {
  const body = parsed(await readText(response.body, MAX_RESPONSE_BYTES));
  const credentials = membersOf(membersOf(body).get('Credentials'));
  const field = (name: string): string => {
    const value = credentials.get(name);
    const isUsable = typeof value === 'string' && isKeyText(value);
    if (!isUsable || value.length < MIN_CREDENTIAL_LENGTH) throw unusable(name);
    return value;
  };
  const key = {
    accessKeyId: field('AccessKeyId'),
    accessKeySecret: field('AccessKeySecret'),
    securityToken: field('SecurityToken'),
  };
  // Both times are STS's own, so that a runner whose clock is off renews in time all the same.
  const issued = Date.parse(response.headers.date ?? '') || Date.now();
  const lifetimeMs = Date.parse(field('Expiration')) - issued;
  if (Number.isNaN(lifetimeMs)) throw unusable('Expiration');
  return { key, lifetimeMs };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw exchangeFailure('the response is not the JSON that STS sends', error);
  }
}

/** What a JSON object holds; nothing that is asked for is in any other value. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(value ?? {}));
}

function unusable(field: string): CredentialsError {
  return new CredentialsError(
    `The response from STS has no usable ${field}; check that sts-endpoint is an endpoint of STS`,
    'other',
  );
}
