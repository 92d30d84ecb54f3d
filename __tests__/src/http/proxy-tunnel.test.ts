import { expect, onTestFinished, test } from 'vitest';
import { connectTunnel } from '../../../src/http/proxy';
import { ConnectProxy, type ProxyOptions } from '../../network/connect-proxy';
import { failureOf, get } from '../../network/get';
import { startRawServer } from '../../network/raw-server';
import { startTcpServer } from '../../network/tcp-server';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
const never = new AbortController().signal;
const target = { hostname: '127.0.0.1', port: 9 };

async function startProxy(options: ProxyOptions = {}): Promise<ConnectProxy> {
  const proxy = await ConnectProxy.start(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

test('a proxy that does not respond to CONNECT is given up, and another attempt may succeed', async () => {
  const silent = await startTcpServer();
  onTestFinished(() => silent.close());
  const proxy = new URL(`http://127.0.0.1:${silent.port}`);

  expect(await failureOf(connectTunnel(proxy, target, never, 50))).toMatchObject({
    message: `no response from proxy ${proxy.host} to CONNECT within 0.05 s`,
    mayHaveBeenDelivered: false,
    transient: true,
  });
});

test('cancelling ends the waiting for a proxy', async () => {
  const stop = new AbortController();
  const silent = await startRawServer(() => stop.abort(new Error('cancelled')));

  const failure = failureOf(connectTunnel(new URL(silent), target, stop.signal));

  expect(await failure).toBe(stop.signal.reason);
});

test.for([
  [407, false],
  [403, false],
  [500, false],
  [502, true],
  [503, true],
  [504, true],
] as const)(
  'a proxy that responds %i to CONNECT is a reason to retry: %s',
  async ([status, transient]) => {
    const proxy = await startProxy({ refuses: { status } });

    const failure = await failureOf(connectTunnel(new URL(proxy.url()), target, never));

    expect(failure).toMatchObject({ reason: 'network', mayHaveBeenDelivered: false, transient });
  },
);

test('a proxy without a scheme gets CONNECT, not a TLS handshake, for an https host', async () => {
  const proxy = await startProxy({ refuses: { status: 403 } });
  const environment = { HTTPS_PROXY: `127.0.0.1:${proxy.port}` };

  await failureOf(get('https://fc.example.test', { environment }));

  expect(proxy.asked).toEqual(['fc.example.test:443']);
});

test('loopback goes through the proxy, unless NO_PROXY names it', async () => {
  const proxy = await startProxy();
  const origin = await startRawServer((socket) => socket.end(OK));
  const environment = { HTTP_PROXY: proxy.url() };

  await get(origin, { environment });
  await get(origin, { environment: { ...environment, NO_PROXY: '127.0.0.1' } });

  expect(proxy.asked).toEqual([new URL(origin).host]);
});

test.for([
  ['user:secret', 'user:secret'],
  ['us%20er:p%40ss%3Aword', 'us er:p@ss:word'],
  ['user', 'user:'],
  [':secret', ':secret'],
  ['', undefined],
] as const)('to a proxy with the user info %j is sent: %s', async ([userInfo, expected]) => {
  const proxy = await startProxy({ refuses: { status: 403 } });

  await failureOf(connectTunnel(new URL(proxy.url(userInfo)), target, never));

  const sent = expected && `Basic ${Buffer.from(expected).toString('base64')}`;
  expect(proxy.authorizations).toEqual([sent]);
});

test('a user and password that the proxy does not accept are a reason to give up', async () => {
  const credentials = { user: 'us er', password: 'p@ss:word' };
  const proxy = await startProxy({ credentials, refuses: { status: 403 } });

  const through = (userInfo: string) =>
    failureOf(connectTunnel(new URL(proxy.url(userInfo)), target, never));

  expect(await through('us%20er:p%40ss%3Aword')).toMatchObject({
    message: `proxy ${new URL(proxy.url()).host} responded 403 to CONNECT 127.0.0.1:9`,
  });
  expect(await through('')).toMatchObject({
    message: `proxy ${new URL(proxy.url()).host} requires a user and password (407); add them to the URL in HTTPS_PROXY or HTTP_PROXY`,
    transient: false,
  });
  expect(await through('other')).toMatchObject({ message: expect.stringContaining('(407)') });
});

test('a proxy that closes the connection is a reason to retry', async () => {
  const proxy = await startProxy({ breaks: 'instead-of-answering' });

  expect(await failureOf(connectTunnel(new URL(proxy.url()), target, never))).toMatchObject({
    message: expect.stringMatching(/^proxy 127\.0\.0\.1:\d+ failed: ./),
    mayHaveBeenDelivered: false,
    transient: true,
  });
});

test.for([
  [199, false],
  [200, true],
  [299, true],
  [300, false],
] as const)(
  'a proxy that responds %i to CONNECT has opened a tunnel: %s',
  async ([status, isOpen]) => {
    const greeting = 'hello';
    const answers = `HTTP/1.1 ${status} X\r\n\r\n${greeting}`;
    const proxy = await startProxy({ answers });

    const opening = connectTunnel(new URL(proxy.url()), target, never);

    if (!isOpen) {
      expect(await failureOf(opening)).toMatchObject({ mayHaveBeenDelivered: false });
      return;
    }
    // What came with the response belongs to the tunnel.
    const socket = await opening;
    expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe(greeting);
    socket.destroy();
  },
);
