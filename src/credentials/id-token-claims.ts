/** What an ID token says, as far as a trust policy in RAM asks for it. */
export interface IdTokenClaims {
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
}

/**
 * The claims of an ID token, unverified: they serve to explain a refusal, not to decide anything.
 *
 * @returns `undefined` for a token that is not a JWT, or whose claims are not strings
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
