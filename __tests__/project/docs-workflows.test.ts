import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readActionFile } from '../../scripts/action-file';
import { ACTION, checkExpectations, filesOf, type Step, stepsIn } from './documents';

// What actionlint and zizmor check too; this holds where they are not installed.

const WORKFLOWS = filesOf('.github/workflows');
const RECIPES = filesOf(':(glob)examples/*.yml');
const BOTH = [...WORKFLOWS, ...RECIPES];

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Record<string, { permissions?: Record<string, string>; steps: Step[] }>;
}

const read = (file: string) => readFileSync(file, 'utf8');

test.each(BOTH)('%s uses other actions by a commit, with the tag in a comment', (file) => {
  const uses = [...read(file).matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, value]) => value ?? '');

  const pinned = /^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
  const own = RECIPES.includes(file) ? ACTION : './';
  expect(uses.filter((value) => value !== own && !pinned.test(value))).toEqual([]);
});

test('one action has one commit everywhere', () => {
  const uses = BOTH.flatMap((file) => read(file).match(/[\w/-]+@[0-9a-f]{40} # .*$/gm) ?? []);
  const repositories = new Set(uses.map((each) => each.split('@')[0]));

  expect(new Set(uses).size).toBe(repositories.size);
});

test.each(BOTH)('%s grants nothing but what a job asks for', (file) => {
  const { permissions, jobs }: Workflow = parse(read(file));

  expect(permissions).toEqual({});
  const writes = Object.values(jobs).flatMap((job) =>
    Object.entries(job.permissions ?? {}).filter(([, access]) => access !== 'read'),
  );
  const allowed = file.endsWith('release.yml')
    ? ['contents', 'id-token', 'attestations']
    : file.endsWith('codeql.yml')
      ? ['security-events']
      : file.endsWith('examples/cases.yml')
        ? ['id-token', 'checks']
        : ['id-token'];
  expect(writes.filter(([scope]) => !allowed.includes(scope))).toEqual([]);
});

test.each(BOTH)('%s puts no expression into a script', (file) => {
  const scripts = stepsIn(read(file)).map(({ run }) => run ?? '');

  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
});

test.each(BOTH)('%s gives this action inputs and expectations that it takes', (file) => {
  const { inputs } = readActionFile();
  const own = stepsIn(read(file)).filter(({ uses }) => uses === ACTION || uses === './');
  if (RECIPES.includes(file)) expect(own).not.toEqual([]);

  for (const step of own) {
    for (const name of Object.keys(step.with ?? {})) expect(inputs).toHaveProperty([name]);
    checkExpectations(step);
  }
});

test('the Marketplace can list this action', () => {
  const { name, description, branding } = parse(read('action.yml'));

  expect(filesOf('action.yml', '*/action.yml', 'action.yaml', '*/action.yaml')).toEqual([
    'action.yml',
  ]);
  expect(name).toMatch(/^[\w ]{1,50}$/);
  expect(description.length).toBeLessThanOrEqual(125);
  expect(branding).toEqual({ icon: expect.any(String), color: expect.any(String) });
});

test.each(RECIPES)('%s is in both READMEs', (file) => {
  for (const readme of ['README.md', 'README.zh-CN.md'])
    expect(read(readme)).toContain(`(${file})`);
});
