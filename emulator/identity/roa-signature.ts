/**
 * The classic signature of Alibaba Cloud's ROA APIs, `Authorization: acs ID:base64 HMAC-SHA1`, which
 * the aliyun CLI and SDKs set to `v2` still use. The API versions 2023-03-30 and 2021-04-06 take it
 * beside ACS3. It does not cover the body, unless the client sends a Content-MD5.
 */

import { createHmac } from 'node:crypto';
import { ServiceError } from '../api/service-error';
import {
  compareSignatures,
  type Headers,
  type SignedRequest,
  sortedParameters,
  splitTarget,
} from './signed-request';

export interface RoaAuthorization {
  accessKeyId: string;
  signature: Buffer;
}

/** @throws ServiceError SignatureNotMatch when the header is not of this algorithm */
export function parseRoa(authorization: string): RoaAuthorization {
  const [, accessKeyId, signature] = /^acs ([^:\s]+):([A-Za-z0-9+/=]+)$/.exec(authorization) ?? [];
  if (!accessKeyId || !signature) {
    throw new ServiceError('SignatureNotMatch', "Authorization must be 'acs ID:signature'");
  }
  return { accessKeyId, signature: Buffer.from(signature, 'base64') };
}

/** @throws ServiceError SignatureNotMatch */
export function checkRoa(
  { method, target }: Pick<SignedRequest, 'method' | 'target'>,
  headers: Headers,
  { signature }: RoaAuthorization,
  accessKeySecret: string,
): void {
  const { path, query } = splitTarget(target);
  const parameters = sortedParameters(query).map(([name, value]) =>
    value === '' ? name : `${name}=${value}`,
  );
  const stringToSign = [
    method,
    ...['accept', 'content-md5', 'content-type', 'date'].map((name) => headers.get(name) ?? ''),
    ...[...headers]
      .filter(([name]) => name.startsWith('x-acs-'))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}:${value}`),
    parameters.length === 0 ? path : `${path}?${parameters.join('&')}`,
  ].join('\n');
  const expected = createHmac('sha1', accessKeySecret).update(stringToSign).digest();
  compareSignatures(signature, expected, stringToSign);
}
