import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as leftOut from '../../src/left-out';

const { compilerOptions } = JSON.parse(readFileSync('tsconfig.json', 'utf8'));
const packages = Object.keys(compilerOptions.paths);
const { Octokit, ProxyAgent, ...clients } = leftOut;

describe('network clients that are left out of the bundle', () => {
  test.each(packages)('%s is not in it', (name) => {
    const licences = readFileSync('dist/licenses.txt', 'utf8').split('\n');
    expect(licences).toContain('@actions/core');
    expect(licences).not.toContain(name);
  });

  test.each(packages)('%s is still a package that something would bring along', (name) => {
    const { packages: locked } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const users = Object.values<{ dev?: boolean; dependencies?: object }>(locked).filter(
      ({ dev, dependencies = {} }) => !dev && name in dependencies,
    );
    expect(users).not.toEqual([]);
  });

  const message = 'left out of this bundle; take its package out of `paths` in tsconfig.json';

  test.each(Object.entries(clients))('%s says so, called and made', (_name, client) => {
    expect(() => client()).toThrow(message);
    expect(() => Reflect.construct(client, [])).toThrow(message);
  });

  test('what the toolkit prepares when it is loaded says so when it is used', () => {
    expect(() => new ProxyAgent().dispatch()).toThrow(message);
    expect(() => Reflect.construct(Octokit.plugin().defaults(), [])).toThrow(message);
  });
});
