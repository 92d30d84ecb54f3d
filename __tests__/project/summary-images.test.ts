import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { summaryPages } from '../../scripts/summary-pages';

test('the pictures in documents are those of the summaries that this code writes', () => {
  const pages = Object.fromEntries(summaryPages().map(({ name, sha256 }) => [name, sha256]));
  const pictured = JSON.parse(readFileSync('docs/images/pages.json', 'utf8'));

  expect(pages, 'run `npx tsx scripts/summary-images.ts` with Chromium').toEqual(pictured);
});
