import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectionAhead } from '../../src/http/connection';
import { NetworkError } from '../../src/http/errors';
import { readText } from '../../src/http/read-text';
import { send } from '../../src/http/send';
import { startTcpServer, type TcpServer } from '../network/tcp-server';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';

let server: TcpServer;
let clients: Socket[];
const { signal } = new AbortController();

beforeEach(async () => {
  clients = [];
  server = await startTcpServer((socket) => {
    clients.push(socket);
    socket.once('data', () => socket.end(ANSWER));
  });
});
afterEach(() => server.close());

function origin(): string {
  return `http://127.0.0.1:${server.port}`;
}

async function get(ahead: ConnectionAhead): Promise<string> {
  const request = { origin: origin(), method: 'GET', path: '/', headers: {} } as const;
  const { body } = await send(request, signal, ahead);
  return readText(body, 1024);
}

describe('a connection that was begun ahead', () => {
  test('is open before the request is there, and carries it', async () => {
    const ahead = await ConnectionAhead.begin(origin(), signal);
    await server.connected;

    expect(await get(ahead)).toBe('ok');
    expect(clients).toHaveLength(1);
  });

  test('carries one request; the next one has its own', async () => {
    const ahead = await ConnectionAhead.begin(origin(), signal);

    expect([await get(ahead), await get(ahead)]).toEqual(['ok', 'ok']);
    expect(clients).toHaveLength(2);
  });

  test('carries no request to another host', async () => {
    const other = await startTcpServer();
    const ahead = await ConnectionAhead.begin(`http://127.0.0.1:${other.port}`, signal);

    expect(await get(ahead)).toBe('ok');
    expect(clients).toHaveLength(1);
    ahead.close();
    await other.close();
  });

  test('is not used when the server has closed it meanwhile', async () => {
    const ahead = await ConnectionAhead.begin(origin(), signal);
    await server.connected;
    const [client] = clients;
    const closed = new Promise((resolve) => client?.once('close', resolve));
    client?.resume().end();
    await closed;

    expect(await get(ahead)).toBe('ok');
    expect(clients).toHaveLength(2);
  });

  test('is not used when it has been idle', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const ahead = await ConnectionAhead.begin(origin(), signal);
      await server.connected;
      await vi.waitFor(() => expect(clients).toHaveLength(1));
      // The client's own side is open in the same or the next turn of the loop.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      vi.advanceTimersByTime(1_001);

      expect(await get(ahead)).toBe('ok');
      expect(clients).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test('fails the request as its own connection would', async () => {
    const { port } = server;
    await server.close();
    const ahead = await ConnectionAhead.begin(`http://127.0.0.1:${port}`, signal);

    const request = { origin: origin(), method: 'GET', path: '/', headers: {} } as const;
    const failure = await send(request, signal, ahead).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(NetworkError);
    expect(failure).toMatchObject({ details: { mayHaveBeenDelivered: false, transient: true } });
  });

  test('is closed when nobody has taken it', async () => {
    const ahead = await ConnectionAhead.begin(origin(), signal);
    await server.connected;
    const [client] = clients;
    const closed = new Promise((resolve) => client?.resume().once('close', resolve));

    ahead.close();

    await closed;
  });
});
