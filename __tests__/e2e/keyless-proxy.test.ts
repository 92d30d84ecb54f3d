import { ConnectProxy } from '../network/connect-proxy';
import { expect, test } from './keyless-scenario';

const CREDENTIALS = { user: 'runner', password: 'p@ss-of-the-proxy' };

test('ID token, exchange and invocation go through the proxy', async ({
  emulator,
  deploy,
  startJob,
}) => {
  const { world, invoke } = await startJob();
  const proxy = await ConnectProxy.start({ credentials: CREDENTIALS });

  const step = await invoke(
    { 'function-name': await deploy("exports.handler = async () => 'x';") },
    { env: { HTTP_PROXY: proxy.url('runner:p%40ss-of-the-proxy') } },
  );
  await proxy.close();

  expect(step.exitCode).toBe(0);
  expect(proxy.asked).toEqual(
    [world.oidc.issuerUrl, world.sts.endpoint, emulator.endpoint].map(
      (endpoint) => new URL(endpoint).host,
    ),
  );
});
