/**
 * `npm run check:workflows`: lints the workflows of this repository and the recipes, and runs the
 * end-to-end workflow under act, with the tools that this machine has. A tool that is missing is
 * named, and fails the check only when it is listed in `--require`, e.g. `--require actionlint,zizmor`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const WORKFLOWS = '.github/workflows';
const RECIPES = 'examples';

const ZIZMOR_OPTIONS = [
  '--offline',
  '--no-progress',
  '--strict-collection',
  '--persona=pedantic',
  // Found by itself only for files below .github.
  '--config=.github/zizmor.yml',
];

/** What a tool checks; `run` returns whether it had nothing to object to. */
interface Check {
  readonly tool: string;
  readonly about: string;
  readonly run: () => boolean;
}

const CHECKS: readonly Check[] = [
  {
    tool: 'actionlint',
    about: 'syntax, expressions and scripts of workflows',
    run: () => succeeds('actionlint', ['-color', ...yamlFiles(WORKFLOWS), ...yamlFiles(RECIPES)]),
  },
  {
    tool: 'zizmor',
    about: 'security of workflows',
    run: () => succeeds('zizmor', [...ZIZMOR_OPTIONS, '--', ...audited()]),
  },
  {
    tool: 'act',
    about: 'a run of the end-to-end workflow on this machine',
    run: runEndToEndWorkflow,
  },
];

const missing: string[] = [];
const failed: string[] = [];
for (const { tool, about, run } of CHECKS) {
  console.log(`\n--- ${tool}: ${about}`);
  if (!isInstalled(tool)) missing.push(tool);
  else if (!run()) failed.push(tool);
}

console.log(`\nFailed: ${failed.join(', ') || 'none'}.`);
if (missing.length > 0) {
  console.log(
    `Not checked, because it is not installed: ${missing.join(', ')}. scripts/workflow-tools.sh installs all of them.`,
  );
}
const { require = '' } = parseArgs({ options: { require: { type: 'string' } } }).values;
const isIncomplete = require.split(',').some((tool) => missing.includes(tool));
process.exitCode = failed.length > 0 || isIncomplete ? 1 : 0;

function isInstalled(tool: string): boolean {
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined;
}

function succeeds(tool: string, args: readonly string[], cwd = '.'): boolean {
  const { status, error } = spawnSync(tool, args, { cwd, stdio: 'inherit' });
  if (error) console.error(`${tool} cannot be run: ${error.message}`);
  return status === 0;
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(folder, name));
}

function audited(): string[] {
  const workflows = [...yamlFiles(WORKFLOWS), ...yamlFiles(RECIPES)];
  const actions = ['action.yml', join(RECIPES, 'smoke-test', 'action.yml')];
  return [...workflows, '.github/dependabot.yml', ...actions];
}

/**
 * Runs the workflow in act's host mode: no container, and no network, since it uses nothing but
 * this repository. It works on a copy with a history of its own, so that nothing here is touched.
 */
function runEndToEndWorkflow(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'fc-invoke-act-'));
  try {
    copyRepository(folder);
    return succeeds(
      'act',
      [
        'workflow_dispatch',
        '--workflows',
        join(WORKFLOWS, 'e2e.yml'),
        '--platform',
        'ubuntu-latest=-self-hosted',
        // Of a matrix of systems, the one that this machine stands for.
        '--matrix',
        'os:ubuntu-latest',
        '--no-cache-server',
        '--action-offline-mode',
        '--use-gitignore=false',
      ],
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies what git tracks, or would; node_modules is linked. */
function copyRepository(folder: string): void {
  const git = (args: readonly string[], cwd = '.') =>
    execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const files = git(['ls-files', '-z', '--cached', '--others', '--exclude-standard']).split('\0');
  for (const file of files) {
    // A file may be deleted but still tracked.
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(file, join(folder, file));
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const identity = ['-c', 'user.name=check', '-c', 'user.email=check@localhost'];
  git(['init', '--quiet', '--initial-branch=main'], folder);
  git(['add', '--all'], folder);
  git([...identity, 'commit', '--quiet', '--no-verify', '--message', 'Copy'], folder);
  git(['remote', 'add', 'origin', 'https://github.com/fc-invoke/fc-invoke'], folder);
}
