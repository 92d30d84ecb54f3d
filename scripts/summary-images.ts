/**
 * Takes the pictures of logs and summaries in README and docs, as GitHub shows them: `npx tsx
 * scripts/summary-images.ts [chromium]` runs the steps of `scripts/pictures/steps.ts` on the
 * emulator and writes docs/images/{log,summary}-*.png, and beside them what they were made from.
 *
 * Needs Chromium, its fonts and pngquant. Debian and Ubuntu: `apt-get install chromium fonts-dejavu
 * fonts-noto-color-emoji pngquant`; elsewhere, name the program of Chrome or Chromium.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { picturePages } from './pictures/pages';

const WIDTH = 1000;
const [chromium = 'chromium'] = process.argv.slice(2);

const pages = await picturePages();
for (const { name, page } of pages) takePicture(page, `docs/images/${name}.png`);
const hashes = Object.fromEntries(pages.map(({ name, sha256 }) => [name, sha256]));
writeFileSync('docs/images/pages.json', `${JSON.stringify(hashes, undefined, 2)}\n`);

function takePicture(page: string, image: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'picture-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, `${page}<script>document.title = document.body.offsetHeight</script>`);
  // A page is as high as its text, which only a browser knows.
  const [, height = '1000'] = /<title>(\d+)/.exec(browse(folder, 1000, '--dump-dom', file)) ?? [];
  browse(folder, Number(height), `--screenshot=${image}`, file);
  // A third of the size: whoever uses the action downloads the pictures too.
  execFileSync('pngquant', ['--force', '--strip', '--output', image, '64', image]);
  rmSync(folder, { recursive: true });
}

function browse(folder: string, height: number, ...what: readonly string[]): string {
  const options = [
    '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync',
    '--disable-background-networking --disable-component-update --hide-scrollbars',
  ];
  return execFileSync(
    chromium,
    [
      ...options.join(' ').split(' '),
      `--user-data-dir=${join(folder, 'profile')}`,
      `--window-size=${WIDTH},${height}`,
      ...what,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
}
