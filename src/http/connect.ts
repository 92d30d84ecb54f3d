import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { unlessAborted } from './deadline';
import { connectFailure, connectRefusal, describeCause, errorCodeOf } from './errors';

/** The limit of {@link ConnectLimits}, unless a test sets a shorter one. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * When TCP keep-alive probes start on a silent connection. Hosted runners lose connections that
 * idle for 4 minutes, and many NAT gateways sooner; a function may be silent for hours.
 */
const KEEP_ALIVE_INITIAL_DELAY_MS = 30_000;

/** A host to connect to, as in a URL: IPv6 addresses may be in brackets. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** What a caller knows about the host that it connects to. */
export interface ConnectLimits {
  /**
   * Whether a host name that DNS does not know fails at once, as one of a region that does not
   * exist, instead of being a reason to retry.
   */
  readonly isUnknownHostFinal?: boolean | undefined;
  /** How long one address may take to accept a connection, and a TLS handshake to end: 10 s. */
  readonly connectTimeoutMs?: number | undefined;
}

/** So much later than Node.js would move on, also when this process is slow. */
const LAST_ADDRESS_MARGIN_MS = 500;

/**
 * Opens a TCP connection with keep-alive, trying every address of the host in turn.
 *
 * Node.js gives each address but the last 250 ms by default, too short for a server on another
 * continent; here each has `connectTimeoutMs`.
 *
 * @throws TransportError which names every address that was tried, and why it failed
 */
export function connectTcp(
  address: Address,
  signal: AbortSignal,
  { isUnknownHostFinal, connectTimeoutMs = CONNECT_TIMEOUT_MS }: ConnectLimits = {},
): Promise<Socket> {
  const host = withoutBrackets(address.hostname);
  const failures: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const socket = tcpConnect({
    host,
    port: address.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_INITIAL_DELAY_MS,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: connectTimeoutMs,
  });
  const connected = new Promise<Socket>((resolve, reject) => {
    const fail = (cause?: unknown) => {
      const reasons = failures.length > 0 ? failures.join('; ') : describeCause(cause);
      const failure = isUnknownHostFinal && isUnknownHost(cause) ? connectRefusal : connectFailure;
      reject(failure(`could not connect to ${host}:${address.port}: ${reasons}`, cause));
    };
    socket.on('connectionAttempt', (ip, port) => {
      clearTimeout(timer);
      // Node.js moves on to the next address by itself; this ends the last one, which it does not.
      timer = setTimeout(() => {
        failures.push(noResponse(ip, port, connectTimeoutMs));
        fail();
        socket.destroy();
      }, connectTimeoutMs + LAST_ADDRESS_MARGIN_MS);
    });
    socket.on('connectionAttemptFailed', (ip, port, _family, cause) => {
      failures.push(`${ip}:${port} (${describeCause(cause)})`);
    });
    socket.on('connectionAttemptTimeout', (ip, port) => {
      failures.push(noResponse(ip, port, connectTimeoutMs));
    });
    socket.once('connect', () => resolve(socket));
    socket.once('error', fail);
  });
  return abortable(socket, connected, signal).finally(() => clearTimeout(timer));
}

/** Whether DNS does not know the host: the name has a typo, or names a region that has no such host. */
export function isUnknownHost(error: unknown): boolean {
  if (errorCodeOf(error) === 'ENOTFOUND') return true;
  return error instanceof Error && isUnknownHost(error.cause);
}

function noResponse(ip: string, port: number, timeoutMs: number): string {
  return `${ip}:${port} (no response within ${timeoutMs / 1000} s)`;
}

/**
 * Performs a TLS handshake over an open connection. The certificate is always verified, against
 * Node's authorities and those of NODE_EXTRA_CA_CERTS, whatever NODE_TLS_REJECT_UNAUTHORIZED says.
 *
 * @throws TransportError; a certificate that is refused, or is another host's, is not transient
 */
export function secureTls(
  socket: Socket,
  address: Address,
  signal: AbortSignal,
  { connectTimeoutMs = CONNECT_TIMEOUT_MS }: Pick<ConnectLimits, 'connectTimeoutMs'> = {},
): Promise<TLSSocket> {
  const host = withoutBrackets(address.hostname);
  const secure = tlsConnect({
    socket,
    host,
    // Server names are host names: RFC 6066 has no place for an IP address.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
  });
  let timer: NodeJS.Timeout | undefined;
  const handshake = new Promise<TLSSocket>((resolve, reject) => {
    const name = `${host}:${address.port}`;
    timer = setTimeout(() => {
      reject(
        connectFailure(`the TLS handshake with ${name} took over ${connectTimeoutMs / 1000} s`),
      );
      secure.destroy();
    }, connectTimeoutMs);
    secure.once('secureConnect', () => resolve(secure));
    secure.once('error', (cause) => {
      const reason = describeCause(cause);
      reject(
        secure.authorizationError
          ? connectRefusal(
              `the certificate of ${name} is not accepted: ${reason}; for a private certificate authority, name its file in NODE_EXTRA_CA_CERTS`,
              cause,
            )
          : connectFailure(`the TLS handshake with ${name} failed: ${reason}`, cause),
      );
    });
    secure.once('close', () =>
      reject(connectFailure(`${name} closed the connection during the TLS handshake`)),
    );
  });
  return abortable(secure, handshake, signal).finally(() => clearTimeout(timer));
}

/** Destroys the socket and rejects with the signal's reason if the signal fires first. */
export async function abortable<T>(
  socket: Socket,
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await unlessAborted(signal, work);
  } catch (error) {
    // The socket is no longer in use; a late error on it says nothing new.
    socket.on('error', () => undefined);
    socket.destroy();
    throw error;
  }
}

function withoutBrackets(hostname: string): string {
  return hostname.replaceAll(/[[\]]/g, '');
}
