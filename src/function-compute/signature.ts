import { createHash, createHmac } from 'node:crypto';
import type { AccessKey } from '../credentials/access-key';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** What a signature covers. */
export interface SignedParts {
  readonly method: string;
  /** Encoded, as it is sent. */
  readonly pathname: string;
  /** Decoded. */
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names, trimmed values; `x-acs-*`, `host` and `content-type` are signed. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The `Authorization` header of a request: ACS3-HMAC-SHA256 (Alibaba Cloud, "V3 request structure
 * and signature"). Equal to what the official SDK computes, which a test proves byte by byte.
 *
 * @param payloadHash SHA-256 of the body in hexadecimal digits; empty for HTTP triggers
 */
export function authorization(parts: SignedParts, payloadHash: string, key: AccessKey): string {
  const { method, pathname, query, headers } = parts;
  const names = Object.keys(headers).filter(isSigned).sort();
  const canonicalRequest = [
    method,
    canonicalPath(pathname),
    canonicalQuery(query),
    names.map((name) => `${name}:${headers[name]}\n`).join(''),
    names.join(';'),
    payloadHash,
  ].join('\n');
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256Hex(canonicalRequest)}`)
    .digest('hex');
  return `${ALGORITHM} Credential=${key.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
}

/** In hexadecimal digits. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The time as `x-acs-date` has it: `2026-01-02T03:04:05Z`. */
export function timestamp(now = new Date()): string {
  return now.toISOString().replace(/\.\d+/, '');
}

function isSigned(name: string): boolean {
  return name.startsWith('x-acs-') || name === 'host' || name === 'content-type';
}

function canonicalPath(pathname: string): string {
  return pathname.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~');
}

/** Names as they are, values encoded: so do all official SDKs. */
function canonicalQuery(query: SignedParts['query']): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${name}=${percentEncoded(query[name] ?? '')}`)
    .join('&');
}

/** As RFC 3986 has it; JavaScript leaves five characters alone. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
