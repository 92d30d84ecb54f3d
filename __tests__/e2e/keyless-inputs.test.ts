import { expect, test } from './scenario';

const ROLE = 'acs:ram::1234567890123456:role/invoker';
const PROVIDER = 'acs:ram::1234567890123456:oidc-provider/github';
const NO_KEYS = { 'access-key-id': '', 'access-key-secret': '' };
const KEYLESS = { ...NO_KEYS, 'role-to-assume': ROLE, 'oidc-provider-arn': PROVIDER };

test.for([
  [
    'a role without a provider',
    { ...NO_KEYS, 'role-to-assume': ROLE },
    '`role-to-assume` is set without `oidc-provider-arn`',
  ],
  [
    'a provider without a role',
    { ...NO_KEYS, 'oidc-provider-arn': PROVIDER },
    '`oidc-provider-arn` is set without `role-to-assume`',
  ],
  [
    'a role beside a key pair',
    { 'role-to-assume': ROLE, 'oidc-provider-arn': PROVIDER },
    '`role-to-assume` cannot be used with `access-key-id` or `access-key-secret`',
  ],
  [
    'the ARN of a user',
    { ...KEYLESS, 'role-to-assume': 'acs:ram::1234567890123456:user/ci' },
    '`role-to-assume` must be an ARN such as acs:ram::1234567890123456:role/my-role, but is "acs:ram::1234567890123456:user/ci"',
  ],
  [
    'the ARN of a role as provider',
    { ...KEYLESS, 'oidc-provider-arn': ROLE },
    '`oidc-provider-arn` must be an ARN such as acs:ram::1234567890123456:oidc-provider/',
  ],
  [
    'a session that is too short',
    { ...KEYLESS, 'role-session-expiration': '899' },
    '`role-session-expiration` must be a whole number from 900 to 43200 seconds',
  ],
  [
    'a session that is too long',
    { ...KEYLESS, 'role-session-expiration': '43201' },
    '`role-session-expiration` must be a whole number from 900 to 43200 seconds',
  ],
  [
    'a session name with a blank',
    { ...KEYLESS, 'role-session-name': 'a b' },
    '`role-session-name` must be 2 to 64 letters',
  ],
  [
    'STS in the clear',
    { ...KEYLESS, 'sts-endpoint': 'http://sts.example' },
    '`sts-endpoint` must use https',
  ],
  [
    'STS with a path',
    { ...KEYLESS, 'sts-endpoint': 'https://sts.example/path' },
    '`sts-endpoint` must be a host',
  ],
  [
    'FC in the clear',
    { ...KEYLESS, endpoint: 'http://fc.example' },
    '`endpoint` must be https with keyless credentials',
  ],
] as const)('%s is an error', async ([, inputs, message], { emulator, invoke }) => {
  const step = await invoke({ 'function-name': 'f', ...inputs });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('InvalidInput');
  expect(step.outputs['error-message']).toContain(message);
  expect(emulator.requests).toEqual([]);
});
