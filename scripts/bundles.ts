/** The bundles that a runner executes, each made of one file of `src` with all that it imports. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Where in `dist` each bundle belongs, and the file that it is made of. */
const BUNDLES = {
  action: { entry: 'src/index.ts', folder: '' },
  sdk: { entry: 'src/function-compute/sdk/index.ts', folder: 'sdk' },
  yaml: { entry: 'src/inputs/yaml/index.ts', folder: 'yaml' },
} as const;

export type BundleName = keyof typeof BUNDLES;

export const BUNDLE_NAMES: readonly BundleName[] = ['action', 'sdk', 'yaml'];

const NCC = 'node_modules/@vercel/ncc/dist/ncc/cli.js';
const OPTIONS =
  '--transpile-only --minify --license licenses.txt --no-source-map-register --quiet'.split(' ');

/**
 * Builds a bundle. The same sources make the same bytes, whatever the folder.
 *
 * @param dist takes the place of `dist`
 */
export function buildBundle(name: BundleName, dist: string): void {
  const { entry, folder } = BUNDLES[name];
  const args = [NCC, 'build', entry, '--out', join(dist, folder), ...OPTIONS];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
}
