import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Deployment, Emulator, InstanceKind } from '../../emulator';
import { callTrigger } from '../../emulator/clients/http-trigger';
import { type Invoked, invoke, type Target } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;

afterEach(() => emulator.close());

/** Counts its events; other events let it misbehave. */
const COUNTER = `
  let count = 0;
  exports.handler = async (event) => {
    count += 1;
    if (event.toString() === 'throw') throw new Error('on purpose');
    if (event.toString() === 'exit') process.exit(1);
    if (event.toString() === 'hang') await new Promise(() => {});
    if (event.toString() === 'uncaught') {
      setTimeout(() => { throw new Error('later'); });
      await new Promise(() => {});
    }
    return count;
  };`;

async function deploy(source = COUNTER, more: Partial<Deployment> = {}): Promise<void> {
  await emulator.deploy({ functionName: 'f', code: { 'index.js': source }, ...more });
}

async function count(event?: string, qualifier?: string): Promise<string> {
  const invocation = {
    ...(event === undefined ? {} : { body: event }),
    ...(qualifier === undefined ? {} : { qualifier }),
  };
  return textOf(await invoke(emulator, 'f', invocation));
}

function textOf({ headers, body }: Invoked): string {
  return headers['x-fc-error-type'] ?? body.toString();
}

describe.each<InstanceKind>(['processes', 'in-process'])('instances: %s', (instances) => {
  beforeEach(async () => {
    emulator = await startTestEmulator({ instances });
  });

  test('a free instance is used again, with its ID and its memory', async () => {
    await deploy();

    const calls = [];
    for (let call = 1; call <= 3; call += 1) calls.push(await invoke(emulator, 'f'));

    expect(calls.map(textOf)).toEqual(['1', '2', '3']);
    expect(new Set(calls.map(({ headers }) => headers['x-fc-instance-id'])).size).toBe(1);
  });

  /** Starts so many events that never end, one after the other; in which instances they run. */
  async function instancesOf(events: number): Promise<string[]> {
    const calls: Promise<unknown>[] = [];
    const instanceIds: string[] = [];
    for (let nth = 1; nth <= events; nth += 1) {
      // Its connection ends with the emulator.
      calls.push(invoke(emulator, 'f', { body: 'hang' }).catch(() => {}));
      instanceIds.push((await emulator.waitForExecutionStart('f', nth)).instanceId);
    }
    await emulator.close();
    await Promise.all(calls);
    return instanceIds;
  }

  test('an event that comes while the instance is busy gets another one', async () => {
    await deploy(COUNTER, { timeout: 60 });

    const [first, second] = await instancesOf(2);

    expect(second).not.toBe(first);
  });

  test('with an instanceConcurrency of 2, every third event gets another instance', async () => {
    await deploy(COUNTER, { timeout: 60, instanceConcurrency: 2 });

    const [first, second, third] = await instancesOf(3);

    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('two events that meet in one instance both get their result and their log', async () => {
    // The first waits until the second is there.
    const source = `
    const waiting = [];
    exports.handler = (event) => new Promise((resolve) => {
      waiting.push(() => { console.log('saw', event.toString()); resolve(); });
      if (waiting.length === 2) for (const each of waiting) setImmediate(each);
    });`;
    await deploy(source, { instanceConcurrency: 2, timeout: 60 });
    const first = invoke(emulator, 'f', { body: 'one', log: 'Tail' });
    await emulator.waitForExecutionStart('f', 1);

    const two = await invoke(emulator, 'f', { body: 'two', log: 'Tail' });

    const one = await first;
    expect(one.headers['x-fc-instance-id']).toBe(two.headers['x-fc-instance-id']);
    expect(one.log).toContain('[INFO] saw one');
    expect(two.log).toContain(`FC Invoke Start RequestId: ${two.headers['x-fc-request-id']}`);
  });

  test('the initializer runs once per instance, and its lines are in the first log only', async () => {
    await deploy(
      `let runs = 0;
     exports.initialize = async () => { runs += 1; };
     exports.handler = async () => runs;`,
      { initializer: 'index.initialize' },
    );

    const first = await invoke(emulator, 'f', { log: 'Tail' });
    const second = await invoke(emulator, 'f', { log: 'Tail' });

    expect([textOf(first), textOf(second)]).toEqual(['1', '1']);
    expect(first.log).toContain('FC Initialize Start');
    expect(second.log).toMatch(/^FC Invoke Start RequestId: /);
  });

  test('an instance outlives an error of its handler, thrown or uncaught', async () => {
    await deploy();

    expect(await count('throw')).toBe('UnhandledInvocationError');
    expect(await count('uncaught')).toBe('HandledInvocationError');
    expect(await count()).toBe('3');
  });

  test('an instance that was timed out is not used again', async () => {
    await deploy(COUNTER, { timeout: 0.3 });

    expect(await count()).toBe('1');
    expect(await count('hang')).toBe('UnhandledInvocationError');
    expect(await count()).toBe('1');
  });

  test('an instance whose client has gone away is not used again', async () => {
    await deploy(COUNTER, { timeout: 30 });
    const { http } = await emulator.createTrigger('f', { triggerName: 't', authType: 'anonymous' });
    await deploy(
      `let count = 0; exports.handler = (event) => {
    count += 1;
    if (JSON.parse(event).rawPath === '/hang') return new Promise(() => {});
    return String(count);
  };`,
      { timeout: 30 },
    );
    const url = http?.urlInternet ?? '';
    const client = new AbortController();
    const cancelled = callTrigger(url, { target: '/hang', signal: client.signal });
    await emulator.waitForExecutionStart('f');

    client.abort();

    await expect(cancelled).rejects.toThrow();
    expect((await emulator.waitForExecutionEnd('f')).state).toBe('cancelled');
    expect((await callTrigger(url)).body.toString()).toBe('1');
  });

  test('an instance of old code is not used again, and a version has instances of its own', async () => {
    await deploy();
    expect(await count()).toBe('1');
    emulator.publishVersion('f');
    expect(await count(undefined, '1')).toBe('1');

    await deploy();

    expect(await count()).toBe('1');
    expect(await count(undefined, '1')).toBe('2');
  });
});

describe('a process of its own', () => {
  beforeEach(async () => {
    emulator = await startTestEmulator({ instances: 'processes' });
  });

  test('an instance that has ended itself is not used again', async () => {
    await deploy();

    expect(await count()).toBe('1');
    expect(await count('exit')).toBe('UnhandledInvocationError');
    expect(await count()).toBe('1');
  });

  test('the server of a web function serves one request after the other', async () => {
    await emulator.deploy({
      functionName: 'f',
      memorySize: 256,
      customRuntimeConfig: { command: ['node', 'server.js'] },
      code: {
        'server.js': `let count = 0;
        require('node:http').createServer((request, response) => {
          console.log('serving', request.url);
          response.end(String(count += 1));
        }).listen(process.env.FC_SERVER_PORT);`,
      },
    });

    const first = await invoke(emulator, 'f', { log: 'Tail' });
    const second = await invoke(emulator, 'f', { log: 'Tail' });

    expect([textOf(first), textOf(second)]).toEqual(['1', '2']);
    expect(first.headers['x-fc-instance-id']).toBe(second.headers['x-fc-instance-id']);
    expect(second.log).toMatch(/^FC Invoke Start RequestId: \S+\nserving \/invoke\nFC Invoke End/);
  });

  test('idle instances end with the emulator', async () => {
    await deploy('exports.handler = async () => process.pid;');
    const pid = Number(await count());
    expect(isRunning(pid)).toBe(true);

    await emulator.close();

    expect(isRunning(pid)).toBe(false);
  });

  test.runIf(process.platform !== 'win32')(
    'an emulator that is killed leaves no process behind',
    async () => {
      // A connection ends with its process, which nobody else would tell.
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const connects = `require('node:net').connect(${port}, '127.0.0.1').on('error', () => {});`;
      const folder = await mkdtemp(join(tmpdir(), 'fc-functions-'));
      const files = {
        'idle/index.js': `${connects} exports.handler = async () => 'idle';`,
        'busy/index.js': `${connects} exports.handler = () => new Promise(() => {});`,
        'web/index.js': `${connects} require('node:http').createServer((request, response) => {
          response.end('web');
        }).listen(process.env.FC_SERVER_PORT);`,
        'web/function.json': '{ "customRuntimeConfig": { "command": ["node", "index.js"] } }',
      };
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), content);
      }
      const cli = fileURLToPath(new URL('../../emulator/cli.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', cli, folder], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const target = await targetOf(child.stdout);
      const ended: Promise<unknown>[] = [];
      const connection = async () => {
        const [socket] = await once(server, 'connection');
        ended.push(
          once(
            socket.resume().on('error', () => {}),
            'close',
          ),
        );
      };
      for (const name of ['idle', 'web']) {
        const connected = connection();
        await invoke(target, name);
        await connected;
      }
      const connected = connection();
      const busy = expect(invoke(target, 'busy')).rejects.toThrow();
      await connected;

      child.kill('SIGKILL');

      await Promise.all(ended);
      await busy;
      server.close();
      await rm(folder, { recursive: true });
    },
  );
});

/** What the emulator's first line says. */
async function targetOf(output: Readable): Promise<Target> {
  for await (const line of createInterface({ input: output })) {
    const { endpoint, ...accessKey } = JSON.parse(line);
    return { endpoint, accessKey };
  }
  throw new Error('The emulator has not started.');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['without a port', {}, 1],
  ['with a port', { port: 9 }, 0],
  ['as there is none', undefined, 0],
] as const)('a server that does not start, %s', async (_what, port, expected) => {
  const notes: string[] = [];
  emulator = await startTestEmulator({ onNote: (sentence) => notes.push(sentence) });
  const config = port && {
    customRuntimeConfig: { command: ['node', 'index.js'] as const, ...port },
  };
  await deploy('process.exit(1);', { ...config, instances: 'processes' });

  await invoke(emulator, 'f').catch(() => {});

  expect(notes).toHaveLength(expected);
  for (const note of notes) {
    expect(note).toMatch(/^The server of f did not start: .* in the variable FC_SERVER_PORT\.$/);
  }
});
