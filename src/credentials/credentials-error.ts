import type { IdTokenClaims } from './id-token-claims';

/** Why there are no usable credentials, as far as that leads to different advice. */
export type CredentialsProblem =
  /** Neither inputs nor environment have any. */
  | 'none-found'
  /** An AccessKey pair that cannot be one, or that no request can carry. */
  | 'malformed-key'
  /** The job has no `id-token: write`. */
  | 'id-token-not-permitted'
  /** GitHub refused to issue an ID token, or its response has none. */
  | 'id-token-not-issued'
  | 'id-token-expired'
  /** The token's audience is not among the provider's client IDs. */
  | 'wrong-audience'
  | 'provider-not-found'
  /** The provider exists in RAM, but with another issuer or other keys than the token's. */
  | 'provider-mismatch'
  | 'role-not-found'
  /** The role's trust policy does not allow this token: subject, audience, issuer or provider. */
  | 'role-not-trusting'
  | 'session-too-long'
  | 'clock-off'
  /** STS itself has a problem, or throttles. */
  | 'sts-unavailable'
  /** Anything else, which only the message can explain. */
  | 'other';

/** No credentials can be used: none found, none that can be sent, or none that STS would give. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';

  constructor(
    /** One sentence without its full stop. */
    message: string,
    readonly problem: CredentialsProblem,
    /** What the refused ID token said, where there was one. */
    readonly claims?: IdTokenClaims,
  ) {
    super(message);
  }
}
