/** "Credentials, the first source that is set": inputs, a role, then the families of variables. */
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/clock';
import { startDeadline } from '../../../src/http/deadline';
import { credentialsFor } from '../../../src/run/job';
import { StepLog } from '../../../src/runner/step-log';
import { readStep } from '../inputs/inputs-in-process';
import { environmentOf, FAMILIES } from './families';

const KEYS = { 'access-key-id': 'in-id', 'access-key-secret': 'in-secret' };
const TOKEN = { 'security-token': 'in-token' };
const ROLE = {
  'role-to-assume': 'acs:ram::1234567890123456:role/invoker',
  'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github',
};
const ALL = environmentOf([0, 'i0', 's0', 't0'], [1, 'i1', 's1', 't1'], [2, 'i2', 's2', 't2']);
const [FIRST, SECOND, THIRD] = FAMILIES.map(([id]) => `credentials from environment ${id}`);

/** What a step with these inputs signs with, and where that comes from. */
async function usedBy(inputs: object, environment: Readonly<Record<string, string>>) {
  const { inputs: read } = await readStep({ ...inputs });
  if (read?.credentials === undefined) throw new Error('The inputs are invalid.');
  const stop = new AbortController().signal;
  const log = new StepLog(false);
  const variables = { ...environment, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://issuer.test/' };
  const { description, accessKey } = credentialsFor(
    { variables, clock: systemClock, log, stop, fail: () => undefined },
    read.credentials,
    0,
  );
  if (description.includes('GitHub OIDC')) return description;
  const deadline = startDeadline(10, stop);
  const key = await accessKey(deadline);
  deadline.clear();
  return `${Object.values(key).join(' ')}: ${description}`;
}

test.for([
  // One after the other.
  ['inputs', KEYS, ALL, 'in-id in-secret: credentials from inputs'],
  [
    'inputs with token',
    { ...KEYS, ...TOKEN },
    ALL,
    'in-id in-secret in-token: credentials from inputs',
  ],
  ['a role', ROLE, ALL, `credentials from role ${ROLE['role-to-assume']} through GitHub OIDC`],
  ['three families', {}, ALL, `i0 s0 t0: ${FIRST}`],
  ['two', {}, environmentOf([1, 'i1', 's1', 't1'], [2, 'i2', 's2', 't2']), `i1 s1 t1: ${SECOND}`],
  ['one', {}, environmentOf([2, 'i2', 's2', 't2']), `i2 s2 t2: ${THIRD}`],
  // A family counts only if it has both ID and secret.
  ['only an ID', {}, environmentOf([0, 'i0'], [1, 'i1', 's1']), `i1 s1: ${SECOND}`],
  ['only a secret', {}, environmentOf([0, '', 's0'], [2, 'i2', 's2']), `i2 s2: ${THIRD}`],
  ['a blank secret', {}, environmentOf([0, 'i0', ' ', 't0'], [1, 'i1', 's1']), `i1 s1: ${SECOND}`],
  ['a blank ID', {}, environmentOf([0, '\t', 's0', 't0'], [1, 'i1', 's1']), `i1 s1: ${SECOND}`],
  // Values of two sources are never mixed.
  [
    'the token of another',
    {},
    environmentOf([0, 'i0', 's0'], [1, '', '', 't1']),
    `i0 s0: ${FIRST}`,
  ],
  ['halves', {}, environmentOf([0, 'i0'], [1, '', 's1'], [2, 'i2', 's2']), `i2 s2: ${THIRD}`],
  ['white space around', {}, environmentOf([0, ' i0\n', '\ts0 ', ' ']), `i0 s0: ${FIRST}`],
] as const)('%s', async ([, inputs, environment, expected]) => {
  expect(await usedBy(inputs, { ...environment, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' })).toBe(
    expected,
  );
});
