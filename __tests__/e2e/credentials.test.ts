import { expect, test } from './scenario';

const HANDLER = "exports.handler = async () => 'x';";
const NO_KEY_INPUTS = { 'access-key-id': '', 'access-key-secret': '' };

test.for([
  ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
  ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY'],
  ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET'],
] as const)(
  '%s and its secret are taken from the environment',
  async ([id, secret], { emulator, deploy, invoke }) => {
    const { accessKeyId, accessKeySecret } = emulator.accessKey;
    const step = await invoke(
      { 'function-name': await deploy(HANDLER), ...NO_KEY_INPUTS },
      { env: { [id]: accessKeyId, [secret]: ` ${accessKeySecret}\n` } },
    );

    expect(step.exitCode).toBe(0);
    expect(step.stdout).toContain(`credentials from environment ${id}`);
  },
);

test('a temporary key is sent with its token', async ({ emulator, deploy, invoke }) => {
  const temporary = {
    accessKeyId: 'STS.temporary',
    accessKeySecret: 'temporary-secret',
    securityToken: 'temporary-token',
  };
  emulator.addAccessKey(temporary);

  const step = await invoke({
    'function-name': await deploy(HANDLER),
    'access-key-id': temporary.accessKeyId,
    'access-key-secret': temporary.accessKeySecret,
    'security-token': temporary.securityToken,
  });

  expect(step.exitCode).toBe(0);
  expect(step.masks).toEqual(expect.arrayContaining(Object.values(temporary)));
});

test('half a family does not count, and families are not mixed', async ({ deploy, invoke }) => {
  const step = await invoke(
    { 'function-name': await deploy(HANDLER), ...NO_KEY_INPUTS },
    { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id-only', ALICLOUD_SECRET_KEY: 'secret-only' } },
  );

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('CredentialsError');
  expect(step.annotations[0]?.message).toContain('ALIBABA_CLOUD_ACCESS_KEY_ID');
});

test('a line break within a secret is named, not sent', async ({ emulator, deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy(HANDLER),
    'access-key-secret': 'first\nsecond',
  });

  expect(step.outputs['error-type']).toBe('CredentialsError');
  expect(step.outputs['error-message']).toContain('contains white space');
  expect(emulator.requests).toEqual([]);
});
