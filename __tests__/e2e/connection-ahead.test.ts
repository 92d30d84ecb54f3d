import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { preloadOption } from '../faults/arrangements';
import { TestAuthority } from '../network/certificate';
import { expect, test } from './scenario';

const authority = new TestAuthority();
const folder = mkdtempSync(join(tmpdir(), 'fc-ahead-'));
const authorityFile = join(folder, 'authority.pem');
const eventsFile = join(folder, 'events');
writeFileSync(authorityFile, authority.cert);
afterAll(() => rmSync(folder, { recursive: true }));

/** Notes in their order when a connection is begun, and when a request is told in the debug log. */
const NOTE_EVENTS = preloadOption(`
  import { appendFileSync } from 'node:fs';
  import { Socket } from 'node:net';
  const note = (event) => appendFileSync(${JSON.stringify(eventsFile)}, event + '\\n');
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (...given) { note('connect'); return connect.apply(this, given); };
  const { write } = process.stdout;
  process.stdout.write = function (text, ...rest) {
    if (String(text).includes('::debug::POST ')) note('request');
    return write.call(this, text, ...rest);
  };
`);
const env = { NODE_EXTRA_CA_CERTS: authorityFile, NODE_OPTIONS: NOTE_EVENTS, RUNNER_DEBUG: '1' };

function events(): string[] {
  const found = readFileSync(eventsFile, 'utf8').trim().split('\n');
  rmSync(eventsFile);
  return found;
}

test.override({
  emulatorOptions: { tls: authority.issue({ hosts: ['127.0.0.1', 'localhost'] }) },
});

test('the first connection opens before the request is made; each later attempt has its own', async ({
  deploy,
  emulator,
  invoke,
}) => {
  const functionName = await deploy("exports.handler = async () => 'x';");
  const step = await invoke(
    {
      'function-name': functionName,
      endpoint: emulator.endpoint.replace('127.0.0.1', 'localhost'),
      expect: "result == 'ready'",
      attempts: '2',
      'attempt-interval': '0',
    },
    { env },
  );

  expect(step.outputs.attempts).toBe('2');
  expect(events()).toEqual(['connect', 'request', 'request', 'connect']);
});

test('the connection to an HTTP trigger opens ahead as well', async ({ invoke, emulator }) => {
  await invoke(
    {
      'function-name': 'f',
      'http-trigger': emulator.endpoint,
      event: '{"method": "POST", "path": "/", "body": "x"}',
      'access-key-id': '',
      'access-key-secret': '',
    },
    { env },
  );

  expect(events()).toEqual(['connect', 'request']);
});

test('nothing is opened for invalid inputs', async ({ invoke }) => {
  writeFileSync(eventsFile, 'none\n');

  const step = await invoke({ 'function-name': 'f', timeout: '0' }, { env });

  expect(step.outputs['error-type']).toBe('InvalidInput');
  expect(events()).toEqual(['none']);
});
