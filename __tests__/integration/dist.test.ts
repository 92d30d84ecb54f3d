import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

test('dist is what the sources build, byte for byte', { timeout: 180_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dist-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));

  await promisify(execFile)('npm', ['run', 'build', '--', '--out', folder]);

  expect(readdirSync(folder).sort()).toEqual(readdirSync('dist').sort());
  for (const name of readdirSync('dist')) {
    expect(readFileSync(join(folder, name)).equals(readFileSync(join('dist', name))), name).toBe(
      true,
    );
  }
});
