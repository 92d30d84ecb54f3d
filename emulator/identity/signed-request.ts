/** What is checked of a signed request, whatever the signature is made of. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../api/service-error';
import type { AccessKey, AccessKeys } from './access-keys';

/** How far the client's clock may be off, in either direction. */
export const MAX_CLOCK_SKEW_MS = 15 * 60 * 1000;

/** What a signature covers, as received. */
export interface SignedRequest {
  method: string;
  /** Path and query, still percent-encoded. */
  target: string;
  /** Every header in the order of arrival, repeated ones repeated. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Hex SHA-256 of the body's bytes. */
  bodySha256: string;
}

/** Lower-case name → value. */
export type Headers = ReadonlyMap<string, string>;

/** Values of one name are trimmed, sorted and joined by a comma, as ACS3 wants them. */
export function groupByName(headers: SignedRequest['headers']): Headers {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value.trim()]);
  }
  return new Map([...values].map(([name, all]) => [name, all.sort().join(',')]));
}

/** @throws ServiceError MissingRequiredHeader */
export function requireHeaders(headers: Headers, names: readonly string[]): void {
  for (const name of names) {
    if (headers.get(name)) continue;
    throw new ServiceError(
      'MissingRequiredHeader',
      `required HTTP header ${name} was not specified`,
    );
  }
}

/** @throws ServiceError InvalidAccessKeyID */
export function findAccessKey(accessKeys: AccessKeys, accessKeyId: string): AccessKey {
  const accessKey = accessKeys.find(accessKeyId);
  if (accessKey) return accessKey;
  throw new ServiceError('InvalidAccessKeyID', `invalid access key ID '${accessKeyId}'`);
}

/**
 * @param date as the client wrote it
 * @param time what that means, in milliseconds since 1970; NaN if it means nothing
 * @throws ServiceError InvalidTimeStamp.Expired
 */
export function checkClock(date: string, time: number, now: Date): void {
  // Written so that NaN is refused too.
  if (Math.abs(now.getTime() - time) <= MAX_CLOCK_SKEW_MS) return;
  throw new ServiceError(
    'InvalidTimeStamp.Expired',
    `the date is '${date}', the server's time is ${now.toISOString()}; they may differ by 15 minutes`,
  );
}

/** ISO 8601 to the second, as `x-acs-date` has it. */
export function timeOf(acsDate: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(acsDate) ? Date.parse(acsDate) : Number.NaN;
}

/** @throws ServiceError SignatureNotMatch */
export function compareSignatures(given: Buffer, expected: Buffer, stringToSign: string): void {
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new ServiceError(
    'SignatureNotMatch',
    'The request signature we calculated does not match the signature you provided. ' +
      `Check your access key and signing method. The string to sign is '${stringToSign}'`,
  );
}

/** @throws ServiceError when temporary credentials come without their token, or have expired */
export function checkSecurityToken(headers: Headers, accessKey: AccessKey, now: Date): void {
  // FC's documentation has clients without a token send an empty one.
  const token = headers.get('x-acs-security-token') ?? '';
  if (accessKey.securityToken !== undefined && token === '') {
    throw new ServiceError('MissingSecurityToken', 'a temporary key needs its security token');
  }
  const claimedId = headers.get('x-acs-accesskey-id') ?? accessKey.accessKeyId;
  if (claimedId !== accessKey.accessKeyId || !sameText(token, accessKey.securityToken ?? '')) {
    throw new ServiceError(
      'InvalidSecurityToken.MismatchWithAccessKey',
      'the security token does not belong to the access key',
    );
  }
  if (accessKey.expiration && accessKey.expiration.getTime() <= now.getTime()) {
    throw new ServiceError('InvalidSecurityToken.Expired', 'the security token has expired');
  }
}

export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: '' };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/** The parameters of a query, sorted by their names. */
export function sortedParameters(query: string): (readonly [name: string, value: string])[] {
  return [...new URLSearchParams(query)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Compares secrets in a time that does not tell where they differ. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
