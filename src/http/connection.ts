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
 * @throws NetworkError, or the signal's reason
 */
export async function openConnection(origin: string, signal: AbortSignal): Promise<Socket> {
  const url = new URL(origin);
  const address = addressOf(url);
  const proxy = proxyFor(url.origin);
  const plain =
    proxy === undefined
      ? await connectTcp(address, signal)
      : await connectTunnel(proxy, address, signal);
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
    signal: AbortSignal,
  ) {
    this.#opening = openConnection(origin, signal).then((socket) => {
      // Whoever takes the connection hears of later errors.
      socket.on('error', () => undefined);
      return { socket, openSince: performance.now() };
    });
    // Whoever takes the connection hears of the failure.
    this.#opening.catch(() => undefined);
  }

  /** Resolves as soon as the name is being looked up, or the first packet is on its way. */
  static async begin(origin: string, signal: AbortSignal): Promise<ConnectionAhead> {
    const connection = new ConnectionAhead(origin, signal);
    await turnOfTheLoop();
    return connection;
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
    // What the other side has done meanwhile is seen only when the event loop has turned.
    await turnOfTheLoop();
    const isFresh = performance.now() - openSince <= LONGEST_WAIT_MS && !isClosing(socket);
    if (isFresh) return socket;
    socket.destroy();
    return undefined;
  }

  /** Closes the connection if nobody has taken it. */
  close(): void {
    this.#opening?.then(({ socket }) => socket.destroy()).catch(() => undefined);
    this.#opening = undefined;
  }
}

/** Whether the other side has closed the connection, as far as that has come here. */
function isClosing(socket: Socket): boolean {
  return socket.destroyed || socket.readableEnded || !socket.writable;
}
