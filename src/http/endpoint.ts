/** Where a service is reached: a scheme and a host, with a port if it is not the scheme's own. */
export interface Endpoint {
  readonly protocol: 'https' | 'http';
  /** As in the `Host` header, e.g. `fcv3.cn-hangzhou.aliyuncs.com` or `127.0.0.1:9000`. */
  readonly host: string;
}

/**
 * Reads an endpoint as a user writes it: a host or an http(s) URL without user info, path, query
 * or fragment. The syntax is matched before the URL parser sees it, since that one repairs what
 * should be refused (`a@b`, back slashes, tabs).
 *
 * @throws Error with one sentence that says what was expected
 */
export function parseEndpoint(text: string): Endpoint {
  const match = /^(?:(https?):\/\/)?([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?\/?$/i.exec(text);
  const protocol = match?.[1]?.toLowerCase() === 'http' ? 'http' : 'https';
  const url = `${protocol}://${match?.[2]}${match?.[3] ?? ''}`;
  if (match === null || !URL.canParse(url)) {
    throw new Error(
      'must be a host or an http(s) URL without user, path, query or fragment, such as fcv3.cn-hangzhou.aliyuncs.com',
    );
  }
  return { protocol, host: new URL(url).host };
}

/** Scheme and host in one, e.g. `https://fcv3.cn-hangzhou.aliyuncs.com`. */
export function originOf(endpoint: Endpoint): string {
  return `${endpoint.protocol}://${endpoint.host}`;
}

/** Whether a host can only be on this machine (RFC 6761, 6.3; RFC 1122; RFC 4291). */
export function isLoopback(host: string): boolean {
  const { hostname } = new URL(`http://${host}`);
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
