/** `npm run try`, ended by Ctrl-C in a terminal. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ACTION } from '../project/documents';

const WORKFLOW = `
on: push
jobs:
  test:
    steps:
      - uses: ${ACTION}
        with: { region: cn-hangzhou, function-name: slow, invocation-type: async, wait: true }
      - uses: ${ACTION}
        name: later
`;

/** Windows has no signals that a test could send to a group. */
test.skipIf(process.platform === 'win32')(
  'Ctrl-C ends the step first, and leaves nothing behind',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'try-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const temporary = join(folder, 'tmp');
    const slow = join(folder, 'functions/slow');
    for (const each of [temporary, slow]) mkdirSync(each, { recursive: true });
    writeFileSync(join(slow, 'index.js'), 'exports.handler = () => new Promise(() => {});');
    writeFileSync(join(slow, 'function.json'), '{"asyncInvokeConfig":{"asyncTask":true}}');
    writeFileSync(join(folder, 'test.yml'), WORKFLOW);
    const given = ['scripts/try/run.ts', 'test.yml', '--functions', 'functions'];
    const child = spawn(process.execPath, ['--import', 'tsx', ...given], {
      env: { ...process.env, INIT_CWD: folder, TMPDIR: temporary },
      // In a group of its own, which gets the signal as from a terminal.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        // The step runs.
        const isRunning = /: Running/.test(output);
        output += chunk.toString();
        if (!isRunning && /: Running/.test(output)) process.kill(-(child.pid ?? 0), 'SIGINT');
      });
    }

    expect(await once(child, 'close')).toEqual([130, null]);
    expect(output).toMatch(/Cancelled: .*SIGINT.* was told to stop/);
    expect(output.trim()).toMatch(/\nThe run was cancelled .*$/);
    expect(output).not.toContain('later\n');
    // What the step wrote for people is kept; what tsx keeps is its own.
    expect(readdirSync(temporary).filter((name) => !/^(?:try|tsx)-/.test(name))).toEqual([]);
  },
);
