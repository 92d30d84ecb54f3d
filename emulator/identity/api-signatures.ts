import { ServiceError } from '../api/service-error';
import type { AccessKey, AccessKeys } from './access-keys';
import { checkAcs3, checkThatSigned, parseAcs3 } from './acs3-signature';
import { checkRoa, parseRoa } from './roa-signature';
import {
  checkClock,
  checkSecurityToken,
  findAccessKey,
  groupByName,
  type Headers,
  MAX_CLOCK_SKEW_MS,
  requireHeaders,
  type SignedRequest,
  timeOf,
} from './signed-request';

/** Authenticates the requests of the API, in either of the two signatures that it takes. */
export class ApiSignatures {
  /** Remembered for as long as a replay of them could pass the check of the date. */
  readonly #nonces = new Map<string, number>();

  constructor(private readonly accessKeys: AccessKeys) {}

  /**
   * @param now the server's time
   * @returns the key that signed the request
   * @throws ServiceError naming the first thing that is wrong
   */
  verify(request: SignedRequest, now: Date): AccessKey {
    const headers = groupByName(request.headers);
    const isRoa = headers.get('authorization')?.startsWith('acs ');
    const accessKey = isRoa
      ? this.#verifyRoa(request, headers, now)
      : this.#verifyAcs3(request, headers, now);
    checkSecurityToken(headers, accessKey, now);
    this.#useNonce(accessKey.accessKeyId, headers.get('x-acs-signature-nonce') ?? '', now);
    return accessKey;
  }

  #verifyAcs3(request: SignedRequest, headers: Headers, now: Date): AccessKey {
    requireHeaders(headers, [
      'authorization',
      'host',
      'x-acs-action',
      'x-acs-version',
      'x-acs-date',
      'x-acs-signature-nonce',
      'x-acs-content-sha256',
    ]);
    const authorization = parseAcs3(headers.get('authorization') ?? '');
    const accessKey = findAccessKey(this.accessKeys, authorization.accessKeyId);
    const date = headers.get('x-acs-date') ?? '';
    checkClock(date, timeOf(date), now);
    const { signedHeaders } = authorization;
    checkThatSigned(
      headers,
      signedHeaders,
      (name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'),
    );
    if (
      signedHeaders.join() !==
      [...headers.keys()]
        .filter((name) => signedHeaders.includes(name))
        .sort()
        .join()
    ) {
      throw new ServiceError(
        'SignatureNotMatch',
        'SignedHeaders must be sorted, without repeats, and all be there',
      );
    }
    if (headers.get('x-acs-content-sha256') !== request.bodySha256) {
      throw new ServiceError(
        'SignatureNotMatch',
        `x-acs-content-sha256 must be the SHA-256 of the body, which is ${request.bodySha256}`,
      );
    }
    checkAcs3(request, headers, authorization, accessKey.accessKeySecret);
    return accessKey;
  }

  #verifyRoa(request: SignedRequest, headers: Headers, now: Date): AccessKey {
    requireHeaders(headers, ['date', 'x-acs-version', 'x-acs-signature-nonce']);
    const authorization = parseRoa(headers.get('authorization') ?? '');
    const accessKey = findAccessKey(this.accessKeys, authorization.accessKeyId);
    const date = headers.get('date') ?? '';
    checkClock(date, Date.parse(date), now);
    checkRoa(request, headers, authorization, accessKey.accessKeySecret);
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
