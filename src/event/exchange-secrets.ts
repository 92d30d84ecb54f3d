import type { Channel } from '../function-compute/invocation';

/**
 * The credentials that an event carries in the header `authorization` of its request: the whole
 * value, what follows the scheme, and for Basic the password (RFC 7617).
 */
export function requestSecrets(channel: Channel): string[] {
  const value = channel.kind === 'api' ? undefined : channel.request.headers.authorization;
  if (value === undefined) return [];
  const [scheme = '', ...rest] = value.trim().split(' ');
  const credentials = rest.join(' ').trim();
  return [value, credentials, ...(scheme.toLowerCase() === 'basic' ? passwords(credentials) : [])];
}

function passwords(credentials: string): string[] {
  const [, ...password] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  return [password.join(':')];
}

/** The sessions that a response opened: each `Set-Cookie` as a whole, and the value of the cookie. */
export function responseSecrets(headers: Readonly<Record<string, string>> = {}): string[] {
  const cookies = headers['set-cookie'];
  if (cookies === undefined) return [];
  const values = [...cookies.matchAll(/=([^;,\s]+)/g)].map(([, value = '']) => value);
  return [cookies, ...values];
}
