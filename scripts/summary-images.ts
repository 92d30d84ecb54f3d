/**
 * Takes pictures of job summaries, as GitHub shows them, for README and docs/cases.md: `tsx
 * scripts/summary-images.ts [chromium]` writes docs/images/summary-*.png, and beside them what they
 * were made from. Needs Chromium, its fonts and pngquant (Debian: chromium, fonts-dejavu,
 * fonts-noto-color-emoji, pngquant).
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { summaryPages } from './summary-pages';

const HEIGHTS: Readonly<Record<string, number>> = {
  success: 490,
  failure: 740,
  'cases-light': 800,
  'cases-dark': 800,
};

const [chromium = 'chromium'] = process.argv.slice(2);
const pages = summaryPages();
for (const { name, page } of pages) {
  const folder = mkdtempSync(join(tmpdir(), 'summary-'));
  writeFileSync(join(folder, 'page.html'), page);
  const options = [
    '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync',
    '--disable-background-networking --disable-component-update --hide-scrollbars',
  ];
  const image = `docs/images/summary-${name}.png`;
  execFileSync(chromium, [
    ...options.join(' ').split(' '),
    `--user-data-dir=${join(folder, 'profile')}`,
    `--window-size=1000,${HEIGHTS[name]}`,
    `--screenshot=${image}`,
    join(folder, 'page.html'),
  ]);
  // A third of the size: whoever uses the action downloads the pictures too.
  execFileSync('pngquant', ['--force', '--strip', '--output', image, '128', image]);
  rmSync(folder, { recursive: true });
}
const hashes = Object.fromEntries(pages.map(({ name, sha256 }) => [name, sha256]));
writeFileSync('docs/images/pages.json', `${JSON.stringify(hashes, undefined, 2)}\n`);
