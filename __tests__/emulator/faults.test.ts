import { Agent, get } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Emulator, RequestRecord } from '../../emulator';
import { signedRequest } from '../../emulator/clients/official-sdk';
import { type Replayed, replay } from '../../emulator/clients/replay';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;
/** Made before any fault is injected. */
let signed: RequestRecord[];

beforeEach(async () => {
  emulator = await startTestEmulator();
  await emulator.deploy({
    functionName: 'f',
    code: { 'index.js': 'exports.handler = async () => "0123456789";' },
  });
  signed = [];
  for (let i = 0; i < 3; i += 1) signed.push(await signedRequest(emulator, 'f', { log: 'Tail' }));
});

afterEach(() => emulator.close());

/** Sends a genuine request over plain HTTP, so that nothing of the response is hidden. */
async function call(): Promise<Replayed> {
  const request = signed.pop();
  if (!request) throw new Error('More calls than signed requests.');
  return replay(emulator, request);
}

test('a service error comes as often as asked for, then all is normal', async () => {
  emulator.injectFault({
    type: 'service-error',
    code: 'ResourceExhausted',
    headers: [['Retry-After', '7']],
    times: 2,
  });

  for (const _attempt of [1, 2]) {
    const { status, headers, body } = await call();
    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('7');
    expect(JSON.parse(body)).toMatchObject({
      Code: 'ResourceExhausted',
      RequestId: headers['x-fc-request-id'],
    });
  }
  expect(emulator.executions('f')).toBe(0);
  expect((await call()).body).toBe('0123456789');
  expect(emulator.executions('f')).toBe(1);
});

test('faults of several calls act one after another, those of one call together', async () => {
  emulator.injectFault({ type: 'respond', status: 502, body: '<html>Bad Gateway</html>' });
  emulator.injectFault({ type: 'body', body: 'forged' }, { type: 'log', text: '::error::forged' });

  expect((await call()).status).toBe(502);
  const { body, headers } = await call();
  expect(body).toBe('forged');
  expect(Buffer.from(String(headers['x-fc-log-result']), 'base64').toString()).toBe(
    '::error::forged',
  );
  expect((await call()).body).toBe('0123456789');
});

test('a fault may be for one function only', async () => {
  await emulator.deploy({
    functionName: 'other',
    code: { 'index.js': 'exports.handler = () => 1;' },
  });
  const other = await signedRequest(emulator, 'other');
  emulator.injectFault({ type: 'respond', status: 500, functionName: 'other' });

  expect((await call()).status).toBe(200);
  expect((await replay(emulator, other)).status).toBe(500);
});

test('a gateway can swallow the answer of a function that ran', async () => {
  emulator.injectFault({
    type: 'respond',
    status: 504,
    reason: 'Gateway Time-out ::warning::',
    headers: [['Content-Type', 'text/html']],
    run: true,
  });

  expect(await call()).toMatchObject({ status: 504, reason: 'Gateway Time-out ::warning::' });
  expect(emulator.executions('f')).toBe(1);
});

test.each([
  ['before-run', 0],
  ['after-run', 1],
  ['in-body', 1],
] as const)('a connection is reset %s', async (when, executions) => {
  emulator.injectFault({ type: 'reset', when });

  await expect(call()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(emulator.executions('f')).toBe(executions);
});

test('a body can be cut short', async () => {
  emulator.injectFault({ type: 'truncate', bytes: 4 });

  await expect(call()).rejects.toMatchObject({ code: 'ECONNRESET', message: 'aborted' });
});

test('a body can drip', async () => {
  emulator.injectFault({ type: 'drip', bytes: 2, intervalMilliseconds: 50 });
  const start = performance.now();

  expect((await call()).body).toBe('0123456789');
  expect(performance.now() - start).toBeGreaterThan(4 * 50 - 5);
});

test.each(['run', 'response'] as const)(
  'an answer can be delayed before the %s',
  async (before) => {
    emulator.injectFault({ type: 'delay', before, milliseconds: 300 });
    const received = emulator.waitForRequests(emulator.requests.length + 1);
    const pending = call();
    await received;
    const start = performance.now();

    if (before === 'response') await emulator.waitForExecutionEnd('f');
    else expect(emulator.executions('f')).toBe(0);
    expect((await pending).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(150);
  },
);

test('headers and the reason phrase can hold anything', async () => {
  emulator.injectFault({
    type: 'headers',
    set: [
      ['X-Fc-Request-Id', '::add-mask::x'],
      ['X-Fc-Log-Result', '%%% not base64'],
      ['X-Large', 'a'.repeat(10_000)],
    ],
    remove: ['X-Fc-Instance-Id', 'Date'],
    reason: '##[error]forged',
  });

  const { reason, headers, body } = await call();

  expect(reason).toBe('##[error]forged');
  expect(headers).toMatchObject({
    'x-fc-request-id': '::add-mask::x',
    'x-fc-log-result': '%%% not base64',
  });
  expect(headers['x-large']).toHaveLength(10_000);
  expect(headers).not.toHaveProperty('x-fc-instance-id');
  expect(headers).not.toHaveProperty('date');
  expect(body).toBe('0123456789');
});

test('a response can be no HTTP at all', async () => {
  emulator.injectFault({ type: 'raw-response', bytes: 'SSH-2.0-OpenSSH_9.9\r\n' });

  await expect(call()).rejects.toMatchObject({ code: 'HPE_INVALID_CONSTANT' });
});

test('an idle connection can be closed', async () => {
  const agent = new Agent({ keepAlive: true });
  const ping = () =>
    new Promise<void>((resolve, reject) => {
      get(emulator.endpoint, { agent }, (response) => response.resume().on('end', resolve)).on(
        'error',
        reject,
      );
    });
  emulator.injectFault({ type: 'close-idle', milliseconds: 100 });
  await ping();
  await new Promise((resolve) => setImmediate(resolve));
  const [socket] = Object.values(agent.freeSockets).flat();
  if (!socket) throw new Error('The connection was not kept.');
  const start = performance.now();

  await new Promise((resolve) => socket.once('close', resolve));

  expect(performance.now() - start).toBeGreaterThan(50);
  await ping();
  agent.destroy();
});
