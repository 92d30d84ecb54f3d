import { expect, test } from './scenario';

test('a wrong secret', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => 'x';"),
    'access-key-secret': 'not-the-secret',
  });

  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({
    'error-type': 'SignatureNotMatch',
    'status-code': '403',
    'request-id': expect.stringMatching(/^1-/),
    result: '',
    'result-file': '',
  });
  expect(step.annotations[0]?.message).toContain('set both secrets again');
});

test('an unknown function', async ({ invoke }) => {
  const step = await invoke({ 'function-name': 'nowhere' });

  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({
    'error-type': 'FunctionNotFound',
    'status-code': '404',
    'request-id': expect.stringMatching(/^1-/),
  });
  expect(step.annotations[0]?.message).toContain('Check function-name (nowhere), region');
});

test('an unknown version and an unknown alias', async ({ deploy, invoke }) => {
  const functionName = await deploy("exports.handler = async () => 'x';");

  const version = await invoke({ 'function-name': functionName, qualifier: '7' });
  const alias = await invoke({ 'function-name': functionName, qualifier: 'prod' });

  expect(version.outputs['error-type']).toBe('VersionNotFound');
  expect(alias.outputs['error-type']).toBe('AliasNotFound');
  expect(alias.annotations[0]?.message).toContain('The qualifier prod is not an alias');
});

test('a 502 in HTML from something in between', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy("exports.handler = async () => 'x';");
  const body = '<html><h1>502 Bad Gateway</h1></html>';
  emulator.injectFault({
    type: 'respond',
    status: 502,
    headers: [['Content-Type', 'text/html']],
    body,
  });

  const step = await invoke({ 'function-name': functionName });

  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({
    'error-type': 'ServiceError',
    'error-message':
      'The response has status 502 and no error code or message from FC; the function may have run.',
    'status-code': '502',
    'request-id': '',
    result: '',
  });
  expect(emulator.requests).toHaveLength(1);
});

test('a secret that FC repeats is in no message, not even a part of it', async ({
  emulator,
  invoke,
}) => {
  const { accessKeySecret } = emulator.accessKey;
  const message = (before: number) =>
    `${'x'.repeat(before)} invalid access key ID '${accessKeySecret}'`;
  for (const before of [0, 970, 1_990]) {
    emulator.injectFault({
      type: 'respond',
      status: 403,
      body: JSON.stringify({ Code: 'InvalidAccessKeyID', Message: message(before) }),
    });

    const step = await invoke({ 'function-name': 'f' }, { env: { RUNNER_DEBUG: '1' } });

    expect(step.outputs['error-type']).toBe('InvalidAccessKeyID');
    const shown = [step.stdout, step.summary, JSON.stringify(step.outputs)].join('\n');
    expect(shown.replace(/^::add-mask::.*$/gm, '')).not.toContain(accessKeySecret.slice(0, 6));
  }
});
