import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** The TCP connections of a server, also those under TLS. */
export class Connections {
  /** By the client's port, which the TLS socket of a connection shares with its TCP socket. */
  readonly #sockets = new Map<number, Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      const { remotePort } = socket;
      if (remotePort === undefined) return;
      this.#sockets.set(remotePort, socket);
      socket.once('close', () => this.#sockets.delete(remotePort));
    });
  }

  /** Ends the connection of a request with a TCP reset. */
  reset(message: IncomingMessage): void {
    const { remotePort } = message.socket;
    const socket = remotePort === undefined ? undefined : this.#sockets.get(remotePort);
    socket?.resetAndDestroy();
    message.socket.destroy();
  }
}
