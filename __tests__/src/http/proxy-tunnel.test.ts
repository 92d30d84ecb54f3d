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
    message: `no response of proxy ${proxy.host} to CONNECT within 0.05 s`,
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
