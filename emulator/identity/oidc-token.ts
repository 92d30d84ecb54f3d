/** Verifies an OIDC token as STS does: with the keys that its issuer publishes. */

import type { JsonWebKey } from 'node:crypto';
import { isSignedBy, type Parsed, parseJwt } from './jwt';
import type { OidcProvider } from './ram';
import { StsError } from './sts-error';

/** What a token says, once it is believed. */
export interface OidcIdentity {
  issuer: string;
  audience: string;
  subject: string;
  issuedAt: Date;
  expiresAt: Date;
}

/** @throws StsError saying why the provider's account does not believe the token */
export async function verifyOidcToken(
  idToken: string,
  provider: OidcProvider,
  now: Date,
): Promise<OidcIdentity> {
  const token = parseJwt(idToken);
  if (token === undefined) {
    throw new StsError('AuthenticationFail.OIDCToken.Invalid', 'The Jwt content is invalid.');
  }
  const { iss, aud, sub, exp, iat } = token.claims;
  if (iss !== provider.issuerUrl) {
    throw new StsError(
      'AuthenticationFail.OIDCToken.IssuerNotMatch',
      "The issuer in the OIDC Token doesn't match the OIDC Provider registered.",
    );
  }
  await checkSignature(token, provider.issuerUrl);
  if (typeof exp !== 'number' || exp * 1000 <= now.getTime()) {
    throw new StsError('AuthenticationFail.OIDCToken.Expired', 'This JsonWebToken is expired.');
  }
  if (typeof aud !== 'string' || !provider.clientIds.includes(aud)) {
    throw new StsError('AuthenticationFail.OIDCToken.AudienceNotMatch', 'Invalid audience.');
  }
  return {
    issuer: iss,
    audience: aud,
    subject: String(sub),
    issuedAt: new Date(Number(iat) * 1000),
    expiresAt: new Date(exp * 1000),
  };
}

/** With the keys that the issuer publishes (OpenID Connect Discovery 1.0). */
async function checkSignature(token: Parsed, issuerUrl: string): Promise<void> {
  const keys = await publishedKeys(issuerUrl).catch(() => {
    throw new StsError(
      'AuthenticationFail.OIDCToken.IssuerConfigurationBroken',
      `Get public keys from OIDC Provider failed, the issuer is ${issuerUrl}.`,
    );
  });
  if (!isSignedBy(keys, token)) {
    throw new StsError(
      'AuthenticationFail.OIDCToken.InvalidSignature',
      'OIDC token validate failed: invalid signature.',
    );
  }
}

async function publishedKeys(issuerUrl: string): Promise<JsonWebKey[]> {
  const configuration = await fetchJson(`${issuerUrl}/.well-known/openid-configuration`);
  const { keys } = await fetchJson(String(configuration.jwks_uri));
  if (!Array.isArray(keys)) throw new Error('The issuer publishes no keys.');
  return keys;
}

async function fetchJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url);
  const value: unknown = await response.json();
  if (typeof value !== 'object' || value === null) throw new Error(`${url} is not a JSON object.`);
  return { ...value };
}
