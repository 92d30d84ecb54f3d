/** The commands of docs/emulator.md, run as a newcomer does; `try-page.test.ts` has those that try a workflow. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployFolder } from '../../emulator/function-folders';
import { blocksOf } from '../project/documents';
import { startTestEmulator } from '../support/emulator';
import { OTHERS, PAGE, runCommand, SERVERS, TRIED } from '../support/emulator-page';

/** Stands for `/tmp` of the page. */
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('a newcomer runs', () => {
  let servers: ChildProcess[];

  beforeAll(async () => {
    servers = SERVERS.map((command) =>
      // In a group of its own, which gets the signal as from a terminal.
      spawn('bash', ['-c', command.replaceAll('/tmp', folder)], {
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    for (const { stdout } of servers) if (stdout) await once(stdout, 'data');
  });

  afterAll(async () => {
    for (const server of servers) {
      process.kill(-(server.pid ?? 0), 'SIGINT');
      await once(server, 'close');
    }
  });

  test.each(OTHERS)('%s', async (command) => {
    expect(await runCommand(command, folder)).toContain('Hello, world!');
  });

  // The others differ in their arguments only.
  test.each(TRIED.slice(0, 1))('%s', async (command) => {
    expect(await runCommand(command, folder)).toMatch(/^1 passed, 0 failed, 1 skipped$/m);
  });
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
