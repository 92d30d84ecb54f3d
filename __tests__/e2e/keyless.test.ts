import { expect, test } from './keyless-scenario';

const HANDLER = "exports.handler = async () => 'x';";

test('a step with only region, function, role and provider invokes a function', async ({
  emulator,
  deploy,
  startJob,
}) => {
  const { world, invoke } = await startJob();

  const step = await invoke({ 'function-name': await deploy(HANDLER) });

  expect(step.exitCode).toBe(0);
  expect(step.outputs).toMatchObject({ result: 'x', 'error-type': '' });
  expect(step.annotations).toEqual([]);
  expect(step.stdout).toContain(
    `credentials from role acs:ram::${emulator.accountId}:role/invoker through GitHub OIDC`,
  );
  expect(emulator.requests[0]?.headers['x-acs-accesskey-id']).toBe(
    world.sts.issued[0]?.accessKeyId,
  );
});

test('a repository with IDs in its subject, trusted by them', async ({ deploy, startJob }) => {
  const { world, invoke } = await startJob({ job: { ids: { owner: 1, repository: 2 } } });

  const step = await invoke({ 'function-name': await deploy(HANDLER) });

  expect(world.oidc.subject).toBe('repo:octocat@1/hello-world@2:ref:refs/heads/main');
  expect(step.exitCode).toBe(0);
});

test('session name, expiration and audience are those of the inputs', async ({
  deploy,
  startJob,
}) => {
  const { world, invoke } = await startJob();
  const { issuerUrl } = world.oidc;
  world.ram.putOidcProvider('github', { issuerUrl, clientIds: ['my audience & more'] });
  world.changeRole({ maxSessionDuration: 7200, trustPolicy: anyAudience(world.providerArn) });

  const step = await invoke({
    'function-name': await deploy(HANDLER),
    audience: 'my audience & more',
    'role-session-name': 'nightly@ci',
    'role-session-expiration': '7200',
  });

  expect(step.exitCode).toBe(0);
  const lifetimeMs = (world.sts.issued[0]?.expiration.getTime() ?? 0) - Date.now();
  expect(lifetimeMs).toBeGreaterThan(7_100_000);
});

test('everything secret is masked, and debug output holds none of it', async ({
  deploy,
  startJob,
}) => {
  const { world, invoke } = await startJob();

  const step = await invoke(
    { 'function-name': await deploy(HANDLER) },
    { env: { RUNNER_DEBUG: '1' } },
  );

  expect(step.stdout).toContain('AssumeRoleWithOIDC');
  expect(step.masks).toEqual(expect.arrayContaining(world.secrets));
  expect(step.stdout).toContain(world.roleArn);
});

test('a key that nears its end is renewed before the next request', async ({
  emulator,
  deploy,
  startJob,
}) => {
  const { world, invoke } = await startJob({ keyLifetime: 4 });
  emulator.injectFault(
    { type: 'service-error', code: 'ResourceExhausted' },
    { type: 'headers', set: [['Retry-After', '4']] },
  );

  const step = await invoke({ 'function-name': await deploy(HANDLER) });

  expect(step.exitCode).toBe(0);
  expect(emulator.requests.map(({ headers }) => headers['x-acs-accesskey-id'])).toEqual(
    world.sts.issued.map(({ accessKeyId }) => accessKeyId),
  );
  expect(world.sts.issued).toHaveLength(2);
});

test('STS that breaks off is asked again, in a line of the log', async ({ deploy, startJob }) => {
  const { world, invoke } = await startJob();
  world.sts.injectFault({ type: 'reset', when: 'before-run' });

  const step = await invoke({ 'function-name': await deploy(HANDLER) });

  expect(step.exitCode).toBe(0);
  expect(step.stdout).toMatch(/No temporary credentials yet: .* Retrying in \d/);
});

test('STS out of reach is a network error, and nothing ran', async ({ emulator, startJob }) => {
  const { invoke } = await startJob();

  const step = await invoke({
    'function-name': 'f',
    'sts-endpoint': 'http://127.0.0.1:1',
    'max-retries': '0',
  });

  expect(step.outputs['error-type']).toBe('NetworkError');
  expect(step.outputs['error-message']).toMatch(
    /^No temporary credentials for acs:ram::\d+:role\/invoker: could not connect .*; the function has not run\.$/,
  );
  expect(emulator.requests).toEqual([]);
});

test("the issuer out of reach: the exchange ends with the step's timeout", async ({ startJob }) => {
  const { invoke } = await startJob();

  const step = await invoke(
    { 'function-name': 'f', timeout: '1', 'max-retries': '10' },
    { env: { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/?x=y' } },
  );

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-message']).toContain('the function has not run');
  expect(step.durationMs).toBeLessThan(5_000);
});

function anyAudience(providerArn: string) {
  return {
    Version: '1' as const,
    Statement: [
      {
        Effect: 'Allow' as const,
        Action: 'sts:AssumeRole',
        Principal: { Federated: providerArn },
      },
    ],
  };
}
