/** JSON Web Tokens with RS256 (RFC 7515, 7518, 7519), and the keys to verify them (RFC 7517). */

import {
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

/** Made once, because that takes a tenth of a second: only their IDs tell issuers' keys apart. */
let privateKey: KeyObject | undefined;

/** A signing key of an issuer. */
export class SigningKey {
  readonly #privateKey: KeyObject;
  readonly id = randomUUID();

  constructor() {
    privateKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    this.#privateKey = privateKey;
  }

  /** The public half, as a set of keys publishes it. */
  get jwk(): JsonWebKey {
    const jwk = createPublicKey(this.#privateKey).export({ format: 'jwk' });
    return { ...jwk, kid: this.id, alg: 'RS256', use: 'sig' };
  }

  sign(claims: Claims): string {
    const header = { alg: 'RS256', typ: 'JWT', kid: this.id };
    const content = [header, claims].map((part) => base64url(JSON.stringify(part))).join('.');
    return `${content}.${base64url(sign('sha256', Buffer.from(content), this.#privateKey))}`;
  }
}

/** A token taken apart, not verified yet. */
export interface Parsed {
  keyId: string;
  claims: Claims;
  content: string;
  signature: Buffer;
}

/** @returns `undefined` for a string that is not a JWT with RS256 */
export function parseJwt(token: string): Parsed | undefined {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  const fields = jsonObject(header);
  const claims = jsonObject(payload);
  if (rest.length > 0 || claims === undefined || fields?.alg !== 'RS256') return undefined;
  return {
    keyId: String(fields.kid),
    claims,
    content: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** Whether one of the published keys signed the token. */
export function isSignedBy(jwks: readonly JsonWebKey[], token: Parsed): boolean {
  const key = jwks.find((candidate) => candidate.kid === token.keyId);
  if (key === undefined) return false;
  const publicKey = createPublicKey({ key, format: 'jwk' });
  return verify('sha256', Buffer.from(token.content), publicKey, token.signature);
}

function jsonObject(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function base64url(value: string | Buffer): string {
  return Buffer.from(value).toString('base64url');
}
