import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readActionFile } from '../../scripts/action-file';
import { ACTION, callerIn, checkExpectations, filesOf, type Step, stepsIn } from './documents';

// What actionlint and zizmor check too; this holds where they are not installed.

const WORKFLOWS = filesOf('.github/workflows');
const COMPOSITE_ACTIONS = filesOf(':(glob)examples/*/action.yml');
const RECIPES = [...filesOf(':(glob)examples/*.yml'), ...COMPOSITE_ACTIONS];
const BOTH = [...WORKFLOWS, ...RECIPES];
/** Recipes that a workflow calls, and show it. */
const CALLED = [...COMPOSITE_ACTIONS, 'examples/reusable.yml'];

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Record<string, { permissions?: Record<string, string>; steps: Step[] }>;
}

const read = (file: string) => readFileSync(file, 'utf8');

test.each(BOTH)('%s uses other actions by a commit, with the tag in a comment', (file) => {
  const all = [...read(file).matchAll(/^[\s#]*(?:- )?uses: (.*)$/gm)];
  const uses = all.map(([, value]) => value ?? '');

  const pinned = /^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
  const own = RECIPES.includes(file) ? [ACTION] : ['./'];
  if (CALLED.includes(file)) own.push(calledAs(file));
  expect(uses.filter((value) => !own.includes(value) && !pinned.test(value))).toEqual([]);
});

test('one action has one commit everywhere', () => {
  const uses = BOTH.flatMap((file) => read(file).match(/[\w/-]+@[0-9a-f]{40} # .*$/gm) ?? []);
  const repositories = new Set(uses.map((each) => each.split('@')[0]));

  expect(new Set(uses).size).toBe(repositories.size);
});

test.each(CALLED)('%s shows how it is called', (file) => {
  expect(callerIn(file)).toMatch(new RegExp(`uses: ${calledAs(file)}$`, 'm'));
});

const isWorkflow = (file: string) => !COMPOSITE_ACTIONS.includes(file);

test.each(BOTH.filter(isWorkflow))('%s grants nothing but what a job asks for', (file) => {
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
        : file.endsWith('examples/pull-request-preview.yml')
          ? ['pull-requests']
          : ['id-token'];
  expect(writes.filter(([scope]) => !allowed.includes(scope))).toEqual([]);
});

test('the job that may write to a pull request runs nothing of it, and has no secret', () => {
  const { jobs }: Workflow = parse(read('examples/pull-request-preview.yml'));

  const writing = Object.values(jobs).filter((job) => job.permissions?.['pull-requests']);
  expect(writing.map(({ permissions }) => permissions)).toEqual([{ 'pull-requests': 'write' }]);
  expect(JSON.stringify(writing)).not.toMatch(/secrets\.|"uses"/);
});

test.each(BOTH)('%s puts no expression into a script', (file) => {
  const shown = CALLED.includes(file) ? stepsIn(callerIn(file)) : [];
  const scripts = [...stepsIn(read(file)), ...shown].map(({ run }) => run ?? '');

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

  // Those of recipes do not matter: it looks at the root.
  expect(filesOf(':(glob)action.y*ml')).toEqual(['action.yml']);
  expect(name).toMatch(/^[\w ]{1,50}$/);
  expect(description.length).toBeLessThanOrEqual(125);
  expect(branding).toEqual({ icon: expect.any(String), color: expect.any(String) });
});

test.each(RECIPES)('%s is in both READMEs', (file) => {
  for (const readme of ['README.md', 'README.zh-CN.md'])
    expect(read(readme)).toContain(`(${file})`);
});

/** How a workflow of the same repository names it. */
function calledAs(file: string): string {
  const [, name = ''] = /^examples\/(.*?)(?:\/action\.yml)?$/.exec(file) ?? [];
  return `./.github/${isWorkflow(file) ? 'workflows' : 'actions'}/${name}`;
}
