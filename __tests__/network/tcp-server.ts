import { createServer, type Socket } from 'node:net';

/** A server that does what it is told with each connection, and by itself nothing. */
export interface TcpServer {
  readonly port: number;
  /** Resolves when the first client has connected. */
  readonly connected: Promise<unknown>;
  close(): Promise<void>;
}

/** Whoever starts it closes it. */
export async function startTcpServer(
  handle: (socket: Socket) => void = () => undefined,
): Promise<TcpServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => undefined);
    handle(socket);
  });
  const connected = new Promise((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    port: address.port,
    connected,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes something again and again, as fast as the other side takes it, until it goes away. */
export function writeEndlessly(socket: Socket, text: string | Uint8Array): void {
  const write = () => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', write);
  write();
}
