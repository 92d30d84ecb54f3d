/** The commands of docs/emulator.md, run one by one as a newcomer does. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Serving, serve } from '../../emulator/cli/serve';
import { deployFolder } from '../../emulator/function-folders';
import { readArguments } from '../../scripts/try/arguments';
import { tryWorkflow } from '../../scripts/try/try-workflow';
import { blocksOf } from '../project/documents';
import { runInProcess } from '../runner/in-process';
import { startTestEmulator } from '../support/emulator';
import { SkippingClock } from '../support/skipping-clock';

const PAGE = 'docs/emulator.md';
const SAMPLES = 'examples/functions';

/** Blocks of one command a line are run line by line. */
const COMMANDS = blocksOf(PAGE, 'bash').flatMap((block) =>
  block.startsWith('npm run try') ? block.trim().split('\n') : [block.trim()],
);
const SERVERS = COMMANDS.filter((command) => command.includes(' emulator -- '));
const [FIRST = '', ...TRIED] = COMMANDS.filter((command) => command.includes('npm run try'));
const OTHERS = COMMANDS.filter((each) => ![...SERVERS, FIRST, ...TRIED].includes(each));

/** Stands for `/tmp` of the page. */
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** @returns what it prints */
async function run(command: string): Promise<string> {
  const script = command.replaceAll('/tmp', folder);
  return (await promisify(execFile)('bash', ['-e', '-c', script])).stdout;
}

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
    expect(await run(command)).toContain('Hello, world!');
  });

  test(FIRST, async () => {
    expect(await run(FIRST)).toMatch(/^1 passed, 0 failed, 1 skipped$/m);
  });
});

describe.skipIf(process.platform === 'win32')('in one process, a newcomer could run', () => {
  let samples: Serving;

  beforeAll(async () => {
    samples = await served(SAMPLES);
  });

  afterAll(() => samples.close());

  test.each(TRIED)('%s', async (command) => {
    const given = readArguments(await argumentsOf(command), '.');
    if (given === 'help') throw new Error('It asks for help.');
    const isOfSamples = given.functions.endsWith(SAMPLES);
    const { site, close } = isOfSamples ? samples : await served(given.functions);
    const lines: string[] = [];
    const clock = new SkippingClock();

    await tryWorkflow(given, {
      site,
      print: (line) => lines.push(line),
      runAction: (options) => runInProcess({ ...options, clock }),
    });

    expect(lines.at(-1)).toMatch(/^\n[1-9]\d* passed, 0 failed, /);
    if (!isOfSamples) await close();
  });
});

/** Runs a command whose `npm` only says what it is given. */
async function argumentsOf(command: string): Promise<string[]> {
  const given = (await run(`npm() { printf '%s\\0' "$@"; }; ${command}`)).split('\0').slice(0, -1);
  return given.slice(given.indexOf('--') + 1);
}

function served(functions: string): Promise<Serving> {
  const options = { folder: functions, port: 0, keyless: true, logs: true };
  return serve(options, () => {}, {}, { instances: 'in-process' });
}

test('every recipe is among them', () => {
  const tried = [FIRST, ...TRIED].flatMap((each) => each.match(/examples\/[\w/-]+\.yml/g) ?? []);

  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^[^/]+\.yml$|^[^/]+\/action\.yml$/.test(name));
  expect(tried.sort()).toEqual(files.map((name) => `examples/${name}`).sort());
});

test('the files that it shows are accepted', async () => {
  const [functionJson = '', serviceJson = '', ...others] = blocksOf(PAGE, 'json');
  const functions = join(folder, 'shown');
  cpSync(join(SAMPLES, 'pricing'), join(functions, 'pricing'), { recursive: true });
  cpSync(join(SAMPLES, 'shop-of-fc2'), join(functions, 'shop-of-fc2'), { recursive: true });
  writeFileSync(join(functions, 'pricing/function.json'), functionJson);
  writeFileSync(join(functions, 'shop-of-fc2/service.json'), serviceJson);
  const emulator = await startTestEmulator();

  const [trigger] = await deployFolder(emulator, functions);

  expect(trigger).toMatchObject({ functionName: 'pricing', qualifier: 'live' });
  expect(others).toEqual([]);
  await emulator.close();
});
