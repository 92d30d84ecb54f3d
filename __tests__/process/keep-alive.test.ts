import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, vi } from 'vitest';
import { TestAuthority } from '../network/certificate';
import { ConnectProxy } from '../network/connect-proxy';
import { keepAliveSecondsTo } from '../network/socket-timers';
import { expect, test } from './bundle';

const WAITS = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000, ''));";

const authority = new TestAuthority();
const folder = mkdtempSync(join(tmpdir(), 'fc-authority-'));
const authorityFile = join(folder, 'authority.pem');
writeFileSync(authorityFile, authority.cert);
afterAll(() => rmSync(folder, { recursive: true }));

/** Read from the kernel while a call is waiting: not what was asked for, but what is in force. */
describe.runIf(process.platform === 'linux')('a waiting connection is kept alive', () => {
  test('to FC', async ({ emulator, deploy, start }) => {
    const functionName = await deploy(WAITS, { timeout: 60 });
    const run = start({ 'function-name': functionName });
    await emulator.waitForExecutionStart(functionName);

    await expectKeptAlive(Number(new URL(emulator.endpoint).port));
    run.signal('SIGINT');
  });

  describe('over TLS', () => {
    test.override({ emulatorOptions: { tls: authority.issue({ hosts: ['127.0.0.1'] }) } });

    test('to FC', async ({ emulator, deploy, start }) => {
      const functionName = await deploy(WAITS, { timeout: 60 });
      const env = { NODE_EXTRA_CA_CERTS: authorityFile };
      const run = start({ 'function-name': functionName }, { env });
      await emulator.waitForExecutionStart(functionName);

      await expectKeptAlive(Number(new URL(emulator.endpoint).port));
      run.signal('SIGINT');
    });
  });

  test('to a proxy', async ({ emulator, deploy, start, onTestFinished }) => {
    const proxy = await ConnectProxy.start();
    onTestFinished(() => proxy.close());
    const functionName = await deploy(WAITS, { timeout: 60 });
    const run = start({ 'function-name': functionName }, { env: { HTTP_PROXY: proxy.url() } });
    await emulator.waitForExecutionStart(functionName);

    await expectKeptAlive(proxy.port);
    run.signal('SIGINT');
  });
});

/** Acknowledgements may be on their way: the kernel has one timer for them and for the probes. */
async function expectKeptAlive(port: number): Promise<void> {
  await vi.waitFor(() => {
    const [seconds, ...others] = keepAliveSecondsTo(port);
    expect(others).toEqual([]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  }, 10_000);
}
