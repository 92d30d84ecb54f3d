import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from './keyless-scenario';

/** A proxy that opens tunnels and remembers where to. */
async function startProxy() {
  const tunnels: string[] = [];
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client, head) => {
    const authority = request.url ?? '';
    tunnels.push(authority);
    const { hostname, port } = new URL(`http://${authority}`);
    const target = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return { url: `http://127.0.0.1:${address.port}`, tunnels, close: () => server.close() };
}

test('the exchange with STS goes through the proxy, as the invocation does', async ({
  emulator,
  deploy,
  startJob,
}) => {
  const { world, invoke } = await startJob();
  const proxy = await startProxy();

  const step = await invoke(
    { 'function-name': await deploy("exports.handler = async () => 'x';") },
    { env: { HTTP_PROXY: proxy.url } },
  );
  proxy.close();

  expect(step.exitCode).toBe(0);
  expect(proxy.tunnels).toEqual(
    [world.sts.endpoint, emulator.endpoint].map((endpoint) => new URL(endpoint).host),
  );
});
