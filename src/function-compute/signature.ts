import type { AccessKey } from '../credentials/access-key';
import { OpenApiUtil, Request } from './sdk';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** What a signature covers; `pathname` is encoded, `query` is not. */
export interface SignedParts {
  readonly method: string;
  readonly pathname: string;
  readonly query: Readonly<Record<string, string>>;
  /** Of these, `x-acs-*`, `host` and `content-type` are signed. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The `Authorization` header of a request, by the SDK's own signing function.
 *
 * @param payloadHash SHA-256 of the body in hexadecimal digits; empty for HTTP triggers
 */
export function authorization(parts: SignedParts, payloadHash: string, key: AccessKey): string {
  const request = Object.assign(new Request(), parts);
  return OpenApiUtil.getAuthorization(
    request,
    ALGORITHM,
    payloadHash,
    key.accessKeyId,
    key.accessKeySecret,
  );
}
