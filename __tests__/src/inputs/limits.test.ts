/** Every limit of an input: what is below it, at it and above it. */
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readStep, workspaceWith } from './inputs-in-process';

const KIB = 1024;
const MIB = 1024 * KIB;
const KEYLESS = {
  'role-to-assume': 'acs:ram::1234567890123456:role/invoker',
  'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github',
};

describe('a number', () => {
  const gate = (name: string) => `inputs.plan.cases.0.gate.${name}`;
  const session = 'inputs.credentials.keyless.durationSeconds';

  test.for([
    ['timeout', 1, 86_400, ' seconds', 'inputs.plan.cases.0.timeoutSeconds'],
    ['max-retries', 0, 10, '', 'inputs.maxRetries'],
    ['attempts', 1, 100, '', gate('attempts')],
    ['attempt-interval', 0, 3600, ' seconds', gate('attemptIntervalSeconds')],
    ['wait-for-update', 0, 3600, ' seconds', 'inputs.plan.waitForUpdateSeconds'],
    ['repeat', 1, 1000, '', 'inputs.plan.repeat'],
    ['max-parallel', 1, 50, '', 'inputs.plan.maxParallel'],
    ['role-session-expiration', 900, 43_200, ' seconds', session],
  ] as const)('`%s` is %i to %i%s', async ([name, min, max, unit, where]) => {
    const cases = name === 'max-parallel' ? { cases: 'cases.yml' } : {};
    const workspace = workspaceWith({ 'cases.yml': '[{ name: a }]' });
    const read = (value: number) =>
      readStep({ ...KEYLESS, ...cases, [name]: String(value) }, { workspace });

    for (const allowed of [min, min + 1, max - 1, max]) {
      expect(await read(allowed)).toHaveProperty(where, allowed);
    }
    for (const refused of [min - 1, max + 1]) {
      expect((await read(refused)).problems).toEqual([
        `\`${name}\` must be a whole number from ${min} to ${max}${unit}, in digits, but is "${refused}"`,
      ]);
    }
  });
});

describe('a length, in characters', () => {
  const target = (name: string) => `inputs.plan.cases.0.request.target.${name}`;
  const name = (length: number) => 'n'.repeat(length);

  test.for([
    ['account-id', 6, 20, (length: number) => '7'.repeat(length), target('accountId')],
    ['function-name', 1, 128, name, target('functionName')],
    ['service-name', 1, 128, name, target('serviceName')],
    ['qualifier', 1, 128, name, target('qualifier')],
    ['compare-with', 1, 128, name, 'inputs.plan.baseline.qualifier'],
    ['async-task-id', 1, 128, name, 'inputs.plan.cases.0.request.mode.taskId'],
    ['http-trigger', 1, 128, name, 'inputs.plan.cases.0.request.channel.which.name'],
    ['role-session-name', 2, 64, name, 'inputs.credentials.keyless.sessionName'],
  ] as const)('of `%s` is %i to %i', async ([input, min, max, textOf, where]) => {
    const type = input === 'compare-with' ? 'sync' : 'async';
    const read = (text: string) => readStep({ ...KEYLESS, 'invocation-type': type, [input]: text });

    for (const length of [min, max]) {
      expect(await read(textOf(length))).toHaveProperty(where, textOf(length));
    }
    // One of no characters is not set.
    for (const length of [min - 1, max + 1].filter((length) => length > 0)) {
      expect((await read(textOf(length))).problems).toEqual([
        expect.stringMatching(`^\`${input}\` must be `),
      ]);
    }
  });

  test('of both names in `service$function` is up to 128', async () => {
    const [longest, longer] = [name(128), name(129)];

    expect((await readStep({ 'function-name': `${longest}$${longest}` })).problems).toEqual([]);
    for (const text of [`${longer}$${longest}`, `${longest}$${longer}`, `$${longest}`]) {
      expect((await readStep({ 'function-name': text })).problems).toHaveLength(1);
    }
  });
});

describe('the size of a payload', () => {
  const SYNC_LIMIT = 'must hold at most 32 MiB for a synchronous invocation, but holds';
  const ASYNC_LIMIT = 'must hold at most 256 KiB for an asynchronous invocation, but holds';
  const unusual = (bytes: number) =>
    `makes a payload of ${bytes} bytes, over the 128 KiB that FC accepts for an asynchronous invocation unless`;

  test.for([
    ['sync', 0, [], []],
    ['sync', 32 * MIB, [], []],
    ['sync', 32 * MIB + 1, [], [SYNC_LIMIT]],
    ['async', 128 * KIB, [], []],
    ['async', 128 * KIB + 1, [unusual(128 * KIB + 1)], []],
    ['async', 256 * KIB, [unusual(256 * KIB)], []],
    ['async', 256 * KIB + 1, [], [ASYNC_LIMIT]],
  ] as const)('of a file, %s, %i bytes', async ([type, size, warnings, problems]) => {
    const workspace = workspaceWith({ event: '' });
    truncateSync(join(workspace, 'event'), size);
    const inputs = { 'invocation-type': type, 'event-file': 'event' };

    const step = await readStep(inputs, { workspace });

    const about = (text: string) => expect.stringContaining(`\`event-file\` ${text}`);
    expect(step.warnings).toEqual(warnings.map(about));
    expect(step.problems).toEqual(problems.map(about));
    expect(step.request?.payload.length).toBe(problems.length > 0 ? undefined : size);
  });

  // Windows takes the room on the disk.
  test.skipIf(process.platform === 'win32')('of a file that no memory holds', async () => {
    const workspace = workspaceWith({ event: '' });
    truncateSync(join(workspace, 'event'), 1024 * 1024 * MIB);

    expect((await readStep({ 'event-file': 'event' }, { workspace })).problems).toEqual([
      expect.stringContaining(`\`event-file\` ${SYNC_LIMIT} ${1024 * 1024 * MIB} bytes`),
    ]);
  });

  test.for([
    ['async', { event: '你'.repeat((128 * KIB) / 3) }, undefined],
    ['async', { event: `${'你'.repeat((256 * KIB) / 3)}x` }, 256 * KIB],
    ['async', { event: `${'你'.repeat((256 * KIB) / 3)}xx` }, 256 * KIB + 1],
  ] as const)('of a text counts bytes of UTF-8', async ([type, inputs, bytes]) => {
    const step = await readStep({ 'invocation-type': type, ...inputs });

    const told = [...step.problems, ...step.warnings];
    expect(told).toEqual(
      bytes === undefined ? [] : [expect.stringMatching(`^\`event\` .* ${bytes} bytes`)],
    );
  });

  test('is that of the whole event that a template makes', async () => {
    const event = JSON.stringify({ payload: 'x'.repeat(256 * KIB - 20) });

    const { problems } = await readStep({
      'invocation-type': 'async',
      'event-template': 'timer',
      event,
    });

    expect(event.length).toBeLessThan(256 * KIB);
    expect(problems).toEqual([expect.stringContaining(`\`event\` ${ASYNC_LIMIT}`)]);
  });
});
