/**
 * Alibaba Cloud's Security Token Service, as far as AssumeRoleWithOIDC goes. Every check is made on
 * the token and on what RAM holds: signature with the issuer's published keys, issuer, audience,
 * expiry, trust policy. Codes and messages are those of the documented error codes of STS.
 */

import { type JsonWebKey, randomBytes, randomUUID } from 'node:crypto';
import type { ServiceRequest } from '../api/service';
import { Journal, type RequestRecord } from '../journal';
import { type Fault, FaultQueue } from '../wire/faults';
import { HttpFront, type Listening } from '../wire/http-front';
import type { Reply } from '../wire/reply';
import { type AccessKey, type AccessKeys, newAccessKey } from './access-keys';
import { isSignedBy, type Parsed, parseJwt } from './jwt';
import type { OidcProvider, Ram, Role } from './ram';
import { isTrusted } from './ram-policy';

/** Seconds, STS's own limits. */
const MIN_DURATION = 900;
const DEFAULT_DURATION = 3600;

const MAX_CLOCK_SKEW_MS = 15 * 60 * 1000;

const STATUS_BY_CODE = {
  'InvalidAction.NotFound': 404,
  'InvalidParameter.DurationSeconds': 400,
  'InvalidParameter.RoleSessionName': 400,
  'InvalidTimeStamp.Expired': 400,
  'EntityNotExist.Role': 404,
  'AuthenticationFail.NoPermission': 401,
  'AuthenticationFail.OIDCToken.AudienceNotMatch': 401,
  'AuthenticationFail.OIDCToken.Expired': 401,
  'AuthenticationFail.OIDCToken.Invalid': 401,
  'AuthenticationFail.OIDCToken.InvalidSignature': 401,
  'AuthenticationFail.OIDCToken.IssuerConfigurationBroken': 401,
  'AuthenticationFail.OIDCToken.IssuerNotMatch': 401,
} as const;

class StsError extends Error {
  constructor(
    readonly code: keyof typeof STATUS_BY_CODE,
    message: string,
  ) {
    super(message);
  }
}

export interface StsOptions {
  clock?: () => Date;
  /** Seconds that keys live, whatever was asked for: to see renewals without waiting for hours. */
  keyLifetime?: number;
}

export class Sts {
  readonly #journal = new Journal();
  readonly #faults = new FaultQueue();
  #listening: Listening | undefined;
  /** Every key that was issued. */
  readonly issued: Required<AccessKey>[] = [];

  private constructor(
    private readonly ram: Ram,
    private readonly accessKeys: Pick<AccessKeys, 'add'>,
    private readonly options: StsOptions,
  ) {}

  /**
   * Starts STS for an account. Whoever starts it closes it.
   *
   * @param accessKeys where the keys that it issues become known
   */
  static async start(
    ram: Ram,
    accessKeys: Pick<AccessKeys, 'add'>,
    options: StsOptions = {},
  ): Promise<Sts> {
    const sts = new Sts(ram, accessKeys, options);
    const clock = options.clock ?? (() => new Date());
    const front = new HttpFront(sts, sts.#journal, sts.#faults, clock);
    sts.#listening = await front.listen(0, '127.0.0.1', undefined);
    return sts;
  }

  get endpoint(): string {
    return this.#listening?.endpoint ?? '';
  }

  get requests(): readonly RequestRecord[] {
    return this.#journal.requests;
  }

  injectFault(...faults: readonly [Fault, ...Fault[]]): void {
    this.#faults.inject(faults);
  }

  async close(): Promise<void> {
    await this.#listening?.close();
  }

  async answer(request: ServiceRequest, now: Date): Promise<Reply> {
    const requestId = randomUUID().toUpperCase();
    try {
      return reply(200, { RequestId: requestId, ...(await this.#assumeRole(request, now)) });
    } catch (error) {
      const [status, code] =
        error instanceof StsError
          ? [STATUS_BY_CODE[error.code], error.code]
          : [500, 'InternalError'];
      const message = error instanceof Error ? error.message : String(error);
      const body = {
        RequestId: requestId,
        HostId: request.headers.host ?? '',
        Code: code,
        Message: message,
      };
      return reply(status, body);
    }
  }

  async #assumeRole(request: ServiceRequest, now: Date): Promise<Record<string, unknown>> {
    const { Action, Version, Timestamp = '' } = request.query;
    if (request.method !== 'POST' || Action !== 'AssumeRoleWithOIDC' || Version !== '2015-04-01') {
      throw new StsError('InvalidAction.NotFound', 'Specified api is not found.');
    }
    if (!(Math.abs(Date.parse(Timestamp) - now.getTime()) <= MAX_CLOCK_SKEW_MS)) {
      throw new StsError('InvalidTimeStamp.Expired', 'Specified time stamp is expired.');
    }
    const form = new URLSearchParams(request.payload.content?.toString('utf8'));
    const parameter = (name: string) => form.get(name) ?? '';
    const providerArn = parameter('OIDCProviderArn');
    const provider = this.ram.oidcProvider(providerArn);
    if (provider === undefined) {
      throw new StsError('AuthenticationFail.NoPermission', 'No such OIDC Provider registered.');
    }
    const claims = await verifiedClaims(parameter('OIDCToken'), provider, now);
    const roleArn = parameter('RoleArn');
    const role = this.ram.role(roleArn);
    if (role === undefined) {
      throw new StsError('EntityNotExist.Role', `The role not exists: ${roleArn}.`);
    }
    if (!isTrusted(role.trustPolicy, providerArn, claims)) {
      throw new StsError('AuthenticationFail.NoPermission', 'There is no permission');
    }
    checkSession(parameter('RoleSessionName'), parameter('DurationSeconds'), role);
    const seconds = Number(parameter('DurationSeconds') || DEFAULT_DURATION);
    return this.#issue(role, this.options.keyLifetime ?? seconds, now);
  }

  #issue(role: Role, seconds: number, now: Date): Record<string, unknown> {
    // To the second, as STS writes it.
    const expiration = new Date(Math.floor(now.getTime() / 1000 + seconds) * 1000);
    const key = {
      ...newAccessKey(),
      accessKeyId: `STS.${randomBytes(12).toString('hex')}`,
      securityToken: `CAIS${randomBytes(300).toString('base64')}`,
      expiration,
      policies: role.policies,
    };
    this.accessKeys.add(key);
    this.issued.push(key);
    return {
      Credentials: {
        AccessKeyId: key.accessKeyId,
        AccessKeySecret: key.accessKeySecret,
        SecurityToken: key.securityToken,
        Expiration: expiration.toISOString().replace('.000', ''),
      },
    };
  }
}

/** The claims as a trust policy sees them. */
async function verifiedClaims(
  idToken: string,
  provider: OidcProvider,
  now: Date,
): Promise<Record<string, string>> {
  const token = parseJwt(idToken);
  if (token === undefined) {
    throw new StsError('AuthenticationFail.OIDCToken.Invalid', 'The Jwt content is invalid.');
  }
  const { iss, aud, sub, exp } = token.claims;
  if (iss !== provider.issuerUrl) {
    throw new StsError(
      'AuthenticationFail.OIDCToken.IssuerNotMatch',
      "The issuer in the OIDC Token doesn't match the OIDC Provider registered.",
    );
  }
  await checkSignature(token, provider.issuerUrl);
  if (typeof exp !== 'number' || exp * 1000 <= now.getTime()) {
    throw new StsError('AuthenticationFail.OIDCToken.Expired', 'This JsonWebToken is expired.');
  }
  if (typeof aud !== 'string' || !provider.clientIds.includes(aud)) {
    throw new StsError('AuthenticationFail.OIDCToken.AudienceNotMatch', 'Invalid audience.');
  }
  return { 'oidc:iss': iss, 'oidc:aud': aud, 'oidc:sub': String(sub) };
}

/** With the keys that the issuer publishes (OpenID Connect Discovery 1.0). */
async function checkSignature(token: Parsed, issuerUrl: string): Promise<void> {
  const keys = await publishedKeys(issuerUrl).catch(() => {
    throw new StsError(
      'AuthenticationFail.OIDCToken.IssuerConfigurationBroken',
      `Get public keys from OIDC Provider failed, the issuer is ${issuerUrl}.`,
    );
  });
  if (!isSignedBy(keys, token)) {
    throw new StsError(
      'AuthenticationFail.OIDCToken.InvalidSignature',
      'OIDC token validate failed: invalid signature.',
    );
  }
}

async function publishedKeys(issuerUrl: string): Promise<JsonWebKey[]> {
  const configuration = await fetchJson(`${issuerUrl}/.well-known/openid-configuration`);
  const { keys } = await fetchJson(String(configuration.jwks_uri));
  if (!Array.isArray(keys)) throw new Error('The issuer publishes no keys.');
  return keys;
}

async function fetchJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url);
  const value: unknown = await response.json();
  if (typeof value !== 'object' || value === null) throw new Error(`${url} is no JSON object.`);
  return { ...value };
}

function checkSession(sessionName: string, duration: string, role: Role): void {
  if (!/^[\w.@-]{2,64}$/.test(sessionName)) {
    throw new StsError('InvalidParameter.RoleSessionName', 'The RoleSessionName is invalid.');
  }
  const max = role.maxSessionDuration ?? DEFAULT_DURATION;
  const seconds = Number(duration || DEFAULT_DURATION);
  if (!(seconds >= MIN_DURATION && seconds <= max)) {
    throw new StsError(
      'InvalidParameter.DurationSeconds',
      `The Min/Max value of DurationSeconds is ${MIN_DURATION}s/${max}s.`,
    );
  }
}

function reply(status: number, body: Record<string, unknown>): Reply {
  return {
    status,
    headers: [['Content-Type', 'application/json;charset=utf-8']],
    body: Buffer.from(JSON.stringify(body)),
  };
}
