import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { startTcpServer } from './tcp-server';

/**
 * A server for one test, which does this with a connection once a request has come.
 *
 * @returns its origin
 */
export async function startRawServer(respond: (socket: Socket) => void): Promise<string> {
  const server = await startTcpServer((socket) => socket.once('data', () => respond(socket)));
  onTestFinished(() => server.close());
  return `http://127.0.0.1:${server.port}`;
}

/** Writes something again and again, as fast as the other side takes it, until it goes away. */
export function writeEndlessly(socket: Socket, text: string | Uint8Array): void {
  const write = () => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', write);
  write();
}
