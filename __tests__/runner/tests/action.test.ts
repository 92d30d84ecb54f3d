import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ActionOptions, runAction, startAction } from '../action';

const MANIFEST = `
name: sample
inputs:
  function-name: { description: x, required: true }
  with space: { description: x, default: 007 }
  event: { description: x }
runs: { using: node24, main: index.js }
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sample-action-'));
  writeFileSync(join(folder, 'action.yml'), MANIFEST);
});

afterAll(() => rmSync(folder, { recursive: true }));

let scripts = 0;

/** Options that run this CommonJS source as the sample action. */
function action(source: string, options: Partial<ActionOptions> = {}): ActionOptions {
  scripts += 1;
  const main = `script-${scripts}.cjs`;
  writeFileSync(join(folder, main), source);
  return { action: folder, inputs: {}, ...options, main };
}

const PRINT_ENVIRONMENT = 'process.stdout.write(JSON.stringify(process.env));';

async function environmentOf(options: Partial<ActionOptions>): Promise<Record<string, string>> {
  const result = await runAction(action(PRINT_ENVIRONMENT, options));
  result.dispose();
  return JSON.parse(result.stdout);
}

describe('the environment of the action', () => {
  test('has every input: the given value, else the default, else nothing', async () => {
    const env = await environmentOf({ inputs: { 'Function-Name': 'hello' } });
    expect(env).toMatchObject({
      'INPUT_FUNCTION-NAME': 'hello',
      INPUT_WITH_SPACE: '007',
      INPUT_EVENT: '',
    });
  });

  test('has an empty input instead of the default', async () => {
    expect((await environmentOf({ inputs: { 'with space': '' } })).INPUT_WITH_SPACE).toBe('');
  });

  test('has nothing of this process but where programs and homes are', async () => {
    process.env.RUNNER_TEST_LEAK = 'leaked';
    const env = await environmentOf({ env: { GIVEN: 'yes', GITHUB_OUTPUT: undefined } });
    delete process.env.RUNNER_TEST_LEAK;
    expect(env).not.toHaveProperty('RUNNER_TEST_LEAK');
    expect(env).not.toHaveProperty('GITHUB_OUTPUT');
    expect(env).toMatchObject({ GIVEN: 'yes', GITHUB_ACTIONS: 'true', CI: 'true' });
  });

  test('passes an unknown input on, with a warning', async () => {
    const options = action(PRINT_ENVIRONMENT, { inputs: { Event: 'x', fucntion: 'hello' } });
    const result = await runAction(options);
    expect(JSON.parse(result.stdout)).toMatchObject({ INPUT_FUCNTION: 'hello' });
    expect(result.annotations).toEqual([
      {
        level: 'warning',
        message:
          "Unexpected input(s) 'fucntion', valid inputs are ['function-name', 'with space', 'event']",
      },
    ]);
    result.dispose();
  });
});

describe('a run', () => {
  test('gives exit code, streams, outputs, summary, files and commands', async () => {
    const source = `
      const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
      appendFileSync(process.env.GITHUB_OUTPUT, 'copy<<E\\n' + readFileSync(process.env.GITHUB_WORKSPACE + '/in/data.txt') + '\\nE\\n');
      appendFileSync(process.env.GITHUB_STEP_SUMMARY, 'token abc');
      writeFileSync(process.env.RUNNER_TEMP + '/result', 'kept');
      JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH));
      console.log('::add-mask::abc\\n::group::Log\\nabc!\\n::endgroup::\\n::error::broken');
      console.error('on stderr: abc');
      process.exitCode = 3;`;
    const result = await runAction(action(source, { workspaceFiles: { 'in/data.txt': 'a\nb' } }));
    expect(result).toMatchObject({
      exitCode: 3,
      signal: null,
      outputs: { copy: 'a\nb' },
      summary: 'token ***\n',
      masks: ['abc'],
      groups: [{ title: 'Log', lines: ['***!'] }],
      annotations: [{ level: 'error', message: 'broken' }],
      stderr: 'on stderr: abc\n',
    });
    expect(result.log.at(-1)?.text).toBe('on stderr: ***');
    expect(readFileSync(join(result.tempFolder, 'result'), 'utf8')).toBe('kept');
    result.dispose();
    expect(existsSync(result.tempFolder)).toBe(false);
  });

  test('fails for a command that is not its own, and shows it in a control run', async () => {
    const options = action(`console.log('::set-output name=a::b')`);
    await expect(runAction(options)).rejects.toThrow(/set-output is not a command of this action/);
    const control = await runAction({ ...options, refuseForeignCommands: false });
    expect(control.commands).toMatchObject([{ name: 'set-output' }]);
    control.dispose();
  });

  test('does not let stdout stop commands on stderr, which may overtake it', async () => {
    const source = `
      console.log('::stop-commands::0123456789');
      console.error('::set-output name=a::b');
      console.log('::0123456789::');`;
    await expect(runAction(action(source))).rejects.toThrow(/set-output/);
  });

  test('fails for a marked text that was taken', async () => {
    const options = action(`console.log('::group::hostile-1')`, { foreignText: ['hostile-1'] });
    await expect(runAction(options)).rejects.toThrow(/foreign text "hostile-1"/);
  });

  test('fails for a malformed output file', async () => {
    const source = `require('node:fs').writeFileSync(process.env.GITHUB_OUTPUT, 'nonsense')`;
    await expect(runAction(action(source))).rejects.toThrow(/Invalid format/);
  });

  test.runIf(process.platform === 'linux')('cannot start with an input of 128 KiB', async () => {
    const options = action('', { inputs: { event: 'x'.repeat(131_072) } });
    await expect(runAction(options)).rejects.toThrow(/INPUT_EVENT, of 131084 bytes.*E2BIG/);
    const largest = await runAction(action('', { inputs: { event: 'x'.repeat(131_059) } }));
    expect(largest.exitCode).toBe(0);
    largest.dispose();
  });
});

describe('a running action', () => {
  test('takes a signal after the output that a test waits for', async () => {
    const source = `
      process.on('SIGINT', () => { console.log('bye'); process.exit(1); });
      setInterval(() => {}, 1000);
      console.log('rea');
      console.log('dy');`;
    const run = startAction(action(source));
    expect(await run.waitForOutput(/rea\ndy/g)).toContain('dy');
    run.signal('SIGINT');
    const result = await run.finished;
    expect(result).toMatchObject({ exitCode: 1, signal: null, stdout: 'rea\ndy\nbye\n' });
    result.dispose();
  });

  test('reports the signal that killed it', async () => {
    const run = startAction(action(`console.log('up'); setInterval(() => {}, 1000)`));
    await run.waitForOutput(/up/);
    run.signal('SIGKILL');
    const result = await run.finished;
    expect(result).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    result.dispose();
  });

  test.each([
    ['SIGTERM', 'nor its folder'],
    // Nobody is left to remove the folder.
    ['SIGKILL', 'but its folder'],
  ] as const)('does not outlive its parent that is ended by %s, %s', async (signal, left) => {
    // The connection shows when the action is gone: a process ID outlives it until it is reaped.
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const hanging = action(`
      require('node:net').connect(${port}, '127.0.0.1', () => console.log('connected'));`);
    const runner = fileURLToPath(new URL('../action.ts', import.meta.url));
    const script = join(folder, 'abandon.mjs');
    writeFileSync(
      script,
      `import { startAction } from ${JSON.stringify(pathToFileURL(runner).href)};
      const run = startAction(${JSON.stringify(hanging)});
      await run.waitForOutput(/connected/);
      console.log(run.tempFolder);`,
    );
    const parent = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const connected = once(server, 'connection');
    const [tempFolder] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const [socket] = await connected;
    const gone = once(
      socket.resume().on('error', () => {}),
      'close',
    );

    expect(existsSync(tempFolder.trim())).toBe(true);
    parent.kill(signal);
    expect(await once(parent, 'exit')).toEqual([null, signal]);
    expect(existsSync(tempFolder.trim())).toBe(left === 'but its folder');
    await gone;
    rmSync(tempFolder.trim(), { recursive: true, force: true });
    server.close();
  });

  test('ends a wait for output that never comes', async () => {
    const run = startAction(action(`console.log('something else')`));
    await expect(run.waitForOutput(/ready/)).rejects.toThrow(/something else/);
    (await run.finished).dispose();
  });
});
