import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocksOf } from './documents';

const read = (file: string) => readFileSync(file, 'utf8');

test('the scenario that CONTRIBUTING shows is one that runs, in less than 30 lines', () => {
  const [scenario = ''] = blocksOf('CONTRIBUTING.md', 'ts');

  expect(scenario).toBe(read('__tests__/e2e/greeting.test.ts'));
  expect(scenario.split('\n').length).toBeLessThan(30);
});

test('every run-time package has its reason', () => {
  const { dependencies } = JSON.parse(read('package.json'));
  const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)];

  expect(rows.map(([, name]) => name)).toEqual(Object.keys(dependencies));
});

test('dist names the licence of every run-time package', () => {
  const { dependencies } = JSON.parse(read('package.json'));
  const bundles = ['dist/licenses.txt', 'dist/sdk/licenses.txt', 'dist/yaml/licenses.txt'];
  const licences = bundles.flatMap((file) => read(file).split('\n'));

  expect(Object.keys(dependencies).filter((name) => !licences.includes(name))).toEqual([]);
});

test('the changelog tells of the version in package.json', () => {
  const { version } = JSON.parse(read('package.json'));

  expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## ${version}\\b`, 'm'));
});
