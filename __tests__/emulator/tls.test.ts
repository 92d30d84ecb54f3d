import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replay } from '../../emulator/clients/replay';
import { startTestEmulator } from '../support/emulator';

/** Node.js cannot make certificates. */
const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();

const REQUEST = {
  method: 'GET',
  path: '/',
  query: {},
  headers: {},
  rawHeaders: [],
  body: { size: 0, sha256: '' },
  complete: true,
};

test.runIf(hasOpenssl)('the emulator speaks TLS, and its faults work there too', async () => {
  const emulator = await startTestEmulator({ tls: selfSigned() });
  expect(emulator.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);

  expect((await replay(emulator, REQUEST)).body).toContain('InvalidAction.NotFound');
  emulator.injectFault({ type: 'respond', status: 502, body: 'gateway' });
  expect((await replay(emulator, REQUEST)).body).toBe('gateway');
  for (const when of ['before-run', 'in-body'] as const) {
    emulator.injectFault({ type: 'reset', when });
    await expect(replay(emulator, REQUEST)).rejects.toMatchObject({ code: 'ECONNRESET' });
  }
  await emulator.close();
});

function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fc-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync(
      'openssl',
      [
        ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
        ['-subj', '/CN=localhost', '-days', '1', '-keyout', key, '-out', cert],
      ].flat(),
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
