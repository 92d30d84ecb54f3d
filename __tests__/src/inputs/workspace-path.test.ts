import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileToWriteInWorkspace } from '../../../src/inputs/workspace-path';
import { readStep, workspaceWith } from './inputs-in-process';

const GIT_CONFIG = '[http] extraheader = AUTHORIZATION: basic x';

/** A workspace beside a file that is not its own, with links of every kind. */
function checkedOut(): { workspace: string; outside: string } {
  const root = workspaceWith({
    'outside/secret.json': '{}',
    'workspace/.git/config': GIT_CONFIG,
    'workspace/app/.git/config': GIT_CONFIG,
    'workspace/events/order.json': '{"order": 1}',
    'workspace/.github/event.json': '{}',
  });
  const workspace = join(root, 'workspace');
  const outside = join(root, 'outside');
  for (const [link, target] of [
    ['link-out.json', '../outside/secret.json'],
    ['folder-out', '../outside'],
    ['config', '.git/config'],
    ['inside.json', 'events/order.json'],
    ['back', '../workspace/events'],
    ['dangling.json', '../nowhere/at-all.json'],
  ] as const) {
    symlinkSync(target, join(workspace, link));
  }
  return { workspace, outside };
}

const OUTSIDE = `leads outside of it; an absolute path, such as \`\${{ github.workspace }}/…\`, is used as it is`;
const INTO_GIT = 'must be a path outside of .git, where credentials may be, but';

describe.for(['event-file', 'source-path'] as const)('a relative `%s`', (input) => {
  test.for([
    ['../outside/secret.json', OUTSIDE],
    ['..', OUTSIDE],
    ['events/../../outside', OUTSIDE],
    ['..\\outside\\secret.json', OUTSIDE],
    ['../missing.json', OUTSIDE],
    ['link-out.json', OUTSIDE],
    ['folder-out/secret.json', OUTSIDE],
    ['folder-out/missing.json', OUTSIDE],
    ['\\etc\\hosts', OUTSIDE],
    ['.git/config', INTO_GIT],
    ['.GIT/config', INTO_GIT],
    ['.git', INTO_GIT],
    ['.git/missing', INTO_GIT],
    ['.git\\config', INTO_GIT],
    ['config', INTO_GIT],
    ['app/.git/config', INTO_GIT],
    ['events/../.git/config', INTO_GIT],
  ] as const)('%s is refused', async ([path, problem]) => {
    const { workspace } = checkedOut();

    expect((await readStep({ [input]: path }, { workspace })).problems).toEqual([
      expect.stringContaining(problem),
    ]);
  });
});

describe('a relative path starts in the workspace and not in the current directory', () => {
  test('of an `event-file`', async () => {
    // Both are in the current directory, where tests run.
    const workspace = workspaceWith({ 'package.json': 'of the workspace' });

    const { request } = await readStep({ 'event-file': 'package.json' }, { workspace });
    const { problems } = await readStep({ 'event-file': 'tsconfig.json' }, { workspace });

    expect(existsSync('package.json') && existsSync('tsconfig.json')).toBe(true);
    expect(Buffer.from(request?.payload ?? []).toString()).toBe('of the workspace');
    expect(problems).toEqual([expect.stringContaining('there is no "tsconfig.json" in the work')]);
  });

  test('of a `source-path`', async () => {
    const workspace = workspaceWith({ 'only-here/index.js': '' });

    const here = await readStep({ 'source-path': 'only-here' }, { workspace });
    const there = await readStep({ 'source-path': 'src' }, { workspace });

    expect(existsSync('src')).toBe(true);
    expect(here.warnings).toEqual([]);
    expect(there.warnings).toEqual([
      expect.stringContaining('`source-path` "src" is not a folder'),
    ]);
  });

  test('of a file that an `event` names instead of being it', async () => {
    const workspace = workspaceWith({ 'only-here.json': '' });

    expect((await readStep({ event: 'only-here.json' }, { workspace })).warnings).toHaveLength(1);
    expect((await readStep({ event: 'package.json' }, { workspace })).warnings).toEqual([]);
  });
});

describe('an `event-file`', () => {
  test.for([
    'events/order.json',
    './events//order.json',
    'events\\order.json',
    'inside.json',
    'back/order.json',
    '../workspace/events/order.json',
  ])('%s is read', async (path) => {
    const { workspace } = checkedOut();

    const { request } = await readStep({ 'event-file': path }, { workspace });

    expect(Buffer.from(request?.payload ?? []).toString()).toBe('{"order": 1}');
  });

  test.for(['.github/event.json', '..data/event.json', 'a.git/event.json'])(
    'of a folder that only looks like .git or .. is read: %s',
    async (path) => {
      const workspace = workspaceWith({ [path]: '{}' });

      const step = await readStep({ 'event-file': path }, { workspace });

      expect(step.request?.payload.length).toBe(2);
    },
  );

  test.for(['missing/event.json', '..data/event.json'])(
    'that is not there is not there wherever a link or the workspace leads: %s',
    async (path) => {
      const { workspace } = checkedOut();
      const link = `${workspace}-link`;
      symlinkSync(workspace, link);

      for (const folder of [workspace, link]) {
        expect((await readStep({ 'event-file': path }, { workspace: folder })).problems).toEqual([
          expect.stringContaining(`must name a file, but there is no "${path}" in the workspace`),
        ]);
      }
    },
  );

  test('whose links lead in a circle cannot be read', async () => {
    const workspace = workspaceWith({});
    symlinkSync('circle', join(workspace, 'circle'));

    expect((await readStep({ 'event-file': 'circle' }, { workspace })).problems).toEqual([
      '`event-file` must be a path that can be read, but it cannot: ELOOP: too many symbolic links encountered',
    ]);
  });

  test('that is not a regular file but a folder, by an absolute path, is named without a workspace', async () => {
    const workspace = workspaceWith({});

    expect((await readStep({ 'event-file': workspace }, { workspace })).problems).toEqual([
      `\`event-file\` must name a file, but "${workspace}" is not a regular file`,
    ]);
  });

  test('of a workspace that is a link itself is read', async () => {
    const { workspace } = checkedOut();
    const link = `${workspace}-link`;
    symlinkSync(workspace, link);

    const step = await readStep({ 'event-file': 'events/order.json' }, { workspace: link });

    expect(step.request?.payload.length).toBe(12);
  });

  test('with an absolute path is used as it is, wherever it is', async () => {
    const { workspace, outside } = checkedOut();

    for (const path of [join(outside, 'secret.json'), join(workspace, '.git/config')]) {
      const step = await readStep({ 'event-file': path }, { workspace });

      expect(step.problems).toEqual([]);
    }
  });

  const checkout =
    'run actions/checkout in a step before this one, and begin with its `path` if it has one';

  test.for([
    ['missing.json', 'must name a file, but there is no "missing.json" in the workspace'],
    ['events/order.json/x', 'must name a file, but there is no "events/order.json/x"'],
    ['dangling.json', 'must name a file, but there is no "dangling.json"'],
    ['events', 'must name a file, but "events" in the workspace is not a regular file'],
    [`${'x'.repeat(5000)}.json`, 'must be a path that can be read, but it cannot: ENAMETOOLONG'],
  ] as const)('%s is a problem', async ([path, problem]) => {
    const { workspace } = checkedOut();

    const { problems } = await readStep({ 'event-file': path }, { workspace });

    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems[0]).not.toContain(checkout);
  });

  test('that is missing from a workspace without a repository needs a checkout', async () => {
    const empty = workspaceWith({});
    const withFiles = workspaceWith({ 'artifact.zip': '' });

    for (const workspace of [empty, withFiles, join(empty, 'gone')]) {
      for (const path of ['events/order.json', join(workspace, 'order.json')]) {
        const { problems } = await readStep({ 'event-file': path }, { workspace });

        expect(problems).toEqual([expect.stringContaining(checkout)]);
      }
    }
    const elsewhere = await readStep({ 'event-file': '/nowhere/x' }, { workspace: empty });
    expect(elsewhere.problems).toEqual([expect.not.stringContaining(checkout)]);
  });
});

describe('a `source-path`', () => {
  test.for(['.', 'events', 'events\\', 'back'])('%s is accepted', async (path) => {
    const { workspace } = checkedOut();

    expect(await readStep({ 'source-path': path }, { workspace })).toMatchObject({
      inputs: { sourcePath: path },
      warnings: [],
    });
  });

  test('that does not exist, or is a file, is a warning', async () => {
    const { workspace } = checkedOut();
    mkdirSync(join(workspace, 'src'));

    for (const path of ['missing', 'src/missing', 'events/order.json']) {
      const { warnings } = await readStep({ 'source-path': path }, { workspace });

      expect(warnings).toEqual([expect.stringContaining(`"${path}" is not a folder`)]);
    }
  });
});

describe('a path to write to', () => {
  /** As a path in the folder around the workspace, without links as it must be. */
  function written(path: string, folders = checkedOut()): string {
    const file = fileToWriteInWorkspace(path, folders.workspace);
    return relative(realpathSync.native(join(folders.workspace, '..')), file).replaceAll('\\', '/');
  }

  test.for([
    ['report.xml', 'workspace/report.xml'],
    ['reports/of/fc.xml', 'workspace/reports/of/fc.xml'],
    ['reports\\fc.xml', 'workspace/reports/fc.xml'],
    ['./events/../report.xml', 'workspace/report.xml'],
    ['events/order.json', 'workspace/events/order.json'],
    ['back/report.xml', 'workspace/events/report.xml'],
    ['back/new/report.xml', 'workspace/events/new/report.xml'],
    ['.github/report.xml', 'workspace/.github/report.xml'],
  ] as const)('%s leads to %s', ([path, file]) => {
    expect(written(path)).toBe(file);
  });

  test('that is absolute is used as it is, without its links', () => {
    const folders = checkedOut();
    const { workspace, outside } = folders;

    expect(written(join(workspace, 'report.xml'), folders)).toBe('workspace/report.xml');
    expect(written(join(outside, 'new/report.xml'), folders)).toBe('outside/new/report.xml');
    expect(written(join(outside, 'secret.json'), folders)).toBe('outside/secret.json');
    expect(written(join(workspace, 'folder-out/x.xml'), folders)).toBe('outside/x.xml');
    expect(written(join(workspace, '.git/x.xml'), folders)).toBe('workspace/.git/x.xml');
  });

  test.for([
    ['../outside/report.xml', OUTSIDE],
    ['..\\report.xml', OUTSIDE],
    ['link-out.json', OUTSIDE],
    ['folder-out/report.xml', OUTSIDE],
    ['folder-out/new/report.xml', OUTSIDE],
    ['.git/report.xml', INTO_GIT],
    ['app/.git/report.xml', INTO_GIT],
    ['config', INTO_GIT],
    [
      'inside.json',
      'must name a file that is not a link, but "inside.json" in the workspace is one',
    ],
    ['back', 'must name a file that is not a link, but "back" in the workspace is one'],
    [
      'dangling.json',
      'must name a file that is not a link, but "dangling.json" in the workspace is one',
    ],
    ['events', 'must name a file, but "events" in the workspace is not a regular file'],
    ['.', 'must name a file, but "." in the workspace is not a regular file'],
    ['reports/', 'must name a file, but "reports/" ends like the path of a folder'],
    ['reports\\', 'must name a file, but "reports\\" ends like the path of a folder'],
    ['back/', 'must name a file, but "back/" ends like the path of a folder'],
    [
      'events/order.json/report.xml',
      'must name a file in a folder, but a part of "events/order.json/report.xml" is a file or a link that leads nowhere',
    ],
    [
      'dangling.json/a/report.xml',
      'must name a file in a folder, but a part of "dangling.json/a/report.xml" is a file or a link that leads nowhere',
    ],
  ] as const)('is refused: %s', ([path, problem]) => {
    expect(() => written(path)).toThrow(problem);
  });

  test.for([
    ['inside.json', 'that is not a link, but', 'is one'],
    ['dangling.json', 'that is not a link, but', 'is one'],
    ['events', 'but', 'is not a regular file'],
  ] as const)('is refused where it is absolute too: %s', ([name, ...problem]) => {
    const folders = checkedOut();
    const path = join(folders.workspace, name);

    const [before, after] = problem;
    expect(() => written(path, folders)).toThrow(`${before} "${path.slice(0, 60)}`);
    expect(() => written(path, folders)).toThrow(after);
  });

  test.runIf(process.platform === 'linux')('is refused where a pipe is', () => {
    const folders = checkedOut();
    execFileSync('mkfifo', [join(folders.workspace, 'pipe')]);

    expect(() => written('pipe', folders)).toThrow('"pipe" in the workspace is not a regular file');
  });
});
