import { expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { InvocationRequest, PlannedMode } from '../../../src/function-compute/invocation';
import type { CredentialsInputs } from '../../../src/inputs/inputs';
import { unreadLogWarning } from '../../../src/report/log-warnings';

const REQUEST: InvocationRequest<PlannedMode> = {
  target: {
    region: 'cn-hangzhou',
    endpoint: { protocol: 'https', host: 'fcv3.cn-hangzhou.aliyuncs.com' },
    accountId: '',
    serviceName: '',
    functionName: 'billing',
    qualifier: 'LATEST',
  },
  channel: { kind: 'api' },
  mode: { type: 'sync', logType: 'full' },
  payload: new Uint8Array(),
};
const LOGSTORE = { project: 'shop-logs', logstore: 'function-log' };
const ROLE = 'acs:ram::1234567890123456:role/invoker';
const KEYLESS: CredentialsInputs = {
  keys: { accessKeyId: '', accessKeySecret: '', securityToken: '' },
  keyless: {
    roleArn: ROLE,
    oidcProviderArn: 'acs:ram::1234567890123456:oidc-provider/github',
    sessionName: 'session',
    durationSeconds: 3600,
    audience: 'sts.aliyuncs.com',
    stsEndpoint: { protocol: 'https', host: 'sts.aliyuncs.com' },
  },
};
const SEEN = 'so `expect` sees `logs` as null.';

function refused(
  operation: string,
  { summary = 'It was refused', type = 'AccessDenied', statusCode = 403, message = 'no' } = {},
): Failure {
  const refusal = { operation, statusCode, message };
  return { kind: 'service', type, summary, refusal };
}

/** The warning about a refusal, and the policy in it, as someone would copy it. */
function refusal(failure: Failure, credentials?: CredentialsInputs, accountId = '') {
  const request = { ...REQUEST, target: { ...REQUEST.target, accountId } };
  const text = unreadLogWarning({ kind: 'refused', failure }, request, credentials, LOGSTORE);
  return { text, policy: JSON.parse(/\{.*\}/.exec(text)?.[0] ?? 'null') };
}

test('a log that is not whole has its reason', () => {
  const unread = { kind: 'incomplete', reason: 'its last line did not arrive' } as const;

  expect(unreadLogWarning(unread, REQUEST, undefined, LOGSTORE)).toBe(
    `The whole log is not available: its last line did not arrive, ${SEEN}`,
  );
});

test.for([
  ['', undefined, '*', 'the RAM user or role that the AccessKey belongs to'],
  ['123456', undefined, '123456', 'the RAM user or role that the AccessKey belongs to'],
  ['', KEYLESS, '1234567890123456', ROLE],
  ['123456', KEYLESS, '123456', ROLE],
] as const)('a refusal of Log Service has the policy to attach, in row %$', (row) => {
  const [accountId, credentials, account, whom] = row;
  const { text, policy } = refusal(refused('log:GetLogStoreLogs'), credentials, accountId);

  expect(text).toContain(
    `The whole log cannot be read: It was refused, ${SEEN} Attach a policy with this permission to ${whom}: {`,
  );
  expect(policy.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: 'log:GetLogStoreLogs',
      Resource: `acs:log:cn-hangzhou:${account}:project/shop-logs/logstore/function-log`,
    },
  ]);
});

const PATH = 'project/shop-logs/logstore/function-log';

test.for([
  [`denied by sts or ram, resource: acs:log:cn-hangzhou:42:${PATH}`, '42'],
  [`'acs:log:cn-hangzhou:42:${PATH}'`, '42'],
  [`acs:log:cn-hangzhou:42:${PATH}-2`, '*'],
  ['acs:log:cn-hangzhou:42:project/other/logstore/function-log', '*'],
  ['acs:log:cn-hangzhou:42:project/shop-logs/logstore/other', '*'],
  [`acs:log:cn-hangzhou:x:${PATH}`, '*'],
  [`${' '.repeat(1_000)}acs:log:cn-hangzhou:42:${PATH}`, '*'],
] as const)('the account of the policy, refused with %j, is %s', ([message, account]) => {
  const { policy } = refusal(refused('log:GetLogStoreLogs', { message }));

  expect(policy.Statement[0].Resource).toBe(`acs:log:cn-hangzhou:${account}:${PATH}`);
});

test.for([
  ['Unauthorized', 401, true],
  ['Forbidden', 403, true],
  ['SignatureNotMatch', 403, false],
  // A page of a gateway.
  ['ServiceError', 403, false],
  ['LogStoreNotExist', 404, false],
  ['ParameterInvalid', 400, false],
] as const)('of %s (%i) a policy is the remedy: %s', ([type, statusCode, isAdvised]) => {
  const { policy } = refusal(refused('log:GetLogStoreLogs', { type, statusCode }));

  expect(policy !== null).toBe(isAdvised);
});

test('without a known logstore there is no policy for it', () => {
  const unread = { kind: 'refused', failure: refused('log:GetLogStoreLogs') } as const;

  expect(unreadLogWarning(unread, REQUEST, undefined, undefined)).toBe(
    `The whole log cannot be read: It was refused, ${SEEN}`,
  );
});

test('a refusal of FC has the permission to read the function', () => {
  const { policy } = refusal(refused('fc:GetFunction'));

  expect(policy.Statement[0]).toMatchObject({
    Action: 'fc:GetFunction',
    Resource: expect.arrayContaining(['acs:fc:cn-hangzhou:*:functions/billing']),
  });
});

test.for([
  ['no', 'no'],
  ['no.', 'no'],
  ['no!', 'no!'],
  ['v1.2 says no', 'v1.2 says no'],
] as const)('the sentence %j has no full stop at its end', ([summary, told]) => {
  const { text } = refusal(refused('fc:GetFunction', { summary }));

  expect(text).toContain(`The whole log cannot be read: ${told}, so \`expect`);
});

test('without credentials it says how to have some', () => {
  const failure: Failure = {
    kind: 'credentials',
    type: 'CredentialsError',
    summary: 'STS is down',
    problem: 'sts-unavailable',
    claims: undefined,
  };

  expect(refusal(failure).text).toMatch(/STS is down, so `expect` .* STS is not available/);
});

test('a failure of which nothing is known has no advice', () => {
  const failure: Failure = { ...refused('fc:GetFunction'), type: 'Teapot' };

  expect(refusal(failure).text).toBe(`The whole log cannot be read: It was refused, ${SEEN}`);
});
