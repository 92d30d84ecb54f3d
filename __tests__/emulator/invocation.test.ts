import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Emulator } from '../../emulator';
import { invoke } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTestEmulator({ region: 'cn-shanghai', accountId: '1234567890123456' });
});

afterAll(() => emulator.close());

test('an async handler answers with text', async () => {
  await emulator.deploy({
    functionName: 'text',
    code: { 'index.js': 'exports.handler = async (event) => "got " + event;' },
  });

  const { status, headers, body } = await invoke(emulator, 'text', { body: '一 two' });

  expect(status).toBe(200);
  expect(body.toString()).toBe('got 一 two');
  expect(headers).not.toHaveProperty('x-fc-error-type');
});

test('bytes travel both ways as they are', async () => {
  await emulator.deploy({
    functionName: 'bytes',
    memorySize: 512,
    code: { 'index.js': 'exports.handler = (event, context, callback) => callback(null, event);' },
  });
  for (const size of [0, 1, 1024 * 1024, 32 * 1024 * 1024]) {
    const bytes = randomBytes(size);

    const { body } = await invoke(emulator, 'bytes', { body: bytes });

    expect(body.length).toBe(size);
    expect(sha256(body)).toBe(sha256(bytes));
    expect(emulator.requests.at(-1)?.body).toEqual({ size, sha256: sha256(bytes) });
  }
});

test.each([
  ['a promise', 'exports.handler = () => Promise.resolve("a");', 'a'],
  ['a value', 'exports.handler = () => "a";', 'a'],
  ['an object, as JSON', 'exports.handler = async () => ({ a: [1] });', '{"a":[1]}'],
  ['nothing', 'exports.handler = async () => {};', ''],
  ['its callback, later', 'exports.handler = (e, c, cb) => setTimeout(cb, 5, null, "a");', 'a'],
  ['the first of two calls', 'exports.handler = (e, c, cb) => { cb(null, 1); cb(null, 2); };', '1'],
])('a handler answers with %s', async (_what, source, expected) => {
  await emulator.deploy({ functionName: 'style', code: { 'index.js': source } });

  expect((await invoke(emulator, 'style')).body.toString()).toBe(expected);
});

test.each([
  [
    'index.js is CommonJS by default',
    'index.handler',
    { 'index.js': 'exports.handler = async () => typeof require;' },
    'function',
    'in-process',
  ],
  [
    'index.js is ESM when the package says so',
    'index.handler',
    {
      'package.json': '{"type":"module"}',
      'index.js': 'export const handler = async () => typeof require;',
    },
    'undefined',
    'processes',
  ],
  [
    'index.mjs is ESM',
    'index.handler',
    { 'index.mjs': 'export async function handler() { return typeof require; }' },
    'undefined',
    'processes',
  ],
  [
    'index.cjs is CommonJS',
    'index.handler',
    { 'index.cjs': 'exports.handler = async () => typeof require;' },
    'function',
    'in-process',
  ],
  [
    'a handler may lie in a folder and require its neighbours',
    'src/main.run',
    {
      'src/main.js': 'exports.run = async () => require("./other").answer;',
      'src/other.js': 'exports.answer = "from other";',
    },
    'from other',
    'in-process',
  ],
] as const)('%s', async (_what, handler, code, expected, instances) => {
  await emulator.deploy({ functionName: 'module', handler, code, instances });

  expect((await invoke(emulator, 'module')).body.toString()).toBe(expected);
});

test('the handler learns who and where it is', async () => {
  await emulator.deploy({
    functionName: 'who',
    memorySize: 256,
    timeout: 7,
    code: { 'index.js': 'exports.handler = async (event, context) => context;' },
  });

  const { body, headers } = await invoke(emulator, 'who');

  expect(JSON.parse(body.toString())).toMatchObject({
    requestId: headers['x-fc-request-id'],
    region: 'cn-shanghai',
    accountId: '1234567890123456',
    function: { name: 'who', handler: 'index.handler', memory: 256, timeout: 7 },
    service: { qualifier: '', versionId: 'LATEST' },
    credentials: { accessKeyId: '', accessKeySecret: '', securityToken: '' },
  });
});

test('the handler gets its environment variables, and none of the emulator', async () => {
  process.env.EMULATOR_SECRET = 'hidden';
  await emulator.deploy({
    functionName: 'env',
    environmentVariables: { MINE: 'yes' },
    code: { 'index.js': 'exports.handler = async () => process.env;' },
  });

  const environment = JSON.parse((await invoke(emulator, 'env')).body.toString());

  expect(environment).toMatchObject({ MINE: 'yes', FC_FUNCTION_NAME: 'env' });
  expect(environment).not.toHaveProperty('EMULATOR_SECRET');
});

test('the initializer runs before the handler, in the same instance', async () => {
  await emulator.deploy({
    functionName: 'initialized',
    initializer: 'index.initialize',
    code: {
      'index.js': `let ready = 'no';
        exports.initialize = (context, callback) => { ready = context.function.name; callback(); };
        exports.handler = async () => ready;`,
    },
  });

  const { body, log } = await invoke(emulator, 'initialized', { log: 'Tail' });

  expect(body.toString()).toBe('initialized');
  expect(log).toMatch(/^FC Initialize Start .*\nFC Initialize End .*\nFC Invoke Start /);
});

test('headers say which request, version, code and instance it was, and what it took', async () => {
  await emulator.deploy({
    functionName: 'measured',
    instances: 'processes',
    code: {
      'index.js': `exports.handler = async () => {
        const kept = Buffer.alloc(20 * 1024 * 1024, 1);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return String(kept.length);
      };`,
    },
  });

  const { headers } = await invoke(emulator, 'measured');

  expect(headers['x-fc-request-id']).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$/);
  expect(headers['x-fc-instance-id']).toMatch(/^c-/);
  expect(headers['x-fc-invocation-service-version']).toBe('LATEST');
  expect(headers['x-fc-code-checksum']).toMatch(/^\d+$/);
  expect(Number(headers['x-fc-invocation-duration'])).toBeGreaterThan(190);
  expect(Number(headers['x-fc-max-memory-usage'])).toBeGreaterThan(50);
  expect(Number(headers['x-fc-max-memory-usage'])).toBeLessThan(128);
  expect(headers['content-type']).toBe('application/octet-stream');
});

test('duration and memory headers can be switched off', async () => {
  const plain = await startTestEmulator({ metricHeaders: false });
  await plain.deploy({ functionName: 'f', code: { 'index.js': 'exports.handler = () => 1;' } });

  const { headers } = await invoke(plain, 'f');

  expect(headers).not.toHaveProperty('x-fc-invocation-duration');
  expect(headers).not.toHaveProperty('x-fc-max-memory-usage');
  await plain.close();
});

test('versions and aliases keep the code they were made of', async () => {
  const code = (answer: string) => ({ 'index.js': `exports.handler = async () => '${answer}';` });
  const answer = async (qualifier?: string) => {
    const { body, headers } = await invoke(emulator, 'versioned', {
      ...(qualifier && { qualifier }),
    });
    return `${body} ${headers['x-fc-invocation-service-version']}`;
  };
  await emulator.deploy({ functionName: 'versioned', code: code('one') });
  expect(emulator.publishVersion('versioned')).toBe('1');
  emulator.createAlias('versioned', 'prod', '1');
  await emulator.deploy({ functionName: 'versioned', code: code('two') });
  expect(emulator.publishVersion('versioned')).toBe('2');
  await emulator.deploy({ functionName: 'versioned', code: code('three') });

  expect(await answer()).toBe('three LATEST');
  expect(await answer('LATEST')).toBe('three LATEST');
  expect(await answer('1')).toBe('one 1');
  expect(await answer('2')).toBe('two 2');
  expect(await answer('prod')).toBe('one 1');
  emulator.createAlias('versioned', 'prod', '2');
  expect(await answer('prod')).toBe('two 2');
});

test('the checksum changes with the code only', async () => {
  const checksum = async (source: string) => {
    await emulator.deploy({ functionName: 'sum', code: { 'index.js': source } });
    return (await invoke(emulator, 'sum')).headers['x-fc-code-checksum'];
  };
  const first = await checksum('exports.handler = () => 1;');

  expect(await checksum('exports.handler = () => 1;')).toBe(first);
  expect(await checksum('exports.handler = () => 2;')).not.toBe(first);
});

test('invocations run at the same time', async () => {
  await emulator.deploy({
    functionName: 'parallel',
    timeout: 30,
    code: {
      'index.js':
        'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 100, "x"));',
    },
  });
  const calls = [invoke(emulator, 'parallel'), invoke(emulator, 'parallel')];

  await emulator.waitForExecutionStart('parallel', 2);
  expect(emulator.executions('parallel')).toBe(2);
  await Promise.all(calls);
  expect((await emulator.waitForExecutionEnd('parallel', 2)).state).toBe('completed');
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
