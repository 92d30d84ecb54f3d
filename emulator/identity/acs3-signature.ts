/**
 * ACS3-HMAC-SHA256, the signature of Alibaba Cloud's APIs, over a request as it came off the wire.
 * Written from the description of the algorithm; it shares no code with any client, so that an
 * agreement of both proves something.
 */

import { createHash, createHmac } from 'node:crypto';
import { ServiceError } from '../api/service-error';
import {
  compareSignatures,
  type Headers,
  type SignedRequest,
  sortedParameters,
  splitTarget,
} from './signed-request';

const ALGORITHM = 'ACS3-HMAC-SHA256';

const AUTHORIZATION =
  /^ACS3-HMAC-SHA256 Credential=([^,\s]+),SignedHeaders=([^,\s]+),Signature=([0-9a-f]{64})$/;

export interface Acs3Authorization {
  accessKeyId: string;
  signedHeaders: readonly string[];
  signature: Buffer;
}

/** @throws ServiceError SignatureNotMatch when the header is not of this algorithm */
export function parseAcs3(authorization: string): Acs3Authorization {
  const [, accessKeyId, signedHeaders, signature] = AUTHORIZATION.exec(authorization) ?? [];
  if (!accessKeyId || !signedHeaders || !signature) {
    throw new ServiceError(
      'SignatureNotMatch',
      `Authorization must be '${ALGORITHM} Credential=ID,SignedHeaders=a;b,Signature=hex'`,
    );
  }
  return {
    accessKeyId,
    signedHeaders: signedHeaders.split(';'),
    signature: Buffer.from(signature, 'hex'),
  };
}

/**
 * A header that matters but is left out of the signature could be altered on the way.
 *
 * @throws ServiceError SignatureNotMatch
 */
export function checkThatSigned(
  headers: Headers,
  signedHeaders: readonly string[],
  mustBeSigned: (name: string) => boolean,
): void {
  for (const name of headers.keys()) {
    if (mustBeSigned(name) && !signedHeaders.includes(name)) {
      throw new ServiceError('SignatureNotMatch', `the header '${name}' must be signed`);
    }
  }
}

/**
 * @param bodySha256 as signed; HTTP triggers sign an empty string
 * @throws ServiceError SignatureNotMatch
 */
export function checkAcs3(
  { method, target, bodySha256 }: Omit<SignedRequest, 'headers'>,
  headers: Headers,
  { signedHeaders, signature }: Acs3Authorization,
  accessKeySecret: string,
): void {
  const { path, query } = splitTarget(target);
  const canonicalRequest = [
    method,
    path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~'),
    // Names raw, values encoded, as every official SDK signs them.
    sortedParameters(query)
      .map(([name, value]) => `${name}=${percentEncode(value)}`)
      .join('&'),
    signedHeaders.map((name) => `${name}:${headers.get(name) ?? ''}\n`).join(''),
    signedHeaders.join(';'),
    bodySha256,
  ].join('\n');
  const stringToSign = `${ALGORITHM}\n${createHash('sha256').update(canonicalRequest).digest('hex')}`;
  const expected = createHmac('sha256', accessKeySecret).update(stringToSign).digest();
  compareSignatures(signature, expected, stringToSign);
}

/** RFC 3986: only letters, digits and `-_.~` stay as they are. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
