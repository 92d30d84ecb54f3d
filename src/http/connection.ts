import type { Socket } from 'node:net';
import { type ConnectLimits, connectTcp, secureTls } from './connect';
import { addressOf, connectTunnel, type ProxyVariables, proxyFor } from './proxy';

/** How a connection is opened. */
export interface ConnectionSettings extends ConnectLimits {
  /** The environment, of which the proxy variables are read. */
  readonly environment: ProxyVariables;
  readonly signal: AbortSignal;
}

/**
 * Opens a connection to an origin, through the proxy that the environment names for it, with TLS
 * for https.
 *
 * @throws TransportError, or the signal's reason
 */
export async function openConnection(
  origin: string,
  { environment, signal, ...limits }: ConnectionSettings,
): Promise<Socket> {
  const url = new URL(origin);
  const address = addressOf(url);
  const proxy = proxyFor(url, environment);
  const plain =
    proxy === undefined
      ? await connectTcp(address, signal, limits)
      : await connectTunnel(proxy, address, signal);
  return url.protocol === 'https:' ? secureTls(plain, address, signal, limits) : plain;
}
