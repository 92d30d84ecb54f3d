import { expect, test } from './keyless-scenario';

const HANDLER = "exports.handler = async () => 'x';";

test('a wrong audience', async ({ startJob }) => {
  const { world, invoke } = await startJob();

  const step = await invoke({ 'function-name': 'f', audience: 'github-actions' });

  expect(step.outputs['error-type']).toBe('CredentialsError');
  expect(step.outputs['error-message']).toContain('AuthenticationFail.OIDCToken.AudienceNotMatch');
  expect(step.annotations[0]?.message).toContain(
    `has the audience "github-actions": add it to the client IDs of ${world.providerArn}`,
  );
});

test.for([
  ['the old form', undefined, 'repo:octocat@1/hello-world@2:*'],
  ['the form with IDs', { owner: 1, repository: 2 }, 'repo:octocat/hello-world:*'],
] as const)(
  'a wrong subject of %s: the statement shown makes the role trust it',
  async ([, ids, trusted], { deploy, startJob }) => {
    const { world, invoke } = await startJob(ids === undefined ? {} : { job: { ids } });
    world.changeRole({ subject: trusted });
    const inputs = { 'function-name': await deploy(HANDLER) };

    const refused = await invoke(inputs);

    const message = refused.annotations[0]?.message ?? '';
    expect(message).toContain(`The ID token has the subject "${world.oidc.subject}"`);
    expect(message.includes('it holds the IDs')).toBe(ids !== undefined);
    const statement = JSON.parse(/\{.*\}/.exec(message)?.[0] ?? 'null');
    world.changeRole({ trustPolicy: { Version: '1', Statement: [statement] } });
    expect((await invoke(inputs)).exitCode).toBe(0);
  },
);

test('a job without id-token: write', async ({ startJob }) => {
  const { world, invoke } = await startJob();

  const step = await invoke(
    { 'function-name': 'f' },
    {
      env: {
        ACTIONS_ID_TOKEN_REQUEST_URL: undefined,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: undefined,
      },
    },
  );

  expect(step.outputs['error-type']).toBe('CredentialsError');
  expect(step.annotations[0]?.message).toContain('permissions: {id-token: write, contents: read}');
  expect(world.sts.requests).toEqual([]);
});

test('an ID token that GitHub refuses', async ({ startJob }) => {
  const { invoke } = await startJob();

  const step = await invoke(
    { 'function-name': 'f' },
    { env: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'not-of-this-job' } },
  );

  expect(step.outputs['error-type']).toBe('CredentialsError');
  expect(step.outputs['error-message']).toContain('The request token is not valid');
  expect(step.annotations[0]?.message).toContain("GitHub's OIDC service refused");
});

test('a provider that does not exist', async ({ startJob }) => {
  const { invoke } = await startJob();
  const arn = 'acs:ram::1234567890123456:oidc-provider/nobody';

  const step = await invoke({ 'function-name': 'f', 'oidc-provider-arn': arn });

  expect(step.annotations[0]?.message).toContain(`There is no OIDC provider ${arn}`);
});

test('a provider of another issuer', async ({ startJob }) => {
  const { world, invoke } = await startJob();
  world.ram.putOidcProvider('github', { issuerUrl: 'https://else', clientIds: [] });

  const step = await invoke({ 'function-name': 'f' });

  expect(step.annotations[0]?.message).toContain('does not match the issuer of the ID token');
});

test('a role that does not exist', async ({ startJob }) => {
  const { invoke } = await startJob();
  const arn = 'acs:ram::1234567890123456:role/nobody';

  const step = await invoke({ 'function-name': 'f', 'role-to-assume': arn });

  expect(step.outputs['error-message']).toContain('EntityNotExist.Role');
  expect(step.annotations[0]?.message).toContain(`There is no role ${arn}`);
});

test('a session longer than the role allows', async ({ startJob }) => {
  const { invoke } = await startJob();

  const step = await invoke({ 'function-name': 'f', 'role-session-expiration': '43200' });

  expect(step.annotations[0]?.message).toContain('Lower role-session-expiration');
});

test('AccessDenied: the policy shown makes the role able to invoke', async ({
  emulator,
  deploy,
  startJob,
}) => {
  const { world, invoke } = await startJob();
  world.changeRole({ policies: [] });
  const functionName = await deploy(HANDLER);

  const refused = await invoke({ 'function-name': functionName });

  expect(refused.outputs['error-type']).toBe('AccessDenied');
  const message = refused.annotations[0]?.message ?? '';
  expect(message).toContain(`Attach a policy with this permission to ${world.roleArn}: `);
  expect(message).toContain(
    `"acs:fc:${emulator.region}:${emulator.accountId}:functions/${functionName}"`,
  );
  world.changeRole({ policies: [JSON.parse(/\{.*\}/.exec(message)?.[0] ?? 'null')] });
  expect((await invoke({ 'function-name': functionName })).exitCode).toBe(0);
});

test('an unknown key', async ({ invoke }) => {
  const step = await invoke({ 'function-name': 'f', 'access-key-id': 'LTAIunknown' });

  expect(step.outputs['error-type']).toBe('InvalidAccessKeyID');
  expect(step.annotations[0]?.message).toContain('does not exist or is disabled');
});

test('a blank in the secret', async ({ invoke }) => {
  const step = await invoke({ 'function-name': 'f', 'access-key-secret': 'first second' });

  expect(step.outputs['error-type']).toBe('CredentialsError');
  expect(step.annotations[0]?.message).toContain('without quotes, spaces and line breaks');
});

test('a temporary key that has expired', async ({ emulator, invoke }) => {
  const key = { accessKeyId: 'STS.old', accessKeySecret: 'old', securityToken: 'old-token' };
  emulator.addAccessKey({ ...key, expiration: new Date(0) });

  const step = await invoke({
    'function-name': 'f',
    'access-key-id': key.accessKeyId,
    'access-key-secret': key.accessKeySecret,
    'security-token': key.securityToken,
  });

  expect(step.annotations[0]?.message).toContain('The temporary credentials have expired');
});

test('a clock that is off', async ({ emulator, invoke }) => {
  emulator.injectFault({ type: 'clock', offsetMilliseconds: 16 * 60_000 });

  const step = await invoke({ 'function-name': 'f' });

  expect(step.annotations[0]?.message).toContain("The runner's clock differs");
});

test('no credentials at all', async ({ invoke }) => {
  const step = await invoke({
    'function-name': 'f',
    'access-key-id': '',
    'access-key-secret': '',
  });

  expect(step.annotations[0]?.message).toContain('A secret is empty if its name is misspelt');
});
