import { describe } from 'vitest';
import type { Policy } from '../../emulator/identity/ram-policy';
import { SkippingClock } from '../support/skipping-clock';
import { expect, test } from './keyless-scenario';

/** As docs/credentials.md grants it to who awaits tasks. */
const MAY_AWAIT: Policy = {
  Version: '1',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['fc:InvokeFunction', 'fc:GetAsyncTask', 'fc:StopAsyncTask'],
      Resource: 'acs:fc:*:*:functions/*',
    },
  ],
};

const AWAITED = { 'invocation-type': 'async', wait: 'true' };
const STATEFUL = { timeout: 120, asyncInvokeConfig: { asyncTask: true } };

const HANDLER = "exports.handler = async () => 'done';";

describe('on a clock that goes forward', () => {
  const clock = new SkippingClock();
  test.override({ clock, emulatorOptions: { clock: clock.date } });

  test('with keys of 20 s, an awaited task of 60 s succeeds', async ({
    emulator,
    deploy,
    startJob,
  }) => {
    const { world, start } = await startJob({ keyLifetime: 20, clock: clock.date });
    world.changeRole({ policies: [MAY_AWAIT] });
    emulator.holdAsyncInvocations();

    const running = start({ 'function-name': await deploy(HANDLER, STATEFUL), ...AWAITED });
    await clock.skipped(60_000);
    emulator.releaseAsyncInvocations();
    const step = await running.finished;

    expect(step.exitCode).toBe(0);
    expect(step.outputs['async-task-status']).toBe('Succeeded');
    // Under 5 minutes of life remain to each from the start, so that every request has its own.
    expect(world.sts.issued.length).toBe(emulator.requests.length);
    const used = emulator.requests.map(({ headers }) => headers['x-acs-accesskey-id']);
    expect([...new Set(used)]).toEqual(world.sts.issued.map(({ accessKeyId }) => accessKeyId));
  });
});

test('a renewal that is refused while a task is awaited: the message says that it goes on', async ({
  emulator,
  deploy,
  startJob,
}) => {
  const { world, start } = await startJob({ keyLifetime: 6 });
  world.changeRole({ policies: [MAY_AWAIT] });
  emulator.holdAsyncInvocations();
  const functionName = await deploy(HANDLER, STATEFUL);

  const running = start({
    'function-name': functionName,
    'async-task-id': 'nightly-1',
    ...AWAITED,
  });
  await emulator.waitForTask(functionName, 'nightly-1', 'Enqueued');
  world.changeRole({ subject: 'repo:octocat/else:*' });
  const step = await running.finished;

  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({
    'error-type': 'CredentialsError',
    'async-task-id': 'nightly-1',
  });
  expect(step.outputs['error-message']).toMatch(
    /^Lost track of async task nightly-1; it may still be running: STS did not issue credentials for .*AuthenticationFail\.NoPermission/,
  );
});

test('AccessDenied while waiting: the policy shown is that of fc:GetAsyncTask', async ({
  deploy,
  startJob,
}) => {
  const { world, invoke } = await startJob();

  const step = await invoke({ 'function-name': await deploy(HANDLER, STATEFUL), ...AWAITED });

  expect(step.outputs['error-type']).toBe('AccessDenied');
  const message = step.annotations[0]?.message ?? '';
  expect(message).toContain(`Attach a policy with this permission to ${world.roleArn}: `);
  expect(message).toContain('"Action":["fc:GetAsyncTask","fc:StopAsyncTask"]');
});

test('AccessDenied when the trigger is looked up: the policy shown is that of fc:ListTriggers', async ({
  deploy,
  startJob,
}) => {
  const { invoke } = await startJob();

  const step = await invoke({ 'function-name': await deploy(HANDLER), 'http-trigger': 'true' });

  expect(step.outputs['error-type']).toBe('AccessDenied');
  expect(step.annotations[0]?.message).toContain('"Action":"fc:ListTriggers"');
});
