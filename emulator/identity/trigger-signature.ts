/**
 * Verifies the signature that HTTP triggers of authType `function` want: ACS3-HMAC-SHA256 as the
 * API's, but over an empty string in place of the payload's hash, and with fewer headers. FC's four
 * official samples sign `x-acs-date` and `x-acs-security-token` only.
 */

import type { AccessKey, AccessKeys } from './access-keys';
import { checkAcs3, checkThatSigned, parseAcs3 } from './acs3-signature';
import {
  checkClock,
  checkSecurityToken,
  findAccessKey,
  groupByName,
  requireHeaders,
  type SignedRequest,
  splitTarget,
  timeOf,
} from './signed-request';

/**
 * @param request with the target as it was sent; a `$` in the path is signed as `%24`
 * @returns the key that signed it
 * @throws ServiceError naming the first thing that is wrong
 */
export function verifyTriggerSignature(
  { method, target, headers: sent }: Omit<SignedRequest, 'bodySha256'>,
  accessKeys: AccessKeys,
  now: Date,
): AccessKey {
  const headers = groupByName(sent);
  requireHeaders(headers, ['authorization', 'x-acs-date']);
  const authorization = parseAcs3(headers.get('authorization') ?? '');
  const accessKey = findAccessKey(accessKeys, authorization.accessKeyId);
  const date = headers.get('x-acs-date') ?? '';
  checkClock(date, timeOf(date), now);
  checkThatSigned(headers, authorization.signedHeaders, (name) => name.startsWith('x-acs-'));
  const { path } = splitTarget(target);
  const signedTarget = path.replaceAll('$', '%24') + target.slice(path.length);
  checkAcs3(
    { method, target: signedTarget, bodySha256: '' },
    headers,
    authorization,
    accessKey.accessKeySecret,
  );
  checkSecurityToken(headers, accessKey, now);
  return accessKey;
}
