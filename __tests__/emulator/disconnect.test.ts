import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator';
import { signedRequest } from '../../emulator/clients/official-sdk';
import { replay } from '../../emulator/clients/replay';

let emulator: Emulator;
let folder: string;

beforeEach(async () => {
  emulator = await startEmulator();
  folder = await mkdtemp(join(tmpdir(), 'fc-disconnect-'));
});

afterEach(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

test('a client that disconnects ends the handler and what it has started', async () => {
  const pidFile = join(folder, 'pids.json');
  await emulator.deploy({
    functionName: 'endless',
    timeout: 600,
    environmentVariables: { PID_FILE: pidFile },
    code: {
      'index.js': `const { spawn } = require('node:child_process');
        const { writeFileSync } = require('node:fs');
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
        writeFileSync(process.env.PID_FILE, JSON.stringify([process.pid, child.pid]));
        exports.handler = () => new Promise(() => {});`,
    },
  });
  const request = await signedRequest(emulator, 'endless');
  const client = new AbortController();
  const call = replay(emulator, request, { signal: client.signal });
  await emulator.waitForExecutionStart('endless');
  const pids: number[] = JSON.parse(readFileSync(pidFile, 'utf8'));
  expect(pids.map(isRunning)).toEqual([true, true]);

  client.abort();

  await expect(call).rejects.toThrow();
  const ended = await emulator.waitForExecutionEnd('endless');
  expect(ended.state).toBe('cancelled');
  expect(ended.durationMs).toBeLessThan(5000);
  await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), 5000);
});

test('a client that gives up before a delayed run prevents it', async () => {
  await emulator.deploy({ functionName: 'f', code: { 'index.js': 'exports.handler = () => 1;' } });
  const request = await signedRequest(emulator, 'f');
  emulator.injectFault({ type: 'delay', before: 'run', milliseconds: 60_000 });
  const client = new AbortController();
  const received = emulator.waitForRequests(emulator.requests.length + 1);
  const call = replay(emulator, request, { signal: client.signal });
  await received;

  client.abort();

  await expect(call).rejects.toThrow();
  expect((await replay(emulator, request)).body).toBe('1');
  expect(emulator.executions('f')).toBe(1);
});

test('a client that gives up while it sends is recorded as incomplete', async () => {
  const socket = connect(Number(new URL(emulator.endpoint).port), '127.0.0.1');
  socket.write('POST /cut HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly this', () =>
    socket.end(),
  );

  const [record] = await emulator.waitForRequests(1);

  expect(record).toMatchObject({ path: '/cut', complete: false, body: { size: 9 } });
});

/** A process that was killed but not yet collected by its parent does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
