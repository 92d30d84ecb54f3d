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
