import { unlessAborted } from '../http/deadline';
import { exchangeFailure } from '../http/errors';
import { type ResendLimits, resending } from '../http/resend';
import { messageOf, oneLine } from '../text';
import { CredentialsError } from './credentials-error';

/** How this job asks GitHub for a signed statement of what it is (OpenID Connect). */
export interface IdTokenSource {
  /** Whether the job may ask: GitHub sets the variables for it only with `id-token: write`. */
  readonly isPermitted: boolean;
  /** `getIDToken` of the Actions toolkit. */
  readonly request: (audience: string) => Promise<string>;
}

/** What an ID token says, as far as a trust policy in RAM asks for it. */
export interface IdTokenClaims {
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
}

/** The toolkit's only word about an HTTP status; `Error Code : undefined` when none came. */
const REFUSED_WITH_STATUS = /Error Code : (\d{3})/;

const MAX_QUOTE_LENGTH = 500;

/**
 * Whether this environment lets a job ask for ID tokens. GitHub gives the two variables only to
 * jobs with `permissions: id-token: write`.
 */
export function mayRequestIdTokens(
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return Boolean(
    environment.ACTIONS_ID_TOKEN_REQUEST_URL && environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
  );
}

/**
 * Asks GitHub for an ID token. The toolkit's request cannot be cancelled; when the deadline comes
 * first, its answer is no longer waited for.
 *
 * @throws CredentialsError when GitHub refuses; TransportError when no answer came; the deadline's
 * reason
 */
export function requestIdToken(
  source: IdTokenSource,
  audience: string,
  limits: ResendLimits,
): Promise<string> {
  return resending('read', limits, () => requestOnce(source, audience, limits.deadline.signal));
}

async function requestOnce(
  source: IdTokenSource,
  audience: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await unlessAborted(signal, source.request(audience));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const text = messageOf(error);
    const reason = oneLine(text.replace(/\s+/g, ' '), MAX_QUOTE_LENGTH).replace(/\.$/, '');
    const isNetworkFailure =
      text.includes('Failed to get ID Token') && !REFUSED_WITH_STATUS.test(text);
    if (isNetworkFailure) throw exchangeFailure(`GitHub gave no ID token: ${reason}`, error);
    throw new CredentialsError(`GitHub gave no ID token: ${reason}`, 'id-token-not-issued');
  }
}

/**
 * The claims of an ID token, unverified: they serve to explain a refusal, not to decide anything.
 *
 * @returns `undefined` for a token that is no JWT, or whose claims are not text
 */
export function claimsOf(idToken: string): IdTokenClaims | undefined {
  try {
    const payload = Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { iss, aud, sub }: Record<string, unknown> = JSON.parse(payload);
    if (typeof iss !== 'string' || typeof aud !== 'string' || typeof sub !== 'string') {
      return undefined;
    }
    return { issuer: iss, audience: aud, subject: sub };
  } catch {
    return undefined;
  }
}
