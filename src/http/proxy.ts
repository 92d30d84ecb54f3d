import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { getProxyForUrl } from 'proxy-from-env';
import { type Address, abortable, connectTcp, secureTls } from './connect';
import { connectFailure, connectRefusal, describeCause } from './errors';

/** How long a proxy may take to reach the server and to answer CONNECT. */
const TUNNEL_TIMEOUT_MS = 30_000;

/** What a proxy answers when the server behind it is out of reach for now (RFC 9110, 15.6). */
const TRANSIENT_PROXY_STATUSES = new Set([502, 503, 504]);

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * The proxy which HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY (upper or lower case) name for
 * an origin such as `https://fcv3.cn-hangzhou.aliyuncs.com`.
 *
 * @throws TransportError when the variable does not hold the URL of an HTTP proxy
 */
export function proxyFor(origin: string): URL | undefined {
  const value = getProxyForUrl(origin);
  if (value === '') return undefined;
  const proxy = URL.canParse(value) ? new URL(value) : undefined;
  if (proxy === undefined || !(proxy.protocol in DEFAULT_PORTS)) {
    // The value may hold a password: it is not quoted.
    throw connectRefusal(
      `the proxy variable that applies to ${origin} does not hold an http:// or https:// URL; correct HTTPS_PROXY or HTTP_PROXY, or add the host to NO_PROXY`,
    );
  }
  return proxy;
}

/**
 * Opens a tunnel to `target` through an HTTP proxy (CONNECT, RFC 9110, 9.3.6). Plain http goes
 * through a tunnel too, so that an answer of the proxy can never pass for one of the server.
 *
 * @param onAttempt called when the proxy has been asked, which then does the rest by itself
 * @throws TransportError; the proxy's 502, 503 and 504 are transient, other refusals are not
 */
export async function connectTunnel(
  proxy: URL,
  target: Address,
  signal: AbortSignal,
  onAttempt: () => void = () => undefined,
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
      fail(connectFailure(`${via} did not answer CONNECT within ${TUNNEL_TIMEOUT_MS / 1000} s`));
    }, TUNNEL_TIMEOUT_MS);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
      request.destroy();
    };
    request.once('finish', onAttempt);
    request.once('connect', (response, tunnelled, head) => {
      clearTimeout(timer);
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) {
        if (head.length > 0) tunnelled.unshift(head);
        resolve(tunnelled);
      } else if (status === 407) {
        fail(
          connectRefusal(
            `${via} asks for a user and password (407); put them into the proxy's URL in HTTPS_PROXY`,
          ),
        );
      } else {
        const refusal = TRANSIENT_PROXY_STATUSES.has(status) ? connectFailure : connectRefusal;
        fail(refusal(`${via} answered ${status} to CONNECT ${authority}`));
      }
    });
    request.once('error', (cause) =>
      fail(connectFailure(`${via} failed: ${describeCause(cause)}`, cause)),
    );
    request.end();
  });
  return abortable(socket, tunnel, signal);
}

/** Passwords in the proxy variables of an environment, as written and decoded. */
export function proxySecretsIn(
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  return Object.entries(environment)
    .filter(([name]) => /^(https?|all)_proxy$/i.test(name))
    .map(([, value = '']) => (value.includes('://') ? value : `http://${value}`))
    .map((value) => (URL.canParse(value) ? new URL(value).password : ''))
    .flatMap((password) => [password, percentDecoded(password)]);
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
  const user = `${percentDecoded(proxy.username)}:${percentDecoded(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` };
}

/** A password with a bare `%` is what many people write, and what other tools accept. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
