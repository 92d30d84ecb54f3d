import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import LeftOut, { fetch, Octokit, ProxyAgent } from '../../src/http/left-out';

const { compilerOptions } = JSON.parse(readFileSync('tsconfig.json', 'utf8'));
const packages = Object.keys(compilerOptions.paths);

describe('network clients that are left out of the bundle', () => {
  test.each(packages)('%s is not in it', (name) => {
    const licences = readFileSync('dist/licenses.txt', 'utf8').split('\n');
    expect(licences).toContain('@alicloud/fc20230330');
    expect(licences).not.toContain(name);
  });

  test.each(packages)('%s is still a package that something would bring along', (name) => {
    const { packages: locked } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const users = Object.values<{ dev?: boolean; dependencies?: object }>(locked).filter(
      ({ dev, dependencies = {} }) => !dev && name in dependencies,
    );
    expect(users).not.toEqual([]);
  });

  test('say so when somebody calls one', () => {
    const message = 'left out of this bundle; take its package out of `paths` in tsconfig.json';
    for (const call of [() => new LeftOut(), () => new Octokit(), () => fetch()]) {
      expect(call).toThrow(message);
    }
  });

  test('are quiet while the toolkit prepares what it never calls', () => {
    expect(new ProxyAgent()).toBeInstanceOf(ProxyAgent);
    expect(Octokit.plugin().defaults()).toBe(Octokit);
  });
});
