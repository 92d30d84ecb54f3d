/**
 * Verifies ACS3-HMAC-SHA256, the signature of Alibaba Cloud's APIs, over a request as it came off
 * the wire. Written from the description of the algorithm; it shares no code with any client, so
 * that an agreement of both proves something.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../api/service-error';
import type { AccessKey, AccessKeys } from './access-keys';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** How far the client's clock may be off, in either direction. */
const MAX_CLOCK_SKEW_MS = 15 * 60 * 1000;

const REQUIRED_HEADERS = [
  'authorization',
  'host',
  'x-acs-action',
  'x-acs-version',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-content-sha256',
];

/** What the signature covers, as received. */
export interface SignedRequest {
  method: string;
  /** Path and query, still percent-encoded. */
  target: string;
  /** Every header in the order of arrival, repeated ones repeated. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Hex SHA-256 of the body's bytes. */
  bodySha256: string;
}

/** Remembers the nonces of one server, for as long as a replay of them could pass the date check. */
export class SignatureVerifier {
  readonly #nonces = new Map<string, number>();

  constructor(private readonly accessKeys: AccessKeys) {}

  /**
   * Authenticates a request.
   *
   * @param now the server's time
   * @returns the key that signed it
   * @throws ServiceError naming the first thing that is wrong
   */
  verify(request: SignedRequest, now: Date): AccessKey {
    const headers = groupByName(request.headers);
    for (const name of REQUIRED_HEADERS) {
      if (!headers.get(name)) {
        throw new ServiceError('MissingRequiredHeader', `the header '${name}' is required`);
      }
    }
    const authorization = parseAuthorization(headers.get('authorization') ?? '');
    const accessKey = this.accessKeys.find(authorization.accessKeyId);
    if (!accessKey) {
      throw new ServiceError(
        'InvalidAccessKeyID',
        `the access key ID '${authorization.accessKeyId}' does not exist`,
      );
    }
    checkDate(headers.get('x-acs-date') ?? '', now);
    checkSignedHeaderNames(authorization.signedHeaders, headers);
    if (headers.get('x-acs-content-sha256') !== request.bodySha256) {
      throw new ServiceError(
        'SignatureNotMatch',
        `x-acs-content-sha256 must be the SHA-256 of the body, which is ${request.bodySha256}`,
      );
    }
    checkSignature(request, headers, authorization, accessKey);
    checkSecurityToken(headers, accessKey, now);
    this.#useNonce(accessKey.accessKeyId, headers.get('x-acs-signature-nonce') ?? '', now);
    return accessKey;
  }

  /** Called last: a nonce counts as used only once a genuine request has carried it. */
  #useNonce(accessKeyId: string, nonce: string, now: Date): void {
    for (const [known, time] of this.#nonces) {
      // They are in the order of use: what follows the first fresh one is fresher.
      if (now.getTime() - time <= 2 * MAX_CLOCK_SKEW_MS) break;
      this.#nonces.delete(known);
    }
    const used = `${accessKeyId} ${nonce}`;
    if (this.#nonces.has(used)) {
      throw new ServiceError('SignatureNonceUsed', 'the signature nonce was used already');
    }
    this.#nonces.set(used, now.getTime());
  }
}

export interface Authorization {
  accessKeyId: string;
  signedHeaders: string[];
  signature: string;
}

export function parseAuthorization(value: string): Authorization {
  const match =
    /^ACS3-HMAC-SHA256 Credential=([^,\s]+),SignedHeaders=([^,\s]+),Signature=([0-9a-f]{64})$/.exec(
      value,
    );
  const [, accessKeyId, signedHeaders, signature] = match ?? [];
  if (!accessKeyId || !signedHeaders || !signature) {
    throw new ServiceError(
      'SignatureNotMatch',
      `Authorization must be '${ALGORITHM} Credential=ID,SignedHeaders=a;b,Signature=hex'`,
    );
  }
  return { accessKeyId, signedHeaders: signedHeaders.split(';'), signature };
}

export function checkDate(date: string, now: Date): void {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) ? Date.parse(date) : Number.NaN;
  // Written so that NaN, a date that cannot be read, is refused too.
  if (!(Math.abs(now.getTime() - time) <= MAX_CLOCK_SKEW_MS)) {
    throw new ServiceError(
      'InvalidTimeStamp.Expired',
      `x-acs-date is '${date}', the server's time is ${now.toISOString()}; they may differ by 15 minutes`,
    );
  }
}

/** A header that matters but is left out of the signature could be altered on the way. */
function checkSignedHeaderNames(
  signedHeaders: readonly string[],
  headers: ReadonlyMap<string, string>,
): void {
  const expected = [...new Set(signedHeaders)].sort();
  if (expected.join(';') !== signedHeaders.join(';')) {
    throw new ServiceError('SignatureNotMatch', 'SignedHeaders must be sorted and without repeats');
  }
  for (const name of headers.keys()) {
    const mustBeSigned = name === 'host' || name === 'content-type' || name.startsWith('x-acs-');
    if (mustBeSigned && !signedHeaders.includes(name)) {
      throw new ServiceError('SignatureNotMatch', `the header '${name}' must be signed`);
    }
  }
  for (const name of signedHeaders) {
    if (!headers.has(name)) {
      throw new ServiceError('SignatureNotMatch', `the signed header '${name}' is missing`);
    }
  }
}

export function checkSignature(
  request: SignedRequest,
  headers: ReadonlyMap<string, string>,
  authorization: Authorization,
  accessKey: AccessKey,
): void {
  const { path, query } = splitTarget(request.target);
  const canonicalRequest = [
    request.method,
    path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~'),
    canonicalQuery(query),
    authorization.signedHeaders.map((name) => `${name}:${headers.get(name) ?? ''}\n`).join(''),
    authorization.signedHeaders.join(';'),
    request.bodySha256,
  ].join('\n');
  const stringToSign = `${ALGORITHM}\n${createHash('sha256').update(canonicalRequest).digest('hex')}`;
  const expected = createHmac('sha256', accessKey.accessKeySecret).update(stringToSign).digest();
  if (!timingSafeEqual(expected, Buffer.from(authorization.signature, 'hex'))) {
    throw new ServiceError(
      'SignatureNotMatch',
      `the signature does not match; the server's string to sign is '${stringToSign}'`,
    );
  }
}

export function checkSecurityToken(
  headers: ReadonlyMap<string, string>,
  accessKey: AccessKey,
  now: Date,
): void {
  const token = headers.get('x-acs-security-token');
  if (accessKey.securityToken !== undefined && !token) {
    throw new ServiceError('MissingSecurityToken', 'a temporary key needs its security token');
  }
  const claimedId = headers.get('x-acs-accesskey-id') ?? accessKey.accessKeyId;
  if (
    claimedId !== accessKey.accessKeyId ||
    !sameText(token ?? '', accessKey.securityToken ?? '')
  ) {
    throw new ServiceError(
      'InvalidSecurityToken.MismatchWithAccessKey',
      'the security token does not belong to the access key',
    );
  }
  if (accessKey.expiration && accessKey.expiration.getTime() <= now.getTime()) {
    throw new ServiceError('InvalidSecurityToken.Expired', 'the security token has expired');
  }
}

/** Values of one name are trimmed, sorted and joined by a comma, as the algorithm wants them. */
export function groupByName(headers: SignedRequest['headers']): Map<string, string> {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value.trim()]);
  }
  return new Map([...values].map(([name, all]) => [name, all.sort().join(',')]));
}

function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: '' };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${percentEncode(value)}`)
    .join('&');
}

/** RFC 3986: only letters, digits and `-_.~` stay as they are. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Compares secrets in a time that does not tell where they differ. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
