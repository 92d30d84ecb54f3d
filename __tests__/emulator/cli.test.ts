import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readArguments, UsageError } from '../../emulator/cli-arguments';
import { invoke, type Target } from '../../emulator/clients/official-sdk';

const CLI = fileURLToPath(new URL('../../emulator/cli.ts', import.meta.url));

let folder: string;
let temporary: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fc-cli-'));
  temporary = join(folder, 'tmp');
  await mkdir(temporary);
});

afterEach(() => rm(folder, { recursive: true }));

function start(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, ['--import', 'tsx', CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary },
  });
}

async function outcomeOf(...args: string[]): Promise<{ code: number; error: string }> {
  const child = start(...args);
  let error = '';
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code, error };
}

async function addFunction(name: string, files: Record<string, string>): Promise<void> {
  await mkdir(join(folder, name));
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), text);
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'it serves every function of a folder until %s, and leaves nothing behind',
  async (signal) => {
    await addFunction('plain', {
      'index.js':
        'exports.handler = async (event, { function: { timeout } }) => event + " " + timeout;',
    });
    await addFunction('configured', {
      'main.js': 'exports.run = async () => process.env.GREETING;',
      'index.js': '',
      'function.json':
        '{"handler":"main.run","timeout":5,"environmentVariables":{"GREETING":"hi"}}',
    });
    await addFunction('not-a-function', { 'readme.txt': '' });
    const child = start(folder);
    const [line] = await once(createInterface(child.stdout), 'line');

    const site = JSON.parse(line);
    expect(site).toEqual({
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: 'cn-hangzhou',
      accountId: expect.stringMatching(/^\d{16}$/),
      accessKeyId: expect.stringMatching(/^LTAI/),
      accessKeySecret: expect.stringMatching(/^[A-Za-z0-9]{30}$/),
    });
    const target: Target = { endpoint: site.endpoint, accessKey: site };
    expect((await invoke(target, 'plain', { body: 'x' })).body.toString()).toBe('x 60');
    expect((await invoke(target, 'configured')).body.toString()).toBe('hi');
    await expect(invoke(target, 'not-a-function')).rejects.toMatchObject({
      code: 'FunctionNotFound',
    });

    child.kill(signal);

    expect(await once(child, 'close')).toEqual([0, null]);
    expect((await readdir(temporary)).filter((name) => name.startsWith('fc-emulator-'))).toEqual(
      [],
    );
  },
);

test.each([
  ['a folder that is not there', ['nowhere'], 'cannot be read.'],
  ['a folder without functions', [dirname(CLI)], 'has an index.js.'],
])('%s is one clear sentence', async (_what, args, sentence) => {
  const { code, error } = await outcomeOf(...args);

  expect(code).toBe(1);
  expect(error).toContain(sentence);
  expect(error).toContain('Usage: npm run emulator -- FOLDER [--port N]');
  expect(error.trim().split('\n')).toHaveLength(1);
});

test.each([
  ['no folder', [], 'Exactly one folder with functions is expected.'],
  ['two folders', ['a', 'b'], 'Exactly one folder with functions is expected.'],
  [
    'a port that is none',
    ['a', '--port', '70000'],
    "--port must be a number from 0 to 65535, not '70000'.",
  ],
  ['an unknown option', ['a', '--host', 'x'], "Unknown option '--host'"],
])('%s is a mistake', (_what, args, sentence) => {
  expect(() => readArguments(args)).toThrow(UsageError);
  expect(() => readArguments(args)).toThrow(sentence);
});
