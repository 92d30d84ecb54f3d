import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Emulator } from '../../emulator';
import { invoke } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

const FOLDER = fileURLToPath(new URL('../functions', import.meta.url));

/** Event, error type, and a part of the result of each sample. */
const SAMPLES: Record<string, [event: string, errorType: string | undefined, result: string]> = {
  'callback-error': ['', 'HandledInvocationError', 'reported on purpose'],
  chatty: ['', undefined, 'logged 500 lines'],
  'eats-memory': ['', 'UnhandledInvocationError', 'Process exited unexpectedly'],
  echo: ['一二三', undefined, '一二三'],
  exits: ['', 'UnhandledInvocationError', 'Process exited unexpectedly'],
  hello: ['FC', undefined, 'Hello, FC!'],
  'initializer-fails': ['', 'InitializationError', 'the database cannot be reached'],
  json: ['', undefined, '"status":"ok"'],
  rejects: ['', 'UnhandledInvocationError', 'rejected on purpose'],
  sleeps: ['{"ms":50}', undefined, 'slept 50 ms'],
  task: ['', undefined, '"done":true'],
  throws: ['', 'UnhandledInvocationError', 'thrown on purpose'],
  'times-out': ['', 'UnhandledInvocationError', 'Function timed out after 1 seconds'],
  web: ['', undefined, 'Hello from /invoke!'],
};

const ENDS_ITS_PROCESS = ['eats-memory', 'exits'];

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTestEmulator();
});

afterAll(() => emulator.close());

test('every sample is described here', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((each) => each.isDirectory());

  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(SAMPLES).sort());
});

test.each(Object.entries(SAMPLES))('%s', async (name, [event, errorType, result]) => {
  await emulator.deploy({
    functionName: name,
    code: `${FOLDER}/${name}`,
    instances: ENDS_ITS_PROCESS.includes(name) ? 'processes' : 'in-process',
  });

  const { headers, body } = await invoke(emulator, name, { body: event });

  expect(headers['x-fc-error-type']).toBe(errorType);
  expect(body.toString()).toContain(result);
});

test('what a function does depends on its code, not on its name', async () => {
  await emulator.deploy({ functionName: 'throws', code: `${FOLDER}/hello` });

  expect((await invoke(emulator, 'throws')).body.toString()).toBe('Hello, world!');
});
