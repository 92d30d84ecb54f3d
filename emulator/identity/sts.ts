/**
 * Alibaba Cloud's Security Token Service, as far as AssumeRoleWithOIDC goes. Every check is made on
 * the token and on what RAM holds: signature with the issuer's published keys, issuer, audience,
 * expiry, trust policy. Codes and messages are those of the documented error codes of STS.
 */

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type ServiceError, statusOf } from '../api/service-error';
import type { Subject } from '../api/subject';
import { Journal, type RequestRecord } from '../journal';
import { type Fault, FaultQueue } from '../wire/faults';
import { HttpFront, type Listening, type OnExchange, type Responder } from '../wire/http-front';
import type { Reply } from '../wire/reply';
import type { ServiceRequest } from '../wire/service-request';
import { type AccessKey, type AccessKeys, newAccessKey } from './access-keys';
import { type OidcIdentity, verifyOidcToken } from './oidc-token';
import type { Ram, Role } from './ram';
import { isTrusted } from './ram-policy';
import { StsError } from './sts-error';

/** Seconds, STS's own limits. */
const MIN_DURATION = 900;
const DEFAULT_DURATION = 3600;

const MAX_CLOCK_SKEW_MS = 15 * 60 * 1000;

export interface StsOptions {
  clock?: () => Date;
  /** Validity of credentials in seconds, whatever was requested: makes renewals visible at once. */
  keyLifetime?: number;
  /** Serves HTTPS, with this certificate (PEM). */
  tls?: { key: string; cert: string };
  /** Called when a request has got its response, or its client has gone. */
  onExchange?: OnExchange | undefined;
}

export class Sts implements Responder {
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
   * Starts STS for an account. The caller closes it.
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
    const front = new HttpFront(sts, sts.#journal, sts.#faults, clock, options.onExchange);
    sts.#listening = await front.listen(0, '127.0.0.1', options.tls);
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

  readonly subjectOf = (): Subject => ({ operation: 'AssumeRoleWithOIDC' });

  refuse({ code, message }: ServiceError): Reply {
    return refusal(statusOf(code), code, message, newRequestId(), '');
  }

  async respond(request: ServiceRequest, now: Date): Promise<Reply> {
    const requestId = newRequestId();
    const host = request.headers.host ?? '';
    try {
      const content = await this.#assumeRole(request, now);
      return reply(200, { RequestId: requestId, ...content });
    } catch (error) {
      if (error instanceof StsError) {
        return refusal(error.status, error.code, error.message, requestId, host);
      }
      // A failure of the emulator itself.
      console.error(error);
      return refusal(500, 'InternalError', String(error), requestId, host);
    }
  }

  async #assumeRole(request: ServiceRequest, now: Date): Promise<Record<string, unknown>> {
    const parameter = parametersOf(request);
    checkOperation(request, parameter, now);
    const providerArn = parameter('OIDCProviderArn');
    const provider = this.ram.oidcProvider(providerArn);
    if (provider === undefined) {
      throw new StsError('AuthenticationFail.NoPermission', 'No such OIDC Provider registered.');
    }
    const identity = await verifyOidcToken(parameter('OIDCToken'), provider, now);
    const roleArn = parameter('RoleArn');
    const role = this.ram.role(roleArn);
    if (role === undefined) {
      throw new StsError('EntityNotExist.Role', `The role not exists: ${roleArn}.`);
    }
    const claims = {
      'oidc:iss': identity.issuer,
      'oidc:aud': identity.audience,
      'oidc:sub': identity.subject,
    };
    if (!isTrusted(role.trustPolicy, providerArn, claims)) {
      throw new StsError('AuthenticationFail.NoPermission', 'There is no permission');
    }
    const sessionName = parameter('RoleSessionName');
    checkSession(sessionName, parameter('DurationSeconds'), role);
    const seconds = Number(parameter('DurationSeconds') || DEFAULT_DURATION);
    const key = this.#issue(role, this.options.keyLifetime ?? seconds, now);
    return {
      SourceIdentity: '',
      AssumedRoleUser: {
        Arn: `${roleArn}/${sessionName}`,
        AssumedRoleId: `${roleIdOf(roleArn)}:${sessionName}`,
      },
      OIDCTokenInfo: tokenInfo(identity),
      Credentials: {
        AccessKeyId: key.accessKeyId,
        AccessKeySecret: key.accessKeySecret,
        SecurityToken: key.securityToken,
        Expiration: written(key.expiration),
      },
    };
  }

  #issue(role: Role, seconds: number, now: Date): Required<AccessKey> {
    const key = {
      ...newAccessKey(),
      accessKeyId: `STS.${randomBytes(12).toString('hex')}`,
      securityToken: `CAIS${randomBytes(300).toString('base64')}`,
      // To the second, as STS writes it.
      expiration: new Date(Math.floor(now.getTime() / 1000 + seconds) * 1000),
      policies: role.policies,
    };
    this.accessKeys.add(key);
    this.issued.push(key);
    return key;
  }
}

/**
 * The parameters of a request. Official clients send them as a form, or all of them in the query of
 * a POST (`@alicloud/sts20150401`) or of a GET (`alibabacloud_credentials` for Python).
 */
function parametersOf({ query, payload }: ServiceRequest): (name: string) => string {
  const form = new URLSearchParams(payload.content?.toString('utf8'));
  return (name) => form.get(name) ?? query[name] ?? '';
}

function checkOperation(
  { method, path }: ServiceRequest,
  parameter: (name: string) => string,
  now: Date,
): void {
  const isKnown =
    (method === 'POST' || method === 'GET') &&
    path === '/' &&
    parameter('Action') === 'AssumeRoleWithOIDC' &&
    parameter('Version') === '2015-04-01';
  if (!isKnown) {
    throw new StsError('InvalidAction.NotFound', 'Specified api is not found.');
  }
  if (!(Math.abs(Date.parse(parameter('Timestamp')) - now.getTime()) <= MAX_CLOCK_SKEW_MS)) {
    throw new StsError('InvalidTimeStamp.Expired', 'Specified time stamp is expired.');
  }
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

function tokenInfo({ issuer, audience, subject, issuedAt, expiresAt }: OidcIdentity): object {
  return {
    Issuer: issuer,
    ClientIds: audience,
    Subject: subject,
    IssuanceTime: written(issuedAt),
    ExpirationTime: written(expiresAt),
    VerificationInfo: 'Success',
  };
}

/** RAM's number of a role; here the same for the same ARN. */
function roleIdOf(roleArn: string): string {
  return `3${createHash('sha256').update(roleArn).digest().readBigUInt64BE(0) % 10n ** 17n}`;
}

/** ISO 8601 to the second. */
function written(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

function newRequestId(): string {
  return randomUUID().toUpperCase();
}

function refusal(
  status: number,
  code: string,
  message: string,
  requestId: string,
  hostId: string,
): Reply {
  return reply(status, { RequestId: requestId, HostId: hostId, Code: code, Message: message });
}

function reply(status: number, body: Record<string, unknown>): Reply {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json;charset=utf-8'],
      // As Alibaba Cloud's gateway of such APIs adds it.
      ['x-acs-request-id', String(body.RequestId)],
    ],
    body: Buffer.from(JSON.stringify(body)),
  };
}
