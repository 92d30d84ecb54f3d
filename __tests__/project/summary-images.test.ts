import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { picturePages } from '../../scripts/pictures/pages';

test('the pictures in documents are those of the logs and summaries that this code writes', async () => {
  const pages = await picturePages();
  const pictured = JSON.parse(readFileSync('docs/images/pages.json', 'utf8'));

  expect(
    Object.fromEntries(pages.map(({ name, sha256 }) => [name, sha256])),
    'run `npx tsx scripts/summary-images.ts` with Chromium',
  ).toEqual(pictured);
});

test('each of green, red and mixed steps has a log and a summary, light and dark', async () => {
  const pages = await picturePages();

  expect(pages.map(({ name }) => name).toSorted()).toEqual(
    ['log', 'summary'].flatMap((what) =>
      ['cases', 'failure', 'success'].flatMap((step) => [
        `${what}-${step}-dark`,
        `${what}-${step}-light`,
      ]),
    ),
  );
  for (const { name } of pages) {
    const image = readFileSync(`docs/images/${name}.png`);
    expect(image.toString('latin1', 1, 4), name).toBe('PNG');
    expect(image.length, name).toBeLessThan(80 * 1024);
  }
});
