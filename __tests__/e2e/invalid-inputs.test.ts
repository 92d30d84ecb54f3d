import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { expect, test } from './scenario';

test('ten faulty inputs are reported together, each by name, and nothing is sent', async ({
  emulator,
  invoke,
}) => {
  const faulty = {
    region: 'hangzhou',
    'function-name': '',
    'account-id': '12',
    endpoint: 'https://user@host/path',
    'event-file': 'missing.json',
    'invocation-type': 'maybe',
    'log-type': 'all',
    'show-result': 'yes',
    timeout: '0',
    'max-retries': '11',
    'fail-on': 'never',
    'access-key-secret': '',
  };

  const step = await invoke(faulty);

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('InvalidInput');
  const message = step.annotations.map((annotation) => annotation.message).join();
  for (const name of Object.keys(faulty)) {
    if (name === 'access-key-secret') continue;
    expect(message).toContain(`\`${name}\``);
  }
  expect(message).toContain('`access-key-id` is set, but `access-key-secret` is empty');
  expect(step.annotations).toHaveLength(1);
  expect(step.annotations[0]?.title).toBe('fc-invoke');
  expect(emulator.requests).toEqual([]);
});

test.for([
  ['event and event-file', { event: 'x', 'event-file': 'x' }, 'set only one of them'],
  ['async-task-id with sync', { 'async-task-id': 'a' }, '`async-task-id` can only be used with'],
  [
    'a token without a pair',
    { 'access-key-id': '', 'access-key-secret': '', 'security-token': 'a-token-alone' },
    '`security-token` belongs to temporary credentials',
  ],
  ['a smuggled host in region', { region: 'cn-x.evil.test/' }, '`region` must be a region ID'],
  ['a smuggled host in endpoint', { endpoint: 'a@b' }, '`endpoint` must be a host'],
] as const)('%s is an error', async ([, inputs, message], { emulator, invoke }) => {
  const step = await invoke({ 'function-name': 'f', ...inputs });

  expect(step.outputs['error-type']).toBe('InvalidInput');
  expect(step.outputs['error-message']).toContain(message);
  expect(emulator.requests).toEqual([]);
});

test('a payload over 32 MiB is refused before anything is sent', async ({ emulator, invoke }) => {
  const step = await invoke(
    { 'function-name': 'f', 'event-file': 'event' },
    { workspaceFiles: { event: Buffer.alloc(32 * 1024 * 1024 + 1) } },
  );

  expect(step.outputs['error-type']).toBe('InvalidInput');
  expect(step.outputs['error-message']).toContain('33554433 bytes');
  expect(emulator.requests).toEqual([]);
});

/** A file of Linux that can be opened, but not read. */
const UNREADABLE = '/sys/class/net/lo/speed';

describe.runIf(isUnreadable())('a file that breaks while it is read', () => {
  test('is an invalid input, and nothing is sent', async ({ emulator, invoke }) => {
    const step = await invoke({ 'function-name': 'f', 'event-file': UNREADABLE });

    expect(step.exitCode).toBe(1);
    expect(step.outputs['error-type']).toBe('InvalidInput');
    expect(step.outputs['error-message']).toContain(
      '`event-file` must name a readable file that does not change, but reading it failed: EINVAL',
    );
    expect(step.annotations).toHaveLength(1);
    expect(emulator.requests).toEqual([]);
  });
});

function isUnreadable(): boolean {
  try {
    readFileSync(UNREADABLE);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EINVAL';
  }
}

test('two problems of one input are counted as problems, not as inputs', async ({ invoke }) => {
  const step = await invoke({ 'function-name': 'f', expect: 'reslt\nstatuscode' });

  expect(step.outputs['error-message']).toMatch(
    /^2 problems with the inputs: `expect` .*; `expect` /,
  );
});

test('a misspelt gate is an error before anything is sent', async ({ emulator, invoke }) => {
  const step = await invoke({ 'function-name': 'f', expects: "result.status == 'ok'" });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-message']).toBe(
    'An input is invalid: `expects` is not an input of this action; did you mean `expect`?',
  );
  expect(emulator.requests).toEqual([]);
});

test('an unknown region is a warning with the nearest known one', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => 'x';"),
    region: 'cn-hangzou',
  });

  expect(step.exitCode).toBe(0);
  expect(step.annotations).toEqual([
    expect.objectContaining({
      level: 'warning',
      message: '`region` cn-hangzou is not a known region; did you mean cn-hangzhou?',
    }),
  ]);
});

test('a step that fails while the event file is being read ends with 1', async ({ invoke }) => {
  const step = await invoke(
    {
      'function-name': 'f',
      'event-file': 'event',
      'access-key-id': '',
      'access-key-secret': '',
    },
    { workspaceFiles: { event: Buffer.alloc(32 * 1024 * 1024) } },
  );

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('CredentialsError');
});
