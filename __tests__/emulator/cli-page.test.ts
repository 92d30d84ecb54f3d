/** The commands of docs/emulator.md, run one by one as a newcomer does. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployFolder } from '../../emulator/function-folders';
import { blocksOf } from '../project/documents';
import { startTestEmulator } from '../support/emulator';

const PAGE = 'docs/emulator.md';

/** Blocks of one command a line are run line by line. */
const COMMANDS = blocksOf(PAGE, 'bash').flatMap((block) =>
  block.startsWith('npm run try') ? block.trim().split('\n') : [block.trim()],
);
const SERVERS = COMMANDS.filter((command) => command.includes(' emulator -- '));

/** Stands for `/tmp` of the page. */
let folder: string;
let servers: ChildProcess[];

const placed = (command: string) => command.replaceAll('/tmp', folder);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  servers = SERVERS.map((command) =>
    // In a group of its own, which gets the signal as from a terminal.
    spawn('bash', ['-c', placed(command)], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  for (const { stdout } of servers) if (stdout) await once(stdout, 'data');
});

afterAll(async () => {
  for (const server of servers) {
    process.kill(-(server.pid ?? 0), 'SIGINT');
    await once(server, 'close');
  }
  rmSync(folder, { recursive: true });
});

describe.skipIf(process.platform === 'win32')('a newcomer runs', () => {
  test.each(COMMANDS.filter((command) => !SERVERS.includes(command)))('%s', async (command) => {
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', placed(command)]);

    if (command.includes('npm run try')) expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed, /m);
    else expect(stdout).toContain('Hello, world!');
  });
});

test('every recipe is among them', () => {
  const tried = COMMANDS.flatMap((command) => command.match(/examples\/[\w-]+\.yml/g) ?? []);

  const recipes = readdirSync('examples').filter((name) => name.endsWith('.yml'));
  expect(tried.sort()).toEqual(recipes.map((name) => `examples/${name}`).sort());
});

test('the files that it shows are accepted', async () => {
  const [functionJson = '', serviceJson = '', ...others] = blocksOf(PAGE, 'json');
  const functions = join(folder, 'shown');
  cpSync('examples/functions/pricing', join(functions, 'pricing'), { recursive: true });
  cpSync('examples/functions/shop-of-fc2', join(functions, 'shop-of-fc2'), { recursive: true });
  writeFileSync(join(functions, 'pricing/function.json'), functionJson);
  writeFileSync(join(functions, 'shop-of-fc2/service.json'), serviceJson);
  const emulator = await startTestEmulator();

  const [trigger] = await deployFolder(emulator, functions);

  expect(trigger).toMatchObject({ functionName: 'pricing', qualifier: 'live' });
  expect(others).toEqual([]);
  await emulator.close();
});
