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
  /** How long the key is to live, in seconds. */
  readonly durationSeconds: number;
}

export interface StsSettings extends ResendLimits, ExchangeSettings {
  readonly endpoint: Endpoint;
}

/** A key that STS issued. */
export interface TemporaryKey {
  readonly key: Required<AccessKey>;
  /** How long it lives from the moment at which it was asked for, in milliseconds. */
  readonly lifetimeMs: number;
}

/** STS's answers have about 2 KB; security tokens have no documented limit. */
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Exchanges an ID token for a temporary key: AssumeRoleWithOIDC of STS 2015-04-01, the only
 * operation that needs no signature. Query and form are those of Alibaba Cloud's own SDK
 * (`@alicloud/credentials`, provider `oidc_role_arn`). It may be repeated freely.
 *
 * @throws ServiceError when STS refuses; CredentialsError when its answer holds no key;
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
  const credentials = objectIn(parsed(await readText(response.body, MAX_ANSWER_BYTES)), [
    'Credentials',
  ]);
  const field = (name: string): string => {
    const value = credentials[name];
    if (typeof value !== 'string' || value === '' || !isKeyText(value)) throw unusable(name);
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
    throw exchangeFailure('the answer is not the JSON that STS sends', error);
  }
}

function objectIn(value: unknown, path: readonly string[]): Record<string, unknown> {
  const [name, ...rest] = path;
  if (typeof value !== 'object' || value === null) throw unusable('Credentials');
  const fields: Record<string, unknown> = { ...value };
  return name === undefined ? fields : objectIn(fields[name], rest);
}

function unusable(field: string): CredentialsError {
  return new CredentialsError(
    `STS answered without a usable ${field}, which its answer to AssumeRoleWithOIDC must hold; check what sts-endpoint names`,
    'other',
  );
}
