import type { EmulatorOptions } from '../../emulator';
import type { Clock } from '../../src/clock';
import { emulatorInputs } from '../runner/emulator-inputs';
import { startInProcess } from '../runner/in-process';
import { test as base, expect } from './scenario';

const sourceOf = (result: string) => ({
  'index.js': `exports.handler = async () => ({ code: '${result}' });`,
});
const IN_PROGRESS = { state: 'Active', lastUpdateStatus: 'InProgress' } as const;
const IN_EFFECT = { state: 'Active', lastUpdateStatus: 'Successful' } as const;

/** Time of the step and of FC alike, which moves only when somebody waits for it. */
class Time implements Clock {
  readonly #began = Date.now();
  ms = 0;
  whileAsleep: () => void = () => undefined;
  now = () => this.ms;
  date = () => new Date(this.#began + this.ms);
  sleep = async (ms: number, signal: AbortSignal) => {
    this.whileAsleep();
    signal.throwIfAborted();
    this.ms += ms;
  };
}

type Step = ReturnType<typeof startInProcess>;

const test = base.extend<{
  readonly emulatorOptions: EmulatorOptions;
  readonly time: Time;
  /** Which version an alias with weights leads to. */
  readonly chance: { value: number };
  /** Runs a step on function `f`, whose old code is deployed. */
  readonly begin: (inputs: Record<string, string>) => Step;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
  time: async ({}, use) => use(new Time()),
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
  chance: async ({}, use) => use({ value: 0 }),
  emulatorOptions: async ({ time, chance }, use) =>
    use({ clock: time.date, random: () => chance.value }),
  begin: async ({ emulator, time }, use) => {
    await emulator.deploy({ functionName: 'f', code: sourceOf('old') });
    const steps: Step[] = [];
    await use((inputs) => {
      const given = { ...emulatorInputs(emulator), 'function-name': 'f', ...inputs };
      const step = startInProcess({ inputs: given, clock: time });
      steps.push(step);
      return step;
    });
    for (const { finished } of steps) (await finished).dispose();
  },
});

const GATE = { expect: 'errorType == `null`' };
const WAIT = { ...GATE, 'wait-for-update': '60' };

test('an update that fails: the old code passes, and waiting for the update fails', async ({
  emulator,
  begin,
}) => {
  emulator.planUpdate('f', {
    lastUpdateStatus: 'Failed',
    lastUpdateStatusReason: 'the layer does not exist',
    lastUpdateStatusReasonCode: 'LayerNotFound',
  });
  await emulator.deploy({ functionName: 'f', code: sourceOf('new') });

  const today = await begin(GATE).finished;
  expect(today).toMatchObject({ exitCode: 0, outputs: { result: '{"code":"old"}' } });

  const step = await begin(WAIT).finished;
  expect(step).toMatchObject({
    exitCode: 1,
    outputs: { 'error-type': 'UpdateFailed', result: '', attempts: '0' },
  });
  expect(step.outputs['error-message']).toContain('LayerNotFound: the layer does not exist');
  expect(step.annotations).toHaveLength(1);
  expect(step.summary).toContain('was not invoked');
  expect(emulator.executions()).toBe(1);
});

test('an update that takes 4 s: the old code passes at once, and the new code after the wait', async ({
  emulator,
  begin,
  time,
}) => {
  emulator.planUpdate('f', { ...IN_PROGRESS, seconds: 4 }, IN_EFFECT);
  await emulator.deploy({ functionName: 'f', code: sourceOf('new') });

  const today = await begin(GATE).finished;
  expect(today).toMatchObject({ exitCode: 0, outputs: { result: '{"code":"old"}' } });

  const short = await begin({ ...WAIT, 'wait-for-update': '3' }).finished;
  expect(short).toMatchObject({ exitCode: 1, outputs: { 'error-type': 'UpdateTimeout' } });
  expect(emulator.executions()).toBe(1);

  time.ms = 0;
  const step = await begin(WAIT).finished;
  expect(step).toMatchObject({ exitCode: 0, outputs: { result: '{"code":"new"}' } });
  expect(step.stdout.split('\n').filter((line) => line.startsWith('Deployment of'))).toEqual([
    'Deployment of f (LATEST): state Active, last update InProgress',
    'Deployment of f (LATEST): state Active, last update Successful',
  ]);
});

test('an alias with weights: the old version passes, and a gate on the deployed code fails', async ({
  emulator,
  begin,
  chance,
}) => {
  emulator.publishVersion('f');
  await emulator.deploy({ functionName: 'f', code: sourceOf('new') });
  emulator.publishVersion('f');
  emulator.createAlias('f', 'live', '2', { 1: 0.2 });
  const gate = { ...WAIT, qualifier: 'live', expect: 'codeChecksum == deployedCodeChecksum' };

  const today = await begin({ ...GATE, qualifier: 'live' }).finished;
  expect(today).toMatchObject({ exitCode: 0, outputs: { result: '{"code":"old"}' } });

  const old = await begin(gate).finished;
  expect(old).toMatchObject({
    exitCode: 1,
    outputs: { 'error-type': 'ExpectationFailed', 'function-version': '1' },
  });
  expect(old.annotations.filter(({ level }) => level === 'warning')).toMatchObject([
    {
      message: 'Alias live has weights, so any of these versions may respond: 2 (80 %), 1 (20 %).',
    },
  ]);

  chance.value = 0.5;
  const fresh = await begin(gate).finished;
  expect(fresh).toMatchObject({ exitCode: 0, outputs: { 'function-version': '2' } });
});

test('without weights, the version behind an alias is known though no response names it', async ({
  emulator,
  begin,
}) => {
  emulator.createAlias('f', 'live', emulator.publishVersion('f'));
  const remove = ['x-fc-invocation-service-version'];
  emulator.injectFault({ type: 'headers', remove, operation: 'InvokeFunction', times: 2 });

  const without = await begin({ ...GATE, qualifier: 'live' }).finished;
  const step = await begin({ ...WAIT, qualifier: 'live', attempts: '3' }).finished;

  expect(without.outputs['function-version']).toBe('');
  expect(step).toMatchObject({ exitCode: 0, annotations: [] });
  expect(step.outputs['function-version']).toBe('1');
});

test('other code than the deployed one is a warning with both checksums', async ({
  emulator,
  begin,
}) => {
  const set = [['X-Fc-Code-Checksum', '4711']] as const;
  emulator.injectFault({ type: 'headers', set, operation: 'InvokeFunction' });

  const step = await begin(WAIT).finished;

  expect(step.exitCode).toBe(0);
  expect(step.annotations).toMatchObject([
    {
      level: 'warning',
      message: expect.stringMatching(/checksum is 4711, .* deployment's is \d+\.$/),
    },
  ]);
});

test('a job that is cancelled while it waits ends at once, and nothing is invoked', async ({
  emulator,
  begin,
  time,
}) => {
  emulator.tellState('f', IN_PROGRESS);
  const { cancel, finished } = begin(WAIT);
  time.whileAsleep = () => cancel('SIGINT');
  const step = await finished;

  expect(step).toMatchObject({
    exitCode: 1,
    outputs: {
      'error-type': 'Cancelled',
      'error-message': 'The job was cancelled (SIGINT); nothing was invoked.',
      attempts: '0',
    },
  });
  expect(emulator.executions()).toBe(0);
});

test('a step waits once, however many attempts it makes', async ({ emulator, begin }) => {
  await begin({ ...WAIT, expect: 'result.code == `1`', attempts: '3' }).finished;

  const reads = emulator.requests.filter(({ operation }) => operation === 'GetFunction');
  expect(reads).toHaveLength(1);
  expect(emulator.executions('f')).toBe(3);
});

test.for([
  ['LATEST', 'fc:GetFunction', '"Action":"fc:GetFunction"'],
  ['live', 'fc:GetFunction', '"Action":["fc:GetFunction","fc:GetAlias"]'],
] as const)(
  'qualifier %s, refused %s: the step fails with the policy that is missing',
  async ([qualifier, , action], { emulator, begin }) => {
    emulator.createAlias('f', 'live', emulator.publishVersion('f'));
    const key = limitedKey(emulator, 'fc:InvokeFunction');
    const step = await begin({ ...WAIT, ...key, qualifier }).finished;

    expect(step).toMatchObject({
      exitCode: 1,
      outputs: { 'error-type': 'AccessDenied', 'status-code': '403', attempts: '0' },
    });
    expect(step.outputs['request-id']).not.toBe('');
    const [annotation] = step.annotations;
    expect(annotation?.message).toContain('nothing was invoked');
    expect(annotation?.message).toContain(action);
    expect(annotation?.message).toContain(`:functions/f","acs:fc:cn-hangzhou:`);
  },
);

test('a refused GetAlias is a warning with the policy that is missing', async ({
  emulator,
  begin,
}) => {
  emulator.createAlias('f', 'live', emulator.publishVersion('f'));
  const key = limitedKey(emulator, 'fc:InvokeFunction', 'fc:GetFunction');
  const step = await begin({ ...WAIT, ...key, qualifier: 'live' }).finished;

  expect(step).toMatchObject({ exitCode: 0, outputs: { 'error-type': '', attempts: '1' } });
  expect(step.annotations).toMatchObject([{ level: 'warning' }]);
  expect(step.annotations[0]?.message).toContain('Alias live cannot be read');
  expect(step.annotations[0]?.message).toContain('"Action":"fc:GetAlias"');
  expect(step.annotations[0]?.message).not.toContain('nothing was invoked');
});

test('a named trigger: its own qualifier is waited for', async ({ emulator, begin }) => {
  const version = emulator.publishVersion('f');
  await emulator.createTrigger('f', { triggerName: 'web', qualifier: version });
  emulator.tellState('f', { state: 'Inactive' });

  const step = await begin({ ...WAIT, 'http-trigger': 'web' }).finished;

  expect(step.exitCode).toBe(0);
  const read = emulator.requests.find(({ operation }) => operation === 'GetFunction');
  expect(read?.query).toEqual({ qualifier: version });
});

function limitedKey(
  emulator: Parameters<typeof emulatorInputs>[0],
  ...Action: string[]
): Record<string, string> {
  const accessKey = {
    accessKeyId: 'LTAIsomebodyelse',
    accessKeySecret: 'NotTheSecretOfTheAccount',
  };
  const Resource = `acs:fc:cn-hangzhou:${emulator.accountId}:functions/*`;
  const policy = { Version: '1', Statement: [{ Effect: 'Allow', Action, Resource }] } as const;
  emulator.addAccessKey({ ...accessKey, policies: [policy] });
  return {
    'access-key-id': accessKey.accessKeyId,
    'access-key-secret': accessKey.accessKeySecret,
  };
}
