import { describe, test } from 'vitest';
import { connectTcp } from '../../../src/http/connect';
import { send } from '../../../src/http/send';
import { startBlackHole } from '../../network/black-hole';
import { startTcpServer } from '../../network/tcp-server';

const never = new AbortController().signal;

describe.concurrent('connecting', () => {
  test.runIf(process.platform === 'linux')(
    'an address that does not answer is given up after 10 s; all addresses are named',
    async ({ expect, onTestFinished }) => {
      const blackHole = await startBlackHole();
      onTestFinished(() => blackHole.close());
      const start = performance.now();

      const failure = await reasonOf(
        connectTcp({ hostname: 'localhost', port: blackHole.port }, never),
      );

      expect(failure).toMatch(/^could not connect to localhost:\d+: /);
      expect(failure).toMatch(/127\.0\.0\.1:\d+ \(no response within 10 s\)/);
      // Where localhost is ::1 too, nobody listens there.
      expect(failure).toMatch(/::1:\d+ \(.*ECONNREFUSED.*\)|^(?!.*::1)/);
      expect(performance.now() - start).toBeGreaterThan(10_000);
      expect(performance.now() - start).toBeLessThan(13_000);
    },
  );

  test('a TLS handshake may take 10 s', async ({ expect, onTestFinished }) => {
    const silent = await startTcpServer();
    onTestFinished(() => silent.close());
    const start = performance.now();

    const request = {
      origin: `https://127.0.0.1:${silent.port}`,
      method: 'GET',
      path: '/',
    } as const;
    const failure = await reasonOf(
      send({ ...request, headers: {} }, { environment: {}, signal: never }),
    );

    expect(failure).toMatch(/^the TLS handshake with 127\.0\.0\.1:\d+ took over 10 s/);
    expect(performance.now() - start).toBeLessThan(13_000);
  });
});

async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('It did not fail.');
}
