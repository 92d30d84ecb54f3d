/** How a connection is opened: to which address, for how long, under which name. */
import dns from 'node:dns';
import type { AddressInfo, Socket } from 'node:net';
import tls, { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { connectTcp, secureTls } from '../../../src/http/connect';
import { type BlackHole, startBlackHole } from '../../network/black-hole';
import { type Identity, TestAuthority } from '../../network/certificate';
import { ConnectProxy } from '../../network/connect-proxy';
import { failureOf, get } from '../../network/get';
import { startRawServer } from '../../network/raw-server';
import { keepAliveSecondsTo } from '../../network/socket-timers';
import { startTcpServer } from '../../network/tcp-server';

const never = new AbortController().signal;
const isLinux = process.platform === 'linux';
const LIMITS = { connectTimeoutMs: 100 };

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Every host name has these addresses, in this order, until the test is over; DNS takes a moment. */
function everyHostIs(...addresses: readonly string[]): void {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const lookup = (_host: string, options: dns.LookupOptions, done: (...all: unknown[]) => void) =>
    setImmediate(() =>
      options.all ? done(null, found) : done(null, found[0]?.address, found[0]?.family),
    );
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);
}

describe('of the addresses of a host', () => {
  let blackHole: BlackHole;

  beforeAll(async () => {
    blackHole = await startBlackHole();
  });

  afterAll(() => blackHole.close());

  test.for([
    ['the second, after one that refuses', ['::1', '127.0.0.1']],
    ['the first, whatever its family', ['127.0.0.1', '::1']],
    ['the last of three', ['::1', '127.0.0.3', '127.0.0.1']],
  ] as const)('%s is connected to', async ([, addresses]) => {
    const server = await startTcpServer();
    onTestFinished(() => server.close());
    everyHostIs(...addresses);

    const socket = await connectTcp({ hostname: 'host.test', port: server.port }, never);
    onTestFinished(() => {
      socket.destroy();
    });

    expect(socket.remoteAddress).toBe('127.0.0.1');
  });

  test('all are named, in their order, each with why it failed', async () => {
    const server = await startTcpServer();
    await server.close();
    everyHostIs('127.0.0.1', '::1');
    const { port } = server;

    expect(await failureOf(connectTcp({ hostname: 'host.test', port }, never))).toMatchObject({
      message: expect.stringMatching(
        `^could not connect to host\\.test:${port}: 127\\.0\\.0\\.1:${port} \\(connect ECONNREFUSED [^;]+\\); ::1:${port} \\([^;]+\\)$`,
      ),
      reason: 'network',
      mayHaveBeenDelivered: false,
      transient: true,
    });
  });

  test.runIf(isLinux)('one that does not respond is given up after the limit', async () => {
    const { port } = blackHole;

    expect(
      await failureOf(connectTcp({ hostname: '127.0.0.1', port }, never, LIMITS)),
    ).toMatchObject({
      message: `could not connect to 127.0.0.1:${port}: 127.0.0.1:${port} (no response within 0.1 s)`,
      reason: 'network',
      mayHaveBeenDelivered: false,
      transient: true,
    });
  });

  test.runIf(isLinux)('the next has a limit of its own, and both are named', async () => {
    const { port } = blackHole;
    everyHostIs('127.0.0.1', '127.0.0.2');

    const failure = await failureOf(connectTcp({ hostname: 'host.test', port }, never, LIMITS));

    expect(failure).toMatchObject({
      message: `could not connect to host.test:${port}: 127.0.0.1:${port} (no response within 0.1 s); 127.0.0.2:${port} (connect ECONNREFUSED 127.0.0.2:${port})`,
    });
  });

  test.runIf(isLinux)('the limit is 10 s by default', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const connecting = connectTcp({ hostname: '127.0.0.1', port: blackHole.port }, never);
    const failure = failureOf(connecting);
    while (vi.getTimerCount() === 0) await nextTurn();

    vi.advanceTimersByTime(11_000);

    expect(await failure).toMatchObject({
      message: expect.stringContaining('(no response within 10 s)'),
    });
  });

  test.runIf(isLinux)('cancelling ends the attempt', async () => {
    const stop = new AbortController();
    const { port } = blackHole;
    const failure = failureOf(connectTcp({ hostname: '127.0.0.1', port }, stop.signal));

    stop.abort(new Error('cancelled'));

    expect(await failure).toBe(stop.signal.reason);
  });
});

test('an IPv6 address may be in brackets', async () => {
  const failure = await failureOf(connectTcp({ hostname: '[::1]', port: 1 }, never));

  expect(failure).toMatchObject({
    message: expect.stringMatching(/^could not connect to ::1:1: ::1:1 \(/),
  });
});

test('a connection that was connected is left open, with TCP keep-alive after 30 s', async () => {
  const server = await startTcpServer();
  onTestFinished(() => server.close());

  const socket = await connectTcp({ hostname: '127.0.0.1', port: server.port }, never);
  onTestFinished(() => {
    socket.destroy();
  });

  expect(socket.destroyed).toBe(false);
  if (!isLinux) return;
  const [seconds = 0] = keepAliveSecondsTo(server.port);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(30);
});

const authority = new TestAuthority();

/** Node.js takes certificate authorities from its environment, only when it starts. */
function trustAuthority(): void {
  const { createSecureContext } = tls;
  vi.spyOn(tls, 'createSecureContext').mockImplementation((options) =>
    createSecureContext({ ...options, ca: authority.cert }),
  );
}

/** A TLS server for one test; what it saw of the handshake is in `seen`. */
async function startTlsServer(hosts: readonly string[], respond: (socket: TLSSocket) => void) {
  const seen: { name: string; protocols: string[] }[] = [];
  const identity: Identity = authority.issue({ hosts });
  const server = createTlsServer(
    {
      ...identity,
      ALPNCallback: ({ servername, protocols }) => {
        seen.push({ name: servername, protocols });
        return protocols[0];
      },
    },
    (socket) => {
      socket.on('error', () => undefined).once('data', () => respond(socket));
    },
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

describe('TLS', () => {
  test.for([
    ['fc.example.test', 'fc.example.test'],
    // RFC 6066 has no place for an address.
    ['127.0.0.1', ''],
  ] as const)('to %s names the server %j', async ([host, name]) => {
    const { port, seen } = await startTlsServer([host], (socket) => socket.end(OK));
    trustAuthority();
    everyHostIs('127.0.0.1');

    const response = await get(`https://${host}:${port}`);

    expect(response.statusCode).toBe(200);
    expect(seen).toEqual([{ name: name || false, protocols: ['http/1.1'] }]);
    for await (const chunk of response.body) expect(String(chunk)).toBe('ok');
  });

  test('a certificate of an unknown authority is refused for good', async () => {
    const { port } = await startTlsServer(['127.0.0.1'], (socket) => socket.end(OK));

    expect(await failureOf(get(`https://127.0.0.1:${port}`))).toMatchObject({
      message: expect.stringMatching(
        `^the certificate of 127\\.0\\.0\\.1:${port} is not accepted: .*; for a private certificate authority, name its file in NODE_EXTRA_CA_CERTS$`,
      ),
      reason: 'network',
      mayHaveBeenDelivered: false,
      transient: false,
    });
  });

  test.for([
    ['that does not speak it', 'hello\r\n', /^the TLS handshake with 127\.0\.0\.1:\d+ failed: /],
    [
      'that closes the connection',
      undefined,
      /^(127\.0\.0\.1:\d+ closed the connection during the TLS handshake|the TLS handshake with 127\.0\.0\.1:\d+ failed: )/,
    ],
  ] as const)('with a server %s fails, and may be tried again', async ([, bytes, message]) => {
    const origin = await startRawServer((socket) =>
      bytes === undefined ? socket.end() : socket.write(bytes),
    );

    expect(await failureOf(get(origin.replace('http:', 'https:')))).toMatchObject({
      message: expect.stringMatching(message),
      reason: 'network',
      mayHaveBeenDelivered: false,
      transient: true,
    });
  });

  test.for([
    ['within its limit', LIMITS, 0.1],
    ['within 10 s by default', {}, 10],
  ] as const)('ends %s', async ([, limits, seconds]) => {
    let isClosed: (value: unknown) => void = () => undefined;
    const closed = new Promise((resolve) => {
      isClosed = resolve;
    });
    const server = await startTcpServer((socket) => socket.resume().once('close', isClosed));
    onTestFinished(() => server.close());
    const address = { hostname: '127.0.0.1', port: server.port };
    const socket = await connectTcp(address, never);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const failure = failureOf(secureTls(socket, address, never, limits));

    vi.advanceTimersByTime(seconds * 1000);

    expect(await failure).toMatchObject({
      message: `the TLS handshake with 127.0.0.1:${server.port} took over ${seconds} s`,
      mayHaveBeenDelivered: false,
      transient: true,
    });
    await closed;
  });

  test('over a connection that is closed already fails at once, and may be tried again', async () => {
    const server = await startTcpServer();
    onTestFinished(() => server.close());
    const address = { hostname: '127.0.0.1', port: server.port };
    const socket = await connectTcp(address, never);
    socket.destroy();

    expect(await failureOf(secureTls(socket, address, never))).toMatchObject({
      message: `127.0.0.1:${server.port} closed the connection during the TLS handshake`,
      mayHaveBeenDelivered: false,
      transient: true,
    });
  });
});

describe('a connection outlives every limit of opening it', () => {
  test.for([
    ['http', undefined],
    ['https', undefined],
    ['http', 'http'],
    ['https', 'http'],
    ['http', 'https'],
    ['https', 'https'],
  ] as const)('%s, through a proxy: %s', async ([scheme, proxyScheme]) => {
    trustAuthority();
    const respondLate = (socket: Socket) => {
      vi.advanceTimersByTime(3_600_000);
      socket.end(OK);
    };
    const origin =
      scheme === 'http'
        ? await startRawServer(respondLate)
        : `https://127.0.0.1:${(await startTlsServer(['127.0.0.1'], respondLate)).port}`;
    const tls = proxyScheme === 'https' ? authority.issue({ hosts: ['127.0.0.1'] }) : undefined;
    const proxy = await ConnectProxy.start(tls && { tls });
    onTestFinished(() => proxy.close());
    const environment = proxyScheme ? { HTTP_PROXY: proxy.url(), HTTPS_PROXY: proxy.url() } : {};
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

    const response = await get(origin, { environment });

    expect(response.statusCode).toBe(200);
    expect(proxy.asked).toHaveLength(proxyScheme ? 1 : 0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
