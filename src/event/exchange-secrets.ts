/**
 * The credentials in the header `authorization` of a request: the whole value, what follows the
 * scheme, and for Basic the password (RFC 7617).
 */
export function requestSecrets(authorization: string | undefined): string[] {
  if (authorization === undefined) return [];
  const [scheme = '', ...rest] = authorization.trim().split(' ');
  const credentials = rest.join(' ').trim();
  return [
    authorization,
    credentials,
    ...(scheme.toLowerCase() === 'basic' ? passwords(credentials) : []),
  ];
}

function passwords(credentials: string): string[] {
  const [, ...password] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  return [password.join(':')];
}

/** A response has a few cookies, each of at most 4,096 bytes (RFC 6265, 6.1). */
const MAX_COOKIES = 100;
const MAX_COOKIE_LENGTH = 4096;

/**
 * The sessions that a response opened: all `Set-Cookie` as a whole, and the values of the cookies. Every
 * text is searched for every secret, so neither their number nor their length is the sender's.
 */
export function responseSecrets(headers: Readonly<Record<string, string>> = {}): string[] {
  const cookies = headers['set-cookie'];
  if (cookies === undefined) return [];
  const values = [...cookies.matchAll(/(?:^|,\s?)[^=;,\s]+=([^;,\s]+)/g)].map(
    ([, value = '']) => value,
  );
  return [cookies, ...values]
    .slice(0, MAX_COOKIES + 1)
    .map((secret) => secret.slice(0, MAX_COOKIE_LENGTH));
}
