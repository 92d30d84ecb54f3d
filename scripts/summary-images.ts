/**
 * Takes pictures of two job summaries, as GitHub shows them, for README: `tsx
 * scripts/summary-images.ts [chromium]` writes docs/images/summary-success.png and
 * summary-failure.png, and beside them what they were made from.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { summaryPages } from './summary-pages';

const HEIGHTS: Readonly<Record<string, number>> = { success: 490, failure: 740 };

const [chromium = 'chromium'] = process.argv.slice(2);
const pages = summaryPages();
for (const { name, page } of pages) {
  const folder = mkdtempSync(join(tmpdir(), 'summary-'));
  writeFileSync(join(folder, 'page.html'), page);
  const options = [
    '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync',
    '--disable-background-networking --disable-component-update --hide-scrollbars',
  ];
  execFileSync(chromium, [
    ...options.join(' ').split(' '),
    `--user-data-dir=${join(folder, 'profile')}`,
    `--window-size=1000,${HEIGHTS[name]}`,
    `--screenshot=docs/images/summary-${name}.png`,
    join(folder, 'page.html'),
  ]);
  rmSync(folder, { recursive: true });
}
const hashes = Object.fromEntries(pages.map(({ name, sha256 }) => [name, sha256]));
writeFileSync('docs/images/pages.json', `${JSON.stringify(hashes, undefined, 2)}\n`);
