/**
 * The two signatures of Log Service over a request as it came off the wire. v1 is `LOG ID:base64
 * HMAC`, v4 is `SLS4-HMAC-SHA256`. Written from their descriptions, as `acs3-signature.ts` is.
 */

import { createHash, createHmac } from 'node:crypto';
import { ServiceError } from '../api/service-error';
import type { AccessKey, AccessKeys } from './access-keys';
import {
  checkClock,
  checkSecurityToken,
  compareSignatures,
  findAccessKey,
  groupByName,
  type Headers,
  requireHeaders,
  type SignedRequest,
  sortedParameters,
  splitTarget,
} from './signed-request';

/** A request with its body's MD5, in upper-case hex. */
export type SignedLogRequest = SignedRequest & { bodyMd5: string };

const V4 = 'SLS4-HMAC-SHA256';
const V4_AUTHORIZATION =
  /^SLS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/sls\/aliyun_v4_request,Signature=([0-9a-f]{64})$/;
const V1_AUTHORIZATION = /^LOG ([^:\s]+):([A-Za-z0-9+/=]+)$/;

/** Authenticates the requests of Log Service. */
export class LogSignatures {
  constructor(
    private readonly accessKeys: AccessKeys,
    private readonly region: string,
  ) {}

  /**
   * @param now the server's time
   * @returns the key that signed the request
   * @throws ServiceError naming the first thing that is wrong
   */
  verify(request: SignedLogRequest, now: Date): AccessKey {
    const headers = groupByName(request.headers);
    requireHeaders(headers, ['authorization', 'host', 'x-log-apiversion', 'x-log-bodyrawsize']);
    const authorization = headers.get('authorization') ?? '';
    const accessKey = authorization.startsWith(V4)
      ? this.#verifyV4(request, headers, authorization, now)
      : this.#verifyV1(request, headers, authorization, now);
    checkSecurityToken(headers, accessKey, now);
    return accessKey;
  }

  #verifyV1(
    request: SignedLogRequest,
    headers: Headers,
    authorization: string,
    now: Date,
  ): AccessKey {
    const [, accessKeyId = '', signature = ''] = V1_AUTHORIZATION.exec(authorization) ?? [];
    const accessKey = findAccessKey(this.accessKeys, accessKeyId);
    requireHeaders(headers, ['date', 'x-log-signaturemethod']);
    const date = headers.get('date') ?? '';
    checkClock(date, Date.parse(date), now);
    const method = /^hmac-(sha1|sha256)$/.exec(headers.get('x-log-signaturemethod') ?? '')?.[1];
    if (method === undefined) throw mismatch('x-log-signaturemethod must be hmac-sha1');
    const md5 = headers.get('content-md5') ?? '';
    if (md5 !== request.bodyMd5) throw mismatch('Content-MD5 must be that of the body');
    const { path, query } = splitTarget(request.target);
    const parameters = sortedParameters(query).map(([name, value]) => `${name}=${value}`);
    const stringToSign = [
      request.method,
      md5,
      headers.get('content-type') ?? '',
      date,
      ...sorted(headers)
        // The Python SDK repeats the date in a header of this name, after signing.
        .filter(([name]) => /^x-(log|acs)-/.test(name) && name !== 'x-log-date')
        .map(([name, value]) => `${name}:${value}`),
      path + (parameters.length === 0 ? '' : `?${parameters.join('&')}`),
    ].join('\n');
    const expected = createHmac(method, accessKey.accessKeySecret).update(stringToSign).digest();
    compareSignatures(Buffer.from(signature, 'base64'), expected, stringToSign);
    return accessKey;
  }

  #verifyV4(
    request: SignedLogRequest,
    headers: Headers,
    authorization: string,
    now: Date,
  ): AccessKey {
    const [, accessKeyId = '', day = '', region = '', signature = ''] =
      V4_AUTHORIZATION.exec(authorization) ?? [];
    const accessKey = findAccessKey(this.accessKeys, accessKeyId);
    requireHeaders(headers, ['x-log-date', 'x-log-content-sha256']);
    const date = headers.get('x-log-date') ?? '';
    checkClock(date, timeOf(date), now);
    if (day !== date.slice(0, 8)) throw mismatch('the date of the credential is not x-log-date');
    if (region !== this.region) throw mismatch(`the region of this project is ${this.region}`);
    const { bodySha256 } = request;
    if (headers.get('x-log-content-sha256') !== bodySha256) {
      throw mismatch(`x-log-content-sha256 must be that of the body, ${bodySha256}`);
    }
    const scope = `${day}/${region}/sls/aliyun_v4_request`;
    const key = [day, region, 'sls', 'aliyun_v4_request'].reduce<Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      Buffer.from(`aliyun_v4${accessKey.accessKeySecret}`),
    );
    const given = Buffer.from(signature, 'hex');
    const candidates = ENCODINGS.map((encode) => {
      const canonical = canonicalRequest(request, headers, encode);
      const stringToSign = `${V4}\n${date}\n${scope}\n${sha256(canonical)}`;
      return { stringToSign, expected: createHmac('sha256', key).update(stringToSign).digest() };
    });
    const found = candidates.find(({ expected }) => expected.equals(given)) ?? candidates[0];
    compareSignatures(given, found?.expected ?? Buffer.alloc(0), found?.stringToSign ?? '');
    return accessKey;
  }
}

/** Node.js's SDK leaves `!'()` as they are, Python's encodes them; which Log Service wants is unknown. */
const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => encodeURIComponent(text).replaceAll('*', '%2A'),
  (text) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
];

function canonicalRequest(
  { method, target, bodySha256 }: SignedLogRequest,
  headers: Headers,
  encode: (text: string) => string,
): string {
  const { path, query } = splitTarget(target);
  const signed = sorted(headers).filter(
    ([name]) => /^x-(log|acs)-/.test(name) || name === 'host' || name === 'content-type',
  );
  return [
    method,
    path,
    sortedParameters(query)
      .map(([name, value]) => (value === '' ? name : `${name}=${encode(value)}`))
      .join('&'),
    signed.map(([name, value]) => `${name}:${value}\n`).join(''),
    signed.map(([name]) => name).join(';'),
    bodySha256,
  ].join('\n');
}

function sorted(headers: Headers): (readonly [name: string, value: string])[] {
  return [...headers].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `YYYYMMDDTHHMMSSZ` in milliseconds since 1970. */
function timeOf(date: string): number {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return iso === date ? Number.NaN : Date.parse(iso);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function mismatch(message: string): ServiceError {
  return new ServiceError('SignatureNotMatch', message);
}
