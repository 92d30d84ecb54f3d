import type { Socket } from 'node:net';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { connectTcp, secureTls } from './connect';
import { addressOf, connectTunnel, proxyFor } from './proxy';

/** A connection that has waited longer for its request counts as idle, and is not used. */
const LONGEST_WAIT_MS = 1_000;

/**
 * Opens a connection to an origin, over the proxy that the environment names for it, with TLS for
 * https.
 *
 * @param onAttempt called when the server, or the proxy on the way to it, has been asked
 * @throws TransportError, or the signal's reason
 */
export async function openConnection(
  origin: string,
  signal: AbortSignal,
  onAttempt?: () => void,
): Promise<Socket> {
  const url = new URL(origin);
  const address = addressOf(url);
  const proxy = proxyFor(url.origin);
  const plain =
    proxy === undefined
      ? await connectTcp(address, signal, onAttempt)
      : await connectTunnel(proxy, address, signal, onAttempt);
  return url.protocol === 'https:' ? secureTls(plain, address, signal) : plain;
}

/**
 * A connection that opens while its request is still being made. It carries one request, the first
 * that goes to its origin, and only while it is fresh: one that has been idle may be closed by the
 * other side while the request is on its way, and nobody could tell whether the function ran.
 */
export class ConnectionAhead {
  #opening: Promise<{ socket: Socket; openSince: number }> | undefined;

  private constructor(
    private readonly origin: string,
    opening: Promise<Socket>,
  ) {
    this.#opening = opening.then((socket) => ({ socket, openSince: performance.now() }));
    // Whoever takes the connection hears of the failure.
    this.#opening.catch(() => undefined);
  }

  /**
   * Resolves when the server, or the proxy on the way to it, has been asked for the connection or
   * will not be, so that the caller may keep the event loop busy from then on.
   */
  static begin(origin: string, signal: AbortSignal): Promise<ConnectionAhead> {
    return new Promise((resolve) => {
      const begun = () => resolve(connection);
      const opening = openConnection(origin, signal, begun);
      const connection = new ConnectionAhead(origin, opening);
      opening.then(begun, begun);
    });
  }

  /**
   * The connection, if it is for this origin, nobody has taken it, and it is fresh.
   *
   * @throws why it could not be opened
   */
  async take(origin: string): Promise<Socket | undefined> {
    if (origin !== this.origin) return undefined;
    const opening = this.#opening;
    this.#opening = undefined;
    if (opening === undefined) return undefined;
    const { socket, openSince } = await opening;
    // After the loop was kept busy, one turn may only tell that the connection stands, and the next
    // one that the other side has closed it.
    await turnOfTheLoop();
    await turnOfTheLoop();
    if (performance.now() - openSince <= LONGEST_WAIT_MS && isUntouched(socket)) return socket;
    socket.destroy();
    return undefined;
  }

  /** Closes the connection if nobody has taken it. */
  close(): void {
    this.#opening?.then(({ socket }) => socket.destroy()).catch(() => undefined);
    this.#opening = undefined;
  }
}

/** Whether the other side has neither closed the connection nor sent anything. */
function isUntouched(socket: Socket): boolean {
  return socket.writable && socket.readableLength === 0;
}
