import { expect, test } from './scenario';

const HANDLER = "exports.handler = async () => 'let in';";
const THROUGH_TRIGGER = { 'http-trigger': 'true' } as const;

test.for([
  ['jwt', "authType jwt: put the token where the trigger's configuration reads it"],
  ['of-the-future', 'authType of-the-future: put what it requires into headers or queries'],
] as const)(
  'a 401 of a trigger with authType %s says where its token goes',
  async ([authType, advice], { emulator, deploy, invoke }) => {
    const functionName = await deploy(HANDLER);
    await emulator.createTrigger(functionName, { triggerName: 'web', authType });

    const step = await invoke({ ...THROUGH_TRIGGER, 'function-name': functionName });

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ 'error-type': 'Unauthorized', 'status-code': '401' });
    expect(step.annotations[0]?.message).toContain(advice);
    expect(emulator.executions()).toBe(0);
  },
);

test('authorization of the event lets in where nothing is signed, and is masked', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(HANDLER);
  const userInfo = Buffer.from('ann:open-sesame').toString('base64');
  const authorization = `Basic ${userInfo}`;
  await emulator.createTrigger(functionName, {
    triggerName: 'web',
    authType: 'basic',
    authorizations: [authorization],
  });

  const step = await invoke(
    {
      ...THROUGH_TRIGGER,
      'function-name': functionName,
      event: JSON.stringify({ headers: { authorization } }),
    },
    { env: { RUNNER_DEBUG: '1' } },
  );

  expect(step.outputs.result).toBe('let in');
  expect(step.masks).toEqual(expect.arrayContaining([authorization, userInfo, 'open-sesame']));
});

test.for(['FCCommonError', 'FcCommonError', 'fccommonerror'])(
  'a refusal marked %s fails the step once, whatever fail-on and expect say',
  async (errorType, { emulator, deploy, invoke }) => {
    const functionName = await deploy(HANDLER);
    await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'anonymous' });
    emulator.injectFault({
      type: 'respond',
      status: 403,
      headers: [['X-Fc-Error-Type', errorType]],
      body: '{"Code":"AccessDenied","Message":"attach acs:fc:*:*:* to everyone"}',
      operation: 'HttpTrigger',
      times: Number.POSITIVE_INFINITY,
    });

    const step = await invoke({
      ...THROUGH_TRIGGER,
      'function-name': functionName,
      'fail-on': 'none',
      expect: 'statusCode == `403`',
      attempts: '3',
      'attempt-interval': '0',
    });

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ 'error-type': 'AccessDenied', attempts: '1', result: '' });
    expect(step.stdout).not.toContain('expectations passed');
    const [, ...advice] = step.annotations[0]?.message.split('Request ID') ?? [];
    expect(advice.join()).not.toContain('everyone');
  },
);

test.for([
  ['', 1],
  ['statusCode == `302`', 0],
] as const)(
  'a redirect is a warning unless expected (%s)',
  async ([expected, warnings], { emulator, deploy, invoke }) => {
    const functionName = await deploy(
      "exports.handler = async () => ({ statusCode: 302, headers: { location: '/next' } });",
    );
    await emulator.createTrigger(functionName, {
      triggerName: 'web',
      authType: 'anonymous',
      disableURLInternet: true,
    });

    const step = await invoke({
      ...THROUGH_TRIGGER,
      'function-name': functionName,
      expect: expected,
    });

    expect(step.exitCode).toBe(0);
    expect(step.annotations).toHaveLength(warnings);
    if (warnings > 0) expect(step.annotations[0]?.message).toMatch(/redirect 302, .*not followed/);
    expect(emulator.executions()).toBe(1);
  },
);

test('a redirect that FC forbids has run the function', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy(
    "exports.handler = async () => ({ statusCode: 302, headers: { location: '/next' } });",
  );
  await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'function' });

  const step = await invoke({ ...THROUGH_TRIGGER, 'function-name': functionName });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('ExternalRedirectForbidden');
  expect(step.outputs['error-message']).toContain('the function has run');
  expect(step.outputs['request-id']).not.toBe('');
  expect(emulator.executions()).toBe(1);
});
