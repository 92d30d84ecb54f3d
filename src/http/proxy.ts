import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { type Address, abortable, connectTcp, secureTls } from './connect';
import { connectFailure, connectRefusal, describeCause } from './errors';

/** How long a proxy may take to reach the server and to respond to CONNECT. */
const TUNNEL_TIMEOUT_MS = 30_000;

/** Statuses of a proxy for a server that is out of reach for now (RFC 9110, 15.6). */
const TRANSIENT_PROXY_STATUSES = new Set([502, 503, 504]);

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** The environment, of which only the proxy variables are read. */
export type ProxyVariables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a URL, read as the Actions toolkit does (`getProxyUrl`
 * of `@actions/http-client`): `https_proxy` or `http_proxy` by the scheme of the URL, each also in
 * upper case, unless `no_proxy` covers the host. Different from the toolkit, a value without `://`
 * always means `http://`, and loopback is a host like any other.
 *
 * @throws TransportError if the variable does not hold the URL of an HTTP proxy
 */
export function proxyFor(url: URL, environment: ProxyVariables): URL | undefined {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const value = withScheme(variable(environment, name));
  if (value === undefined || isExempt(url, variable(environment, 'no_proxy'))) return undefined;
  const proxy = URL.canParse(value) ? new URL(value) : undefined;
  if (proxy === undefined || !(proxy.protocol in DEFAULT_PORTS) || isUserTakenForHost(proxy)) {
    // The value may hold a password: it is not quoted.
    throw connectRefusal(
      `${name.toUpperCase()}, which applies to ${url.origin}, is not an http:// or https:// URL; correct it, with special characters of the password percent-encoded, or add the host to NO_PROXY`,
    );
  }
  return proxy;
}

/**
 * Whether the URL parser took the user for the host, and the beginning of the password for the port:
 * it does if the password holds `/`, `?`, `#` or a backslash that is not percent-encoded.
 */
function isUserTakenForHost({ pathname, search, hash }: URL): boolean {
  return `${pathname}${search}${hash}`.includes('@');
}

/** Whether NO_PROXY, hosts or domains with or without port, or `*`, covers the host of a URL. */
function isExempt(url: URL, noProxy: string): boolean {
  const { hostname, port } = addressOf(url);
  const names = [hostname, `${hostname}:${port}`];
  return noProxy
    .toLowerCase()
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .some((item) => {
      const domain = item.startsWith('.') ? item : `.${item}`;
      return item === '*' || names.some((name) => name === item || name.endsWith(domain));
    });
}

function variable(environment: ProxyVariables, name: string): string {
  return (environment[name] || environment[name.toUpperCase()] || '').trim();
}

function withScheme(value: string): string | undefined {
  if (value === '') return undefined;
  return value.includes('://') ? value : `http://${value}`;
}

/**
 * Opens a tunnel to `target` through an HTTP proxy (CONNECT, RFC 9110, 9.3.6). Plain http goes
 * through a tunnel too, so that a response of the proxy can never pass for one of the server.
 *
 * @throws TransportError; the proxy's 502, 503 and 504 are transient, other refusals are not
 */
export async function connectTunnel(
  proxy: URL,
  target: Address,
  signal: AbortSignal,
  timeoutMs = TUNNEL_TIMEOUT_MS,
): Promise<Socket> {
  const address = addressOf(proxy);
  const plain = await connectTcp(address, signal);
  const socket = proxy.protocol === 'https:' ? await secureTls(plain, address, signal) : plain;
  const authority = `${target.hostname}:${target.port}`;
  const tunnel = new Promise<Socket>((resolve, reject) => {
    const request = httpRequest({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...authorization(proxy) },
      createConnection: () => socket,
    });
    const via = `proxy ${proxy.host}`;
    const timer = setTimeout(() => {
      fail(connectFailure(`no response from ${via} to CONNECT within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
      request.destroy();
    };
    request.once('connect', (response, tunnelled, head) => {
      clearTimeout(timer);
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) {
        tunnelled.unshift(head);
        resolve(tunnelled);
      } else if (status === 407) {
        fail(
          connectRefusal(
            `${via} requires a user and password (407); add them to the URL in HTTPS_PROXY or HTTP_PROXY`,
          ),
        );
      } else {
        const refusal = TRANSIENT_PROXY_STATUSES.has(status) ? connectFailure : connectRefusal;
        fail(refusal(`${via} responded ${status} to CONNECT ${authority}`));
      }
    });
    request.once('error', (cause) =>
      fail(connectFailure(`${via} failed: ${describeCause(cause)}`, cause)),
    );
    request.end();
  });
  return abortable(socket, tunnel, signal);
}

/**
 * Passwords in the proxy variables of an environment, in every spelling in which they may appear:
 * as written, decoded, encoded, and as `proxy-authorization` carries them. A value that is not a
 * URL has one, too, if there is something before an `@`.
 */
export function proxySecretsIn(environment: ProxyVariables): string[] {
  const secrets = Object.entries(environment)
    .filter(([name]) => /^(https?|all)_proxy$/i.test(name))
    .flatMap(([, value = '']) => userInfosIn(value.trim()))
    .flatMap(([user, password]) => {
      const decoded = percentDecoded(password);
      const basic = basicCredentials(user, password);
      return [password, decoded, encodeURIComponent(decoded.toWellFormed()), basic];
    });
  return [...new Set(secrets)];
}

/** Users and their passwords, as written and as a URL encodes them. */
function userInfosIn(value: string): [user: string, password: string][] {
  const start = value.indexOf('://');
  const authority = start < 0 ? value : value.slice(start + 3);
  // The last `@` ends the user info, as it does for the URL parser; a password may hold others.
  const written = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
  const colon = written.indexOf(':');
  const url = withScheme(value) ?? '';
  const { username, password } = URL.canParse(url) ? new URL(url) : { username: '', password: '' };
  const found: [user: string, password: string][] = [[username, password]];
  if (colon >= 0) found.push([written.slice(0, colon), written.slice(colon + 1)]);
  return found.filter(([, secret]) => secret !== '');
}

/** The host and port of an http or https URL. */
export function addressOf(url: URL): Address {
  return {
    hostname: url.hostname,
    port: url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port),
  };
}

function authorization(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {};
  return { 'proxy-authorization': `Basic ${basicCredentials(proxy.username, proxy.password)}` };
}

function basicCredentials(user: string, password: string): string {
  return Buffer.from(`${percentDecoded(user)}:${percentDecoded(password)}`).toString('base64');
}

/** A password with a bare `%` is what many people write, and what other tools accept. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
