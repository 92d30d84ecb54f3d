import { createHmac } from 'node:crypto';
import type { AccessKey } from '../credentials/access-key';
import { type SignedParts, sha256Hex } from '../function-compute/signature';

const ALGORITHM = 'SLS4-HMAC-SHA256';

/**
 * The `Authorization` header of a request to Log Service, signature version 4, as both official SDKs
 * compute it (`@alicloud/gateway-sls` 0.3.2, `aliyun-log-python-sdk` 0.9.52), which a test proves.
 * Version 1 is their older default: it needs no region, but HMAC-SHA1, and two headers that proxies
 * change.
 *
 * @param parts of whose headers `host`, `content-type`, `x-log-*` and `x-acs-*` are signed;
 * `x-log-date` and `x-log-content-sha256` must be there
 * @param region of the project
 */
export function authorization(parts: SignedParts, region: string, key: AccessKey): string {
  const { method, pathname, query, headers } = parts;
  const names = Object.keys(headers).filter(isSigned).sort();
  const { 'x-log-date': date = '', 'x-log-content-sha256': contentHash } = headers;
  const canonicalRequest = [
    method,
    pathname,
    canonicalQuery(query),
    names.map((name) => `${name}:${headers[name]}\n`).join(''),
    names.join(';'),
    contentHash,
  ].join('\n');
  const scope = [date.slice(0, 8), region, 'sls', 'aliyun_v4_request'];
  const signingKey = scope.reduce<string | Buffer>(hmac, `aliyun_v4${key.accessKeySecret}`);
  const stringToSign = [ALGORITHM, date, scope.join('/'), sha256Hex(canonicalRequest)].join('\n');
  const signature = hmac(signingKey, stringToSign).toString('hex');
  return `${ALGORITHM} Credential=${key.accessKeyId}/${scope.join('/')},Signature=${signature}`;
}

/** The time as `x-log-date` has it: `20260102T030405Z`. */
export function timestamp(now = new Date()): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Parameters as they are sent and signed: sorted by name, values encoded. */
export function canonicalQuery(query: SignedParts['query']): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${name}=${encodeURIComponent(query[name] ?? '')}`)
    .join('&');
}

function isSigned(name: string): boolean {
  return /^(?:host|content-type|x-(?:log|acs)-.*)$/.test(name);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
