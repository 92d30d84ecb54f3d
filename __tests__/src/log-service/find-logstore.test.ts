import { expect, onTestFinished, test } from 'vitest';
import { startDeadline } from '../../../src/http/deadline';
import { findLogstore } from '../../../src/log-service/find-logstore';
import { LogWorld, STORE } from './log-world';

async function find(world: LogWorld, qualifier = 'LATEST') {
  const deadline = startDeadline(60, world.job.signal);
  onTestFinished(deadline.clear);
  const { host } = new URL(world.emulator.endpoint);
  const target = {
    region: world.emulator.region,
    endpoint: { protocol: 'http', host },
    accountId: '',
    serviceName: '',
    functionName: 'f',
    qualifier,
  } as const;
  const limits = { deadline, maxRetries: 3, onResend: () => undefined };
  return findLogstore(target, { ...world.settings(), ...limits });
}

const CODE = { 'index.js': 'exports.handler = async () => "";' };

test('the logstore is that of the version that is called', async () => {
  const world = await LogWorld.start();
  await world.emulator.deploy({ functionName: 'f', code: CODE, logConfig: STORE });
  world.emulator.publishVersion('f');
  const logConfig = { project: 'new-logs', logstore: 'new' };
  await world.emulator.deploy({ functionName: 'f', code: CODE, logConfig });

  expect(await find(world, '1')).toEqual({ kind: 'found', logstore: STORE });
  expect(await find(world)).toEqual({ kind: 'found', logstore: logConfig });
});

test('a function may have none', async () => {
  const world = await LogWorld.start();
  await world.emulator.deploy({ functionName: 'f', code: CODE });

  expect(await find(world)).toEqual({
    kind: 'incomplete',
    reason: 'the function has no logstore: its logConfig is not set',
  });
});

test('a refusal of FC says what was refused', async () => {
  const world = await LogWorld.start();
  world.emulator.injectFault({ type: 'service-error', code: 'AccessDenied', message: 'no.' });

  expect(await find(world)).toEqual({
    kind: 'refused',
    failure: {
      kind: 'service',
      type: 'AccessDenied',
      summary: 'FC responded with 403: no',
      refusal: { operation: 'fc:GetFunction', statusCode: 403, message: 'no.' },
    },
  });
});

test('a failed read is retried, and given up in the end', async () => {
  const world = await LogWorld.start();
  await world.emulator.deploy({ functionName: 'f', code: CODE, logConfig: STORE });
  const reset = { type: 'reset', when: 'before-run' } as const;
  world.emulator.injectFault({ ...reset, times: 3 });
  expect(await find(world)).toMatchObject({ kind: 'found' });

  world.emulator.injectFault({ ...reset, times: 4 });
  expect(await find(world)).toMatchObject({
    kind: 'incomplete',
    reason: expect.stringMatching(/^the connection failed before the response/),
  });
});

test('cancelling ends it', async () => {
  const world = await LogWorld.start();
  world.cancel();

  expect(await find(world)).toMatchObject({ kind: 'cancelled' });
});
