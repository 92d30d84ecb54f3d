import { expect, test } from 'vitest';
import type { CredentialsProblem } from '../../../src/credentials/credentials-error';
import type { Failure } from '../../../src/failure';
import type { HintContext } from '../../../src/report/hint-context';
import { hintFor } from '../../../src/report/hints';

const CONTEXT: HintContext = {
  region: 'cn-hangzhou',
  accountId: '',
  serviceName: '',
  functionName: 'billing',
  qualifier: 'LATEST',
  endpointHost: 'fcv3.cn-hangzhou.aliyuncs.com',
  invocationType: 'sync',
  wait: false,
  asyncTaskId: '',
  keyless: undefined,
  trigger: undefined,
  wasSent: true,
  statusCode: undefined,
  event: undefined,
};

const KEYLESS = {
  ...CONTEXT,
  keyless: {
    roleArn: 'acs:ram::1234567890123456:role/invoker',
    oidcProviderArn: 'acs:ram::1234567890123456:oidc-provider/github',
    audience: 'sts.aliyuncs.com',
    stsEndpoint: { host: 'sts.aliyuncs.com' },
  },
} satisfies HintContext;

const CLAIMS = {
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'sts.aliyuncs.com',
  subject: 'repo:octocat/hello-world:ref:refs/heads/main',
};

function refused(
  code: string,
  message = '',
  operation: string | undefined = 'fc:InvokeFunction',
  statusCode = 403,
): Failure {
  return {
    kind: 'service',
    type: code,
    summary: code,
    refusal: { operation, statusCode, message },
  };
}

function withoutKey(problem: CredentialsProblem, claims = CLAIMS) {
  const type = 'CredentialsError';
  return { kind: 'credentials', type, summary: problem, problem, claims } as const;
}

/** The policy in a hint, as someone would copy it. */
function policyIn(hint: string | undefined): unknown {
  return JSON.parse(/\{.*\}/.exec(hint ?? '')?.[0] ?? 'null');
}

/** Failure by failure, the words by which people recognise its advice. */
const ADVICE: readonly (readonly [what: string, failure: Failure, advice: string])[] = [
  [
    'no credentials',
    withoutKey('none-found'),
    'or role-to-assume and oidc-provider-arn, which need no',
  ],
  ['a blank in the secret', withoutKey('malformed-key'), 'without quotes, spaces and line breaks'],
  [
    'missing id-token: write',
    withoutKey('id-token-not-permitted'),
    'permissions: {id-token: write',
  ],
  ['no ID token', withoutKey('id-token-not-issued'), "GitHub's OIDC service refused"],
  ['an expired ID token', withoutKey('id-token-expired'), 'so a clock is off'],
  ['a wrong audience', withoutKey('wrong-audience'), 'the audience "sts.aliyuncs.com": add it to'],
  ['provider not found', withoutKey('provider-not-found'), 'There is no OIDC provider acs:ram::'],
  ['another provider', withoutKey('provider-mismatch'), 'does not match the issuer'],
  ['role not found', withoutKey('role-not-found'), 'There is no role acs:ram::'],
  ['a wrong subject', withoutKey('role-not-trusting'), 'The ID token has the subject "repo:octo'],
  ['a session too long', withoutKey('session-too-long'), 'Lower role-session-expiration'],
  ['a clock that STS finds off', withoutKey('clock-off'), "The runner's clock differs"],
  ['STS is down', withoutKey('sts-unavailable'), 'STS is not available at the moment'],
  ['another refusal of STS', withoutKey('other'), 'Check role-to-assume, oidc-provider-arn'],
  ['an unknown key', refused('InvalidAccessKeyID'), 'does not exist or is disabled'],
  ['a wrong secret', refused('SignatureNotMatch'), 'set both secrets again'],
  [
    'an expired token',
    refused('InvalidSecurityToken.Expired'),
    'The temporary credentials have expired',
  ],
  ['a token of another key', refused('MissingSecurityToken'), 'belongs to another AccessKey'],
  ['a clock that is off', refused('InvalidTimeStamp.Expired'), "The runner's clock differs"],
  ['an error without a code', refused('ServiceError'), 'If the error is not from FC'],
  ['AccessDenied', refused('AccessDenied'), 'Attach a policy with this permission'],
  [
    'the endpoint of another account',
    refused('AccessDenied', "The service or function doesn't belong to you."),
    'belongs to another account',
  ],
  [
    'FC not activated',
    refused('AccessDenied', 'FC service is not enabled for current user.'),
    'Activate Function Compute',
  ],
  [
    'a failed update',
    { kind: 'update', type: 'UpdateFailed', summary: '' },
    'keeps serving the previous code',
  ],
  [
    'an update that takes longer',
    { kind: 'update', type: 'UpdateTimeout', summary: '' },
    'Raise wait-for-update',
  ],
];

test.for(ADVICE)('%s has its advice, and no other', ([, failure, advice]) => {
  const hint = hintFor(failure, KEYLESS);

  const given = ADVICE.map(([, , words]) => words).filter((words) => hint?.includes(words));
  expect(new Set(given)).toEqual(new Set([advice]));
});

test.for([
  ['SignatureDoesNotMatch', 'SignatureNotMatch'],
  ['InvalidAccessKeyId.NotFound', 'InvalidAccessKeyID'],
  ['InvalidAccessKeyId.Inactive', 'InvalidAccessKeyID'],
  ['SecurityTokenExpired', 'InvalidSecurityToken.Expired'],
  ['InvalidSecurityToken.MismatchWithAccessKey', 'MissingSecurityToken'],
  ['InvalidSecurityToken.Malformed', 'MissingSecurityToken'],
  ['IllegalTimestamp', 'InvalidTimeStamp.Expired'],
  ['RequestTimeTooSkewed', 'InvalidTimeStamp.Expired'],
] as const)('%s is %s by another name', ([code, known]) => {
  expect(hintFor(refused(code), CONTEXT)).toBe(hintFor(refused(known), CONTEXT));
});

test.for([
  [
    "the difference between the request time 'Thu, 30 Jul 2020 16:25:45 GMT' and the current time 'Thu, 30 Jul 2020 08:27:35 GMT' is too large",
    'InvalidTimeStamp.Expired',
  ],
  ['the security token has expired', 'InvalidSecurityToken.Expired'],
] as const)('what FC says counts more than AccessDenied: %s', ([message, known]) => {
  expect(hintFor(refused('AccessDenied', message), CONTEXT)).toBe(hintFor(refused(known), CONTEXT));
});

test.for([
  ['fc:InvokeFunction', 'fc:InvokeFunction'],
  ['fc:GetAsyncTask', ['fc:GetAsyncTask', 'fc:StopAsyncTask']],
  ['fc:StopAsyncTask', ['fc:GetAsyncTask', 'fc:StopAsyncTask']],
  [
    'fc:StopStatefulAsyncInvocation',
    ['fc:GetStatefulAsyncInvocation', 'fc:StopStatefulAsyncInvocation'],
  ],
  ['fc:ListTriggers', 'fc:ListTriggers'],
] as const)('a refused %s shows the minimal policy for it', ([operation, actions]) => {
  const hint = hintFor(refused('AccessDenied', '', operation), { ...CONTEXT, accountId: '42' });

  expect(hint).toContain('to the RAM user or role that the AccessKey belongs to: {');
  expect(policyIn(hint)).toEqual({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: actions,
        Resource: [
          'acs:fc:cn-hangzhou:42:functions/billing',
          'acs:fc:cn-hangzhou:42:functions/billing/*',
        ],
      },
    ],
  });
});

const DENIAL =
  "the caller is not authorized to perform 'fc:InvokeFunction' on resource 'acs:fc:cn-hangzhou:77:functions/billing'";

test.for([
  ['account-id', { ...KEYLESS, accountId: '42' }, DENIAL, '42'],
  ["FC's message", KEYLESS, DENIAL, '77'],
  ["FC's message about its qualifier", KEYLESS, DENIAL.replace(/'$/, "/LATEST'"), '77'],
  ['the role', KEYLESS, '', '1234567890123456'],
  ['nothing', CONTEXT, '', '*'],
] as const)('the account of the policy is that of %s', ([, context, message, account]) => {
  const hint = hintFor(refused('AccessDenied', message), context);

  expect(hint).toContain(`["acs:fc:cn-hangzhou:${account}:functions/billing",`);
});

test('the policy of a function of FC 2.0 names its service and qualifier', () => {
  const hint = hintFor(refused('AccessDenied'), {
    ...CONTEXT,
    accountId: '42',
    serviceName: 'shop',
    qualifier: 'prod',
  });

  expect(hint).toContain('"acs:fc:cn-hangzhou:42:services/shop.prod/functions/billing"');
});

test.for([
  'acs:fc:*:*:*',
  'acs:fc:cn-hangzhou:77:*',
  'acs:fc:cn-hangzhou:77:functions/payroll',
  'acs:fc:cn-shanghai:77:functions/billing',
  'acs:fc:cn-hangzhou:77:services/shop/functions/billing',
  'acs:fc:cn-hangzhou:77:functions/billing2',
] as const)('a policy names nothing that only FC names: %s', (resource) => {
  const message = `the caller is not authorized to perform 'fc:InvokeFunction' on resource '${resource}'`;

  expect(hintFor(refused('AccessDenied', message), CONTEXT)).toBe(
    hintFor(refused('AccessDenied'), CONTEXT),
  );
});

test('FC 2.0 may ask for a permission on the function of all qualifiers', () => {
  const path = 'services/shop/functions/billing';
  const message = `the caller is not authorized to perform 'fc:InvokeFunction' on resource 'acs:fc:cn-hangzhou:42:${path}'`;
  const context = { ...CONTEXT, serviceName: 'shop' };

  expect(hintFor(refused('AccessDenied', message), context)).toContain(
    `"acs:fc:cn-hangzhou:42:${path}","acs:fc:cn-hangzhou:42:${path}/*"]`,
  );
  expect(hintFor(refused('AccessDenied'), context)).not.toContain(`:${path}"`);
});

test('what comes through a trigger is not read for advice', () => {
  const trigger = { isUrl: false, authType: 'function' };
  const hint = hintFor(refused('AccessDenied', DENIAL), { ...CONTEXT, trigger });

  expect(hint).toBe(hintFor(refused('AccessDenied'), CONTEXT));
});

test('what comes from FC itself is, also where a trigger is looked up', () => {
  const trigger = { isUrl: false, authType: undefined };
  const hint = hintFor(refused('AccessDenied', DENIAL, 'fc:ListTriggers'), { ...CONTEXT, trigger });

  expect(hint).toContain(':77:functions/billing');
});

test('a refusal of an operation that is not named is one of invoking', () => {
  const unnamed: Failure = {
    kind: 'service',
    type: 'AccessDenied',
    summary: 'x',
    refusal: { operation: undefined, statusCode: 403, message: '' },
  };

  expect(hintFor(unnamed, CONTEXT)).toBe(hintFor(refused('AccessDenied'), CONTEXT));
});

test.for([
  ['far behind', `${'x'.repeat(1_000)} doesn't belong to you`],
  ['in another order', 'an expired security token'],
  ['in parts', 'the security token is wrong'],
])('words of FC that stand %s are not what they look like', ([, message = '']) => {
  expect(hintFor(refused('AccessDenied', message), CONTEXT)).toBe(
    hintFor(refused('AccessDenied'), CONTEXT),
  );
});

test('a keyless caller is told which role the policy is for', () => {
  expect(hintFor(refused('AccessDenied'), KEYLESS)).toContain(
    'to acs:ram::1234567890123456:role/invoker: {',
  );
});

test('a wrong subject shows the statement that matches it, in one line', () => {
  const hint = hintFor(withoutKey('role-not-trusting'), KEYLESS);

  expect(hint).not.toContain('\n');
  expect(policyIn(hint)).toEqual({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Federated: ['acs:ram::1234567890123456:oidc-provider/github'] },
    Condition: {
      StringEquals: {
        'oidc:iss': [CLAIMS.issuer],
        'oidc:aud': [CLAIMS.audience],
        'oidc:sub': [CLAIMS.subject],
      },
    },
  });
});

test.for([
  ['repo:octocat@583231/hello-world@1296269:ref:refs/heads/main', true],
  ['repo:octocat/hello-world:environment:a@1/b@2:x', false],
  ['repo:octocat/hello-world:environment:repo:a@1/b@2:x', false],
  [CLAIMS.subject, false],
] as const)('whether the subject %s holds IDs is said: %s', ([subject, isSaid]) => {
  const hint = hintFor(withoutKey('role-not-trusting', { ...CLAIMS, subject }), KEYLESS);

  expect(
    hint?.includes(
      'it holds the IDs of owner and repository, as in repositories created, renamed or transferred since 2026-07-15',
    ),
  ).toBe(isSaid);
});

test.for([
  ['wrong-audience', 'The ID token has the audience "sts.aliyuncs.com"'],
  ['provider-mismatch', 'the ID token, "https://token.actions.githubusercontent.com"'],
  ['role-not-trusting', 'it must allow sts:AssumeRole to the OIDC provider'],
] as const)('without the claims of the token, %s is told from the inputs', ([problem, advice]) => {
  const unread = { ...withoutKey(problem), claims: undefined };

  expect(hintFor(unread, KEYLESS)).toContain(advice);
});

test.for([
  'wrong-audience',
  'provider-not-found',
  'provider-mismatch',
  'role-not-found',
  'role-not-trusting',
  'session-too-long',
] as const)('%s has advice, whatever is known', (problem) => {
  const known = withoutKey(problem);

  expect(hintFor(known, CONTEXT)).toMatch(/\w/);
  expect(hintFor({ ...known, claims: undefined }, CONTEXT)).toMatch(/\w/);
});

test('claims that differ from the inputs are those that count', () => {
  const claims = { ...CLAIMS, audience: 'other-audience', issuer: 'https://ghe.example.com' };

  expect(hintFor(withoutKey('wrong-audience', claims), KEYLESS)).toContain('"other-audience"');
  expect(hintFor(withoutKey('provider-mismatch', claims), KEYLESS)).toContain(
    '"https://ghe.example.com"',
  );
});

test('a code that only looks like a known name has no advice of its own', () => {
  expect(hintFor(refused('constructor'), CONTEXT)).toBeUndefined();
});

function failure(
  kind: 'timeout' | 'network' | 'trigger' | 'http' | 'function',
  summary: string,
  type = 'X',
): Failure {
  return kind === 'http' || kind === 'function'
    ? { kind, type, summary, detail: undefined }
    : { kind, type, summary };
}

const TIMED_OUT = failure('timeout', 'No response within 2 s', 'Timeout');

test.for([
  ['nothing was sent', { wasSent: false }, 'Nothing was sent within timeout'],
  ['a function runs', {}, 'Raise timeout if billing needs longer'],
  [
    'a task runs',
    { invocationType: 'async', wait: true },
    'The task is not stopped by timeout: raise timeout to wait longer for billing',
  ],
  [
    'an event was not accepted',
    { invocationType: 'async' },
    'FC accepts an asynchronous invocation within seconds',
  ],
] as const)('after a timeout while %s', ([, context, advice]) => {
  expect(hintFor(TIMED_OUT, { ...CONTEXT, ...context })).toContain(advice);
});

test('a 409 for a given task ID is about that task, whatever its code', () => {
  const taken = refused('SomeCodeOfThreePointZero', '', 'fc:InvokeFunction', 409);
  const context = { ...CONTEXT, invocationType: 'async', asyncTaskId: 'nightly' } as const;

  expect(hintFor(taken, context)).toContain('A task with this ID already exists');
  expect(hintFor(taken, CONTEXT)).toBeUndefined();
  const ofAnother = refused('SomeCodeOfThreePointZero', '', 'fc:StopAsyncTask', 409);
  expect(hintFor(ofAnother, context)).toBeUndefined();
  const another = refused('SomeCodeOfThreePointZero', '', 'fc:InvokeFunction', 400);
  expect(hintFor(another, context)).toBeUndefined();
});

test.for([
  ['AsyncTaskNotFound', 'wait needs the async task feature'],
  ['VersionNotFound', 'The qualifier LATEST is not a published version'],
  ['EntityTooLarge', 'The payload exceeds what FC accepts'],
  ['ResourceExhausted', 'The function is at its concurrency limit'],
  ['StatefulAsyncInvocationAlreadyExists', 'A task with this ID already exists'],
  ['FunctionNotStarted', 'must listen on 0.0.0.0'],
  ['CAExited', 'exited while it started'],
  ['CAFileNotFound', 'start command cannot be run'],
  ['CAFilePermission', 'start command cannot be run'],
  ['ExternalRedirectForbidden', 'The function has run and returned a redirect'],
  ['ServiceNotFound', 'Check service-name (), region (cn-hangzhou)'],
  ['FunctionNotFound', 'a function of FC 2.0 also needs service-name'],
] as const)('%s has its advice', ([code, advice]) => {
  expect(hintFor(refused(code), CONTEXT)).toContain(advice);
});

test.for([
  [
    'prod',
    'The qualifier prod is not an alias of the function: create it, or name one that exists.',
  ],
  ['latest', 'The qualifier latest is not an alias of the function: write LATEST.'],
] as const)('the alias %s does not exist', ([qualifier, advice]) => {
  expect(hintFor(refused('AliasNotFound'), { ...CONTEXT, qualifier })).toBe(advice);
});

test('a function that is not in a service of FC 2.0 may be one of FC 3.0', () => {
  expect(hintFor(refused('FunctionNotFound'), { ...CONTEXT, serviceName: 'shop' })).toContain(
    'leave out service-name (shop)',
  );
});

const UNKNOWN = 'Cannot connect to %: getaddrinfo ENOTFOUND %; the function has not run';

test.for([
  [
    'a host of an unknown region',
    UNKNOWN.replaceAll('%', 'fcv3.cn-hangzou.aliyuncs.com'),
    { region: 'cn-hangzou', endpointHost: 'fcv3.cn-hangzou.aliyuncs.com' },
    'The region cn-hangzou is unknown and has no host: did you mean cn-hangzhou?',
  ],
  [
    'an unknown host of a known region',
    UNKNOWN.replaceAll('%', CONTEXT.endpointHost),
    {},
    `The host name ${CONTEXT.endpointHost} is unknown`,
  ],
  [
    'an unknown host that the user named, in an unknown region',
    UNKNOWN.replaceAll('%', 'fc.internal'),
    { region: 'cn-hangzou', endpointHost: 'fc.internal' },
    'The host name fc.internal is unknown',
  ],
  [
    'an unknown host of STS in an unknown region',
    UNKNOWN.replaceAll('%', 'sts.cn-hangzou.aliyuncs.com'),
    {
      region: 'cn-hangzou',
      keyless: { ...KEYLESS.keyless, stsEndpoint: { host: 'sts.cn-hangzou.aliyuncs.com' } },
    },
    'The host name sts.cn-hangzou.aliyuncs.com is unknown',
  ],
  [
    'a host of STS that refuses',
    'Cannot connect to sts.aliyuncs.com: ECONNREFUSED',
    { keyless: KEYLESS.keyless },
    'Check that the runner can reach sts.aliyuncs.com: HTTPS_PROXY',
  ],
  [
    'a host that nobody names',
    'ECONNREFUSED',
    {},
    'Check that the runner can reach the host: HTTPS',
  ],
  ['an unknown host elsewhere', UNKNOWN.replaceAll('%', 'x.test'), {}, 'The host name is unknown'],
  [
    'a host that refuses',
    `Cannot connect to ${CONTEXT.endpointHost}: ECONNREFUSED`,
    {},
    `Check that the runner can reach ${CONTEXT.endpointHost}: HTTPS_PROXY`,
  ],
] as const)('a network failure: %s', ([, summary, context, advice]) => {
  expect(hintFor(failure('network', summary), { ...CONTEXT, ...context })).toContain(advice);
});

test('a missing trigger', () => {
  expect(hintFor(failure('trigger', 'no trigger'), { ...CONTEXT, qualifier: 'prod' })).toContain(
    'calls the HTTP trigger of the qualifier prod',
  );
});

test.for([
  [{ isUrl: false, authType: 'jwt' }, 401, 'has authType jwt: put the token'],
  [{ isUrl: false, authType: 'basic' }, 403, 'has authType basic: set the header authorization'],
  [{ isUrl: false, authType: 'bearer' }, 401, 'has authType bearer: set the header authorization'],
  [{ isUrl: true, authType: undefined }, 403, 'A URL is called without a signature'],
  [{ isUrl: false, authType: 'custom_1' }, 401, 'has authType custom_1: put what it requires'],
  [{ isUrl: false, authType: 'x'.repeat(32) }, 401, 'put what it requires'],
  [{ isUrl: false, authType: 'x'.repeat(33) }, 401, undefined],
  [{ isUrl: false, authType: '1custom' }, 401, undefined],
  [{ isUrl: false, authType: '!custom' }, 401, undefined],
  [{ isUrl: false, authType: 'custom!' }, 401, undefined],
  [{ isUrl: false, authType: 'toString' }, 401, 'has authType toString: put what it requires'],
  [{ isUrl: false, authType: 'anonymous' }, 401, undefined],
  [{ isUrl: false, authType: undefined }, 401, undefined],
  [undefined, 401, undefined],
  [{ isUrl: false, authType: 'Attach acs:fc:*' }, 401, undefined],
  [{ isUrl: false, authType: 'jwt' }, 404, undefined],
  [{ isUrl: false, authType: 'function' }, 403, undefined],
] as const)('a trigger of %j that responds %i', ([trigger, statusCode, advice]) => {
  const hint = hintFor(failure('http', 'x'), { ...CONTEXT, trigger, statusCode });

  if (advice === undefined) expect(hint).toBeUndefined();
  else expect(hint).toContain(advice);
});

test.for([
  ["{'a': 1}", 'single quotes'],
  ['{“a”: “b”}', 'curly or full-width quotes'],
  ['｛＂a＂：1｝', 'curly or full-width quotes and a full-width colon and full-width brackets'],
  ["[‘a’，'b']", 'single quotes and a full-width comma'],
  [" \n{'a': 1}", 'single quotes'],
  ["\ufeff{'a': 1}", 'single quotes'],
  ['［1］', 'full-width brackets'],
] as const)('an event that is nearly JSON: %s', ([event, mistakes]) => {
  const hint = hintFor(failure('function', 'Function billing failed'), { ...CONTEXT, event });

  expect(hint).toContain(`it has ${mistakes};`);
});

test.for([
  '{"a": "it\'s"}',
  '{"a": "1，2"}',
  'plain text',
  "it's",
  "'a'",
  "'a [b]'",
  '{a: 1}',
  '',
  "{'a': 1",
  '[“]',
] as const)('an event that is JSON, or far from it, is not talked about: %s', (event) => {
  expect(hintFor(failure('function', 'x'), { ...CONTEXT, event })).toBeUndefined();
});

test('an event that is nearly JSON is also told of when the function responds with an error', () => {
  expect(hintFor(failure('http', 'x'), { ...CONTEXT, event: "{'a': 1}" })).toContain(
    'single quotes',
  );
});

test('a refusal through a trigger that this action does not sign is about the trigger', () => {
  const trigger = { isUrl: false, authType: 'jwt' };
  const context = { ...CONTEXT, trigger, statusCode: 403 };

  expect(hintFor(refused('AccessDenied'), context)).toContain('has authType jwt');
  expect(hintFor(refused('AccessDenied', '', 'fc:ListTriggers'), context)).toContain('"Version"');
});

test('a failed initializer is told of, and not the event', () => {
  const failed = failure('function', 'x', 'InitializationError');

  expect(hintFor(failed, { ...CONTEXT, event: "{'a': 1}" })).toContain('initializer failed');
});

test.for(['input', 'cancelled', 'too-large', 'output', 'internal'] as const)(
  'nothing is known about %s but its message',
  (kind) => {
    expect(hintFor({ kind, type: 'X', summary: 'x' }, KEYLESS)).toBeUndefined();
  },
);
