import { expect, test } from 'vitest';
import type { CredentialsProblem } from '../../src/credentials/credentials-error';
import type { Failure } from '../../src/failure';
import { type HintContext, hintFor } from '../../src/report/hints';

const CONTEXT: HintContext = {
  region: 'cn-hangzhou',
  accountId: '',
  serviceName: '',
  functionName: 'billing',
  qualifier: 'LATEST',
  endpointHost: 'fcv3.cn-hangzhou.aliyuncs.com',
  keyless: undefined,
};

const KEYLESS: HintContext = {
  ...CONTEXT,
  keyless: {
    roleArn: 'acs:ram::1234567890123456:role/invoker',
    oidcProviderArn: 'acs:ram::1234567890123456:oidc-provider/github',
    audience: 'sts.aliyuncs.com',
  },
};

const CLAIMS = {
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'sts.aliyuncs.com',
  subject: 'repo:octocat/hello-world:ref:refs/heads/main',
};

function refused(code: string, message = '', operation = 'fc:InvokeFunction'): Failure {
  return {
    kind: 'service',
    type: code,
    summary: code,
    refusal: { operation, statusCode: 403, message },
  };
}

function withoutKey(problem: CredentialsProblem, claims = CLAIMS): Failure {
  const credentials = { problem, claims };
  return { kind: 'credentials', type: 'CredentialsError', summary: problem, credentials };
}

/** The policy in a hint, as someone would copy it. */
function policyIn(hint: string | undefined): unknown {
  return JSON.parse(/\{.*\}/.exec(hint ?? '')?.[0] ?? 'null');
}

/** Failure by failure, the words by which people recognise its advice. */
const ADVICE: readonly (readonly [what: string, failure: Failure, advice: string])[] = [
  ['no credentials', withoutKey('none-found'), 'Keyless is best'],
  ['a blank in the secret', withoutKey('malformed-key'), 'without quotes, blanks and line breaks'],
  [
    'missing id-token: write',
    withoutKey('id-token-not-permitted'),
    'permissions: {id-token: write',
  ],
  ['no ID token', withoutKey('id-token-not-issued'), "GitHub's OIDC service refused"],
  ['an expired ID token', withoutKey('id-token-expired'), 'a clock must be off'],
  ['a wrong audience', withoutKey('wrong-audience'), 'the audience "sts.aliyuncs.com": add it to'],
  ['provider not found', withoutKey('provider-not-found'), 'There is no OIDC provider acs:ram::'],
  ['another provider', withoutKey('provider-mismatch'), 'does not stand for the issuer'],
  ['role not found', withoutKey('role-not-found'), 'There is no role acs:ram::'],
  ['a wrong subject', withoutKey('role-not-trusting'), 'The ID token has the subject "repo:octo'],
  ['a session too long', withoutKey('session-too-long'), 'Lower role-session-expiration'],
  ['STS is down', withoutKey('sts-unavailable'), 'STS cannot answer at the moment'],
  ['another refusal of STS', withoutKey('other'), 'Check role-to-assume, oidc-provider-arn'],
  ['an unknown key', refused('InvalidAccessKeyID'), 'does not exist or is disabled'],
  ['a wrong secret', refused('SignatureNotMatch'), 'set both secrets again'],
  ['an expired token', refused('InvalidSecurityToken.Expired'), 'The temporary key has expired'],
  ['a token of another key', refused('MissingSecurityToken'), 'belongs to another AccessKey'],
  ['a clock that is off', refused('InvalidTimeStamp.Expired'), "The runner's clock differs"],
  ['an error without a code', refused('ServiceError'), 'If the error is not from FC'],
  ['AccessDenied', refused('AccessDenied'), 'Attach a policy with this permission'],
  [
    'the endpoint of another account',
    refused('AccessDenied', "The service or function doesn't belong to you."),
    'is that of another account',
  ],
  [
    'FC not activated',
    refused('AccessDenied', 'FC service is not enabled for current user.'),
    'Activate Function Compute',
  ],
];

test.for(ADVICE)('%s has its advice, and no other', ([, failure, advice]) => {
  const hint = hintFor(failure, KEYLESS);

  expect(ADVICE.filter(([, , words]) => hint?.includes(words))).toEqual([
    expect.arrayContaining([advice]),
  ]);
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

test('a resource that FC names, and that the policy would miss, is added', () => {
  const resource = 'acs:fc:cn-hangzhou:42:services/shop/functions/billing';
  const message = `the caller is not authorized to perform 'fc:InvokeFunction' on resource '${resource}'`;

  expect(hintFor(refused('AccessDenied', message), CONTEXT)).toContain(`,"${resource}"]`);
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
  [CLAIMS.subject, false],
] as const)('whether the subject %s holds IDs is said: %s', ([subject, isSaid]) => {
  const hint = hintFor(withoutKey('role-not-trusting', { ...CLAIMS, subject }), KEYLESS);

  expect(hint?.includes('it holds the IDs of owner and repository')).toBe(isSaid);
});

test('a code that only looks like a known name has no advice of its own', () => {
  expect(hintFor(refused('constructor'), CONTEXT)).toBeUndefined();
});
