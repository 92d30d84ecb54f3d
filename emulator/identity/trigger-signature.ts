/**
 * Verifies the signature that HTTP triggers of authType `function` want: ACS3-HMAC-SHA256 as the
 * API's, but over an empty string in place of the payload's hash, and with fewer headers.
 */

import { ServiceError } from '../api/service-error';
import type { AccessKey, AccessKeys } from './access-keys';
import {
  checkDate,
  checkSecurityToken,
  checkSignature,
  groupByName,
  parseAuthorization,
  type SignedRequest,
} from './acs3-signature';

/**
 * @param request with the target as it was sent; a `$` in the path is signed as `%24`
 * @returns the key that signed it
 * @throws ServiceError naming the first thing that is wrong
 */
export function verifyTriggerSignature(
  request: Omit<SignedRequest, 'bodySha256'>,
  accessKeys: AccessKeys,
  now: Date,
): AccessKey {
  const headers = groupByName(request.headers);
  for (const name of ['authorization', 'x-acs-date']) {
    if (!headers.get(name)) {
      throw new ServiceError('MissingRequiredHeader', `the header '${name}' is required`);
    }
  }
  const authorization = parseAuthorization(headers.get('authorization') ?? '');
  const accessKey = accessKeys.find(authorization.accessKeyId);
  if (!accessKey) {
    throw new ServiceError(
      'InvalidAccessKeyID',
      `the access key ID '${authorization.accessKeyId}' does not exist`,
    );
  }
  checkDate(headers.get('x-acs-date') ?? '', now);
  for (const name of headers.keys()) {
    // `host` and `content-type` may be signed, but FC's own example does not.
    if (name.startsWith('x-acs-') && !authorization.signedHeaders.includes(name)) {
      throw new ServiceError('SignatureNotMatch', `the header '${name}' must be signed`);
    }
  }
  const mark = request.target.indexOf('?');
  const path = mark < 0 ? request.target : request.target.slice(0, mark);
  const target = path.replaceAll('$', '%24') + request.target.slice(path.length);
  checkSignature({ ...request, target, bodySha256: '' }, headers, authorization, accessKey);
  checkSecurityToken(headers, accessKey, now);
  return accessKey;
}
