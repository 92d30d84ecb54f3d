/**
 * Compares generated files and `dist` with what the sources make, byte by byte, and fails if they
 * differ. It writes only to a temporary folder, so it does not care what is committed:
 * `npm run check:generated`.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE_NAMES, buildBundle } from './bundles';
import { generatedFiles } from './generated-files';

const outdated = [...generatedFiles()]
  .filter(([file, content]) => readFileSync(file, 'utf8') !== content)
  .map(([file]) => `${file}: run \`npm run generate\``);

const built = mkdtempSync(join(tmpdir(), 'fc-invoke-dist-'));
try {
  for (const name of BUNDLE_NAMES) buildBundle(name, built);
  for (const file of new Set([...filesIn(built), ...filesIn('dist')])) {
    if (!isSame(join(built, file), join('dist', file)))
      outdated.push(`dist/${file}: run \`npm run build\``);
  }
} finally {
  rmSync(built, { recursive: true, force: true });
}

if (outdated.length > 0) {
  console.error(`Not what the sources make:\n${outdated.join('\n')}`);
  process.exitCode = 1;
}

/** Paths relative to a folder, at any depth. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );
}

function isSame(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && readFileSync(one).equals(readFileSync(other));
}
