import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ConnectionAhead } from '../../src/http/connection';
import { TransportError } from '../../src/http/errors';
import { readText } from '../../src/http/read-text';
import { send } from '../../src/http/send';
import { startTcpServer, type TcpServer } from '../network/tcp-server';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';

const { signal } = new AbortController();

async function get(origin: string, ahead: ConnectionAhead): Promise<string> {
  const request = { origin, method: 'GET', path: '/', headers: {} } as const;
  const { body } = await send(request, signal, ahead);
  return readText(body, 1024);
}

describe('a connection that was begun ahead', () => {
  let server: TcpServer;
  let origin: string;
  let clients: Socket[];

  beforeEach(async () => {
    clients = [];
    server = await startTcpServer((socket) => {
      clients.push(socket);
      socket.once('data', () => socket.end(ANSWER));
    });
    origin = `http://127.0.0.1:${server.port}`;
  });
  afterEach(() => server.close());

  test('is open before the request is there, and carries it', async () => {
    const ahead = await ConnectionAhead.begin(origin, signal);
    await server.connected;

    expect(await get(origin, ahead)).toBe('ok');
    expect(clients).toHaveLength(1);
  });

  test('carries one request; the next one has its own', async () => {
    const ahead = await ConnectionAhead.begin(origin, signal);

    expect([await get(origin, ahead), await get(origin, ahead)]).toEqual(['ok', 'ok']);
    expect(clients).toHaveLength(2);
  });

  test('carries no request to another host', async () => {
    const other = await startTcpServer();
    onTestFinished(() => other.close());
    const ahead = await ConnectionAhead.begin(`http://127.0.0.1:${other.port}`, signal);
    onTestFinished(() => ahead.close());

    expect(await get(origin, ahead)).toBe('ok');
    expect(clients).toHaveLength(1);
  });

  test('is closed and not used when it has been idle', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const ahead = await ConnectionAhead.begin(origin, signal);
    await server.connected;
    // By then this side has seen the connection too, and looked at the clock.
    await new Promise(setImmediate);
    vi.advanceTimersByTime(1_001);
    const [client] = clients;
    const closed = new Promise((resolve) => client?.resume().once('close', resolve));

    expect(await get(origin, ahead)).toBe('ok');
    expect(clients).toHaveLength(2);
    await closed;
  });

  test('is not used when it was reset meanwhile', async () => {
    const ahead = await ConnectionAhead.begin(origin, signal);
    await server.connected;
    await new Promise(setImmediate);
    clients[0]?.resetAndDestroy();

    expect(await get(origin, ahead)).toBe('ok');
    expect(clients).toHaveLength(2);
  });

  test('carries nothing once the signal has fired, and is closed', async () => {
    const stop = new AbortController();
    const ahead = await ConnectionAhead.begin(origin, stop.signal);
    await server.connected;
    await new Promise(setImmediate);
    const [client] = clients;
    const closed = new Promise((resolve) => client?.once('close', resolve));
    const received = vi.fn();
    client?.on('data', received);

    const request = { origin, method: 'GET', path: '/', headers: {} } as const;
    const sending = send(request, stop.signal, ahead);
    // The request is on its way to the connection when the job is cancelled.
    stop.abort(new Error('cancelled'));

    await expect(sending).rejects.toThrow('cancelled');
    await closed;
    expect(received).not.toHaveBeenCalled();
  });

  test('fails the request as its own connection would', async () => {
    await server.close();
    const ahead = await ConnectionAhead.begin(origin, signal);

    const failure = await get(origin, ahead).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(TransportError);
    expect(failure).toMatchObject({ mayHaveBeenDelivered: false, transient: true });
    server = await startTcpServer();
  });

  test('is left to who has taken it', async () => {
    const slow = await startTcpServer((socket) =>
      socket.once('data', () => {
        ahead.close();
        socket.end(ANSWER);
      }),
    );
    onTestFinished(() => slow.close());
    const slowOrigin = `http://127.0.0.1:${slow.port}`;
    const ahead = await ConnectionAhead.begin(slowOrigin, signal);

    expect(await get(slowOrigin, ahead)).toBe('ok');
  });

  test('is closed when nobody has taken it', async () => {
    const ahead = await ConnectionAhead.begin(origin, signal);
    await server.connected;
    const [client] = clients;
    const closed = new Promise((resolve) => client?.resume().once('close', resolve));

    ahead.close();

    await closed;
  });
});

/** A server in a thread of its own: it treats its first connection while this thread is busy. */
const SERVER_THREAD = `
  const { createServer } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  const done = new Int32Array(workerData.done);
  let connections = 0;
  const treated = () => { Atomics.store(done, 0, 1); Atomics.notify(done, 0); };
  createServer((socket) => {
    socket.on('error', () => undefined);
    connections += 1;
    if (connections > 1) socket.once('data', () => socket.end(workerData.answer));
    else if (workerData.greeting === '') socket.end(treated);
    else socket.write(workerData.greeting, treated);
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

describe('while this program is busy', () => {
  test.each([
    ['is closed by the server', ''],
    ['gets an answer that nobody asked for', 'HTTP/1.1 408 Request Timeout\r\n\r\n'],
  ])('a connection that %s is not used', async (_what, greeting) => {
    const done = new SharedArrayBuffer(4);
    const thread = new Worker(SERVER_THREAD, {
      eval: true,
      workerData: { done, greeting, answer: ANSWER },
    });
    onTestFinished(async () => {
      await thread.terminate();
    });
    const [port] = await once(thread, 'message');
    const origin = `http://127.0.0.1:${port}`;

    const ahead = await ConnectionAhead.begin(origin, signal);
    expect(Atomics.wait(new Int32Array(done), 0, 0, 30_000)).not.toBe('timed-out');

    expect(await get(origin, ahead)).toBe('ok');
  });
});
