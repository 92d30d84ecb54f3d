import { afterEach, beforeEach, expect, test } from 'vitest';
import { AccessKeys, isAllowed } from '../../emulator/identity/access-keys';
import { AUDIENCE, KeylessWorld } from '../../emulator/identity/keyless-world';

const MINUTE_MS = 60_000;

let now: number;
let accessKeys: AccessKeys;
let world: KeylessWorld;

beforeEach(async () => {
  now = Date.now();
  accessKeys = new AccessKeys([]);
  world = await KeylessWorld.start(accessKeys, {
    accountId: '1234567890123456',
    clock: () => new Date(now),
  });
});

afterEach(() => world.close());

interface Answer {
  status: number;
  body: { Code?: string; Message?: string; Credentials?: Record<string, string> };
}

async function assumeRole(form: Record<string, string> = {}, timestamp = now): Promise<Answer> {
  const query = new URLSearchParams({
    Version: '2015-04-01',
    Action: 'AssumeRoleWithOIDC',
    Format: 'JSON',
    Timestamp: new Date(timestamp).toISOString(),
  });
  const response = await fetch(`${world.sts.endpoint}/?${query}`, {
    method: 'POST',
    body: new URLSearchParams({
      OIDCProviderArn: world.providerArn,
      OIDCToken: world.oidc.sign(world.oidc.claims(AUDIENCE)),
      RoleArn: world.roleArn,
      RoleSessionName: 'test',
      DurationSeconds: '900',
      ...form,
    }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** The job's own claims, altered and signed by the issuer. */
function tokenWith(claims: Record<string, unknown>): string {
  return world.oidc.sign({ ...world.oidc.claims(AUDIENCE), ...claims });
}

test('a genuine token gives a key that ends when it says and may do what the role may', async () => {
  const { status, body } = await assumeRole();

  expect(status).toBe(200);
  const { AccessKeyId = '', Expiration = '' } = body.Credentials ?? {};
  const key = accessKeys.find(AccessKeyId);
  expect(key?.expiration?.getTime()).toBe(Date.parse(Expiration));
  expect(Date.parse(Expiration)).toBeLessThanOrEqual(now + 15 * MINUTE_MS);
  expect(key && isAllowed(key, 'fc:InvokeFunction', 'acs:fc:cn-hangzhou:1:functions/f')).toBe(true);
  expect(key && isAllowed(key, 'fc:DeleteFunction', 'acs:fc:cn-hangzhou:1:functions/f')).toBe(
    false,
  );
});

/** Everything that a request says, in the form of an official client. */
function request(form: 'form' | 'query of a POST' | 'query of a GET'): [URL, RequestInit] {
  const operation = {
    Version: '2015-04-01',
    Action: 'AssumeRoleWithOIDC',
    Format: 'JSON',
    Timestamp: new Date(now).toISOString(),
  };
  const parameters = {
    OIDCProviderArn: world.providerArn,
    OIDCToken: world.oidc.sign(world.oidc.claims(AUDIENCE)),
    RoleArn: world.roleArn,
    RoleSessionName: 'test',
    DurationSeconds: '900',
  };
  const url = (query: Record<string, string>) =>
    new URL(`/?${new URLSearchParams(query)}`, world.sts.endpoint);
  switch (form) {
    case 'form':
      return [url(operation), { method: 'POST', body: new URLSearchParams(parameters) }];
    case 'query of a POST':
      return [url({ ...operation, ...parameters }), { method: 'POST' }];
    case 'query of a GET':
      return [url({ ...operation, ...parameters }), { method: 'GET' }];
  }
}

test.for(['form', 'query of a POST', 'query of a GET'] as const)(
  'the parameters may come in the %s; the response has every field of the model',
  async (form) => {
    const response = await fetch(...request(form));

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
      SourceIdentity: '',
      AssumedRoleUser: {
        Arn: `${world.roleArn}/test`,
        AssumedRoleId: expect.stringMatching(/^\d+:test$/),
      },
      OIDCTokenInfo: {
        Issuer: world.oidc.issuerUrl,
        ClientIds: AUDIENCE,
        Subject: world.oidc.subject,
        IssuanceTime: expect.stringMatching(ISO_SECONDS),
        ExpirationTime: expect.stringMatching(ISO_SECONDS),
        VerificationInfo: 'Success',
      },
      Credentials: {
        AccessKeyId: world.sts.issued[0]?.accessKeyId,
        AccessKeySecret: world.sts.issued[0]?.accessKeySecret,
        SecurityToken: world.sts.issued[0]?.securityToken,
        Expiration: expect.stringMatching(ISO_SECONDS),
      },
    });
  },
);

const ISO_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

test('an injected error has the form of STS', async () => {
  world.sts.injectFault({ type: 'service-error', code: 'InternalServerError' });

  const { status, body } = await assumeRole();

  expect(status).toBe(500);
  expect(body).toMatchObject({ Code: 'InternalServerError', RequestId: expect.anything() });
});

test('GitHub gives a token only for the secret of the job', async () => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } =
    world.oidc.environment;

  const refused = await fetch(`${url}&audience=x`, { headers: { authorization: 'Bearer no' } });
  const given = await fetch(`${url}&audience=x`, {
    headers: { authorization: `Bearer ${secret}` },
  });

  expect(refused.status).toBe(401);
  expect(await given.json()).toEqual({ count: 1, value: world.oidc.issued[0] });
});

const NO_PERMISSION = 'AuthenticationFail.NoPermission';

test.for([
  ['another audience', { aud: 'else' }, 'AuthenticationFail.OIDCToken.AudienceNotMatch', 401],
  ['another issuer', { iss: 'https://else' }, 'AuthenticationFail.OIDCToken.IssuerNotMatch', 401],
  ['another subject', { sub: 'repo:octocat/else:ref:refs/heads/main' }, NO_PERMISSION, 401],
  ['its time over', { exp: 1 }, 'AuthenticationFail.OIDCToken.Expired', 401],
] as const)('a token with %s is refused', async ([, claims, code, status]) => {
  expect(await assumeRole({ OIDCToken: tokenWith(claims) })).toMatchObject({
    status,
    body: { Code: code },
  });
});

test('a token that was altered is refused', async () => {
  const [header, payload = '', signature] = tokenWith({}).split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const altered = Buffer.from(JSON.stringify({ ...claims, jti: 'other' })).toString('base64url');

  const { body } = await assumeRole({ OIDCToken: [header, altered, signature].join('.') });

  expect(body.Code).toBe('AuthenticationFail.OIDCToken.InvalidSignature');
});

test.for([
  ['an unsigned token', { OIDCToken: 'e30.e30.' }, 'AuthenticationFail.OIDCToken.Invalid'],
  ['an unknown provider', { OIDCProviderArn: 'acs:ram::1:oidc-provider/x' }, NO_PERMISSION],
  ['an unknown role', { RoleArn: 'acs:ram::1:role/x' }, 'EntityNotExist.Role'],
  ['a short session', { DurationSeconds: '899' }, 'InvalidParameter.DurationSeconds'],
  ['a long session', { DurationSeconds: '3601' }, 'InvalidParameter.DurationSeconds'],
  ['a bad session name', { RoleSessionName: 'a b' }, 'InvalidParameter.RoleSessionName'],
] as const)('%s is refused', async ([, form, code]) => {
  expect((await assumeRole(form)).body.Code).toBe(code);
});

test('a request of another time is refused', async () => {
  expect((await assumeRole({}, now - 16 * MINUTE_MS)).body.Code).toBe('InvalidTimeStamp.Expired');
});

test.for([
  ['the old form', undefined, 'repo:octocat/hello-world:ref:refs/heads/main'],
  [
    'the form with IDs',
    { owner: 583231, repository: 1296269 },
    'repo:octocat@583231/hello-world@1296269:ref:refs/heads/main',
  ],
] as const)('subjects have %s', async ([, ids, subject]) => {
  const job = await KeylessWorld.start(accessKeys, {
    accountId: '1',
    ...(ids === undefined ? {} : { job: { ids } }),
  });
  await job.close();

  expect(job.oidc.subject).toBe(subject);
});

test.for([
  ['repo:octocat/hello-world:*', true],
  ['repo:octocat/*:ref:refs/heads/main', true],
  ['repo:octocat@583231/hello-world@1296269:*', false],
  ['repo:octocat/hello-worl', false],
] as const)('a role that trusts %s: %s', async ([subject, isTrusted]) => {
  world.changeRole({ subject });

  expect((await assumeRole()).status).toBe(isTrusted ? 200 : 401);
});

test('a role that trusts another provider does not trust this one', async () => {
  const other = world.ram.putOidcProvider('other', { issuerUrl: 'https://else', clientIds: [] });
  const role = world.ram.role(world.roleArn);
  const [statement] = role?.trustPolicy.Statement ?? [];
  if (statement === undefined) throw new Error('The role has no trust policy.');
  world.changeRole({
    trustPolicy: { Version: '1', Statement: [{ ...statement, Principal: { Federated: other } }] },
  });

  expect((await assumeRole()).body.Code).toBe(NO_PERMISSION);
});
