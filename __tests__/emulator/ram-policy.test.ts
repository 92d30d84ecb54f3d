import { expect, test } from 'vitest';
import { isPermitted, type Policy, type Statement } from '../../emulator/identity/ram-policy';

const FUNCTION = 'acs:fc:cn-hangzhou:1:functions/billing';

function allow(Action: Statement['Action'], Resource: string, effect: 'Allow' | 'Deny' = 'Allow') {
  const policy: Policy = { Version: '1', Statement: [{ Effect: effect, Action, Resource }] };
  return policy;
}

test.for([
  ['fc:InvokeFunction', FUNCTION, true],
  ['fc:*', FUNCTION, true],
  ['*', '*', true],
  ['FC:invokefunction', FUNCTION, true],
  ['fc:Invoke', FUNCTION, false],
  ['fc:GetAsyncTask', FUNCTION, false],
  ['fc:InvokeFunction', 'acs:fc:*:*:functions/*', true],
  ['fc:InvokeFunction', 'acs:fc:cn-hangzhou:1:functions/bill?ng', true],
  ['fc:InvokeFunction', 'acs:fc:cn-shanghai:1:functions/billing', false],
  ['fc:InvokeFunction', `${FUNCTION}/*`, false],
  ['fc:InvokeFunction', 'acs:fc:cn.hangzhou:1:functions/billing', false],
] as const)('%s on %s allows the invocation: %s', ([action, resource, isAllowed]) => {
  expect(isPermitted([allow(action, resource)], 'fc:InvokeFunction', FUNCTION)).toBe(isAllowed);
});

test('without a policy nothing is allowed, and a denial outweighs', () => {
  const policies = [allow('fc:*', '*'), allow(['fc:InvokeFunction'], FUNCTION, 'Deny')];

  expect(isPermitted([], 'fc:InvokeFunction', FUNCTION)).toBe(false);
  expect(isPermitted(policies, 'fc:InvokeFunction', FUNCTION)).toBe(false);
  expect(isPermitted(policies, 'fc:GetFunction', FUNCTION)).toBe(true);
});
