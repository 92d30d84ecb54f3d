import { expect, test } from 'vitest';
import { SigningKey } from '../../emulator/oidc-jwt';
import { CredentialsError } from '../../src/credentials/credentials-error';
import { claimsOf, mayRequestIdTokens, requestIdToken } from '../../src/credentials/id-token';
import { startDeadline } from '../../src/http/deadline';
import { TransportError } from '../../src/http/errors';

const CLAIMS = { iss: 'https://issuer', aud: 'audience', sub: 'repo:o/r:ref:refs/heads/ü' };

/** Asks a source whose answers fail with these messages in turn, then gives a token. */
async function ask(messages: string[], maxRetries: number): Promise<string> {
  const deadline = startDeadline(10, new AbortController().signal);
  const request = async () => {
    const message = messages.shift();
    if (message !== undefined) throw new Error(message);
    return 'token';
  };
  try {
    const limits = { deadline, maxRetries, onResend: () => undefined };
    return await requestIdToken({ isPermitted: true, request }, 'audience', limits);
  } finally {
    deadline.clear();
  }
}

/** As `getIDToken` of @actions/core 3 words it. */
function toolkitError(status: number | undefined, reason: string): string {
  return `Error message: Failed to get ID Token. \n \n        Error Code : ${status}\n \n        Error Message: ${reason}`;
}

test('a network failure is a reason to ask again', async () => {
  expect(await ask([toolkitError(undefined, 'connect ECONNREFUSED')], 1)).toBe('token');
});

test('a network failure that lasts is a network error, in one line', async () => {
  const failing = ask([toolkitError(undefined, 'connect ECONNREFUSED')], 0);

  await expect(failing).rejects.toBeInstanceOf(TransportError);
  await expect(failing).rejects.toThrow(
    'GitHub gave no ID token: Error message: Failed to get ID Token. Error Code : undefined Error Message: connect ECONNREFUSED',
  );
});

test('a refusal is final', async () => {
  const refused = ask([toolkitError(403, 'forbidden')], 3);

  await expect(refused).rejects.toBeInstanceOf(CredentialsError);
  await expect(refused).rejects.toMatchObject({ problem: 'id-token-not-issued' });
});

test('an answer without a token is final', async () => {
  await expect(
    ask(['Error message: Response json body do not have ID Token field'], 3),
  ).rejects.toMatchObject({ problem: 'id-token-not-issued' });
});

test('the claims of a token can be told without verifying it', () => {
  expect(claimsOf(new SigningKey().sign(CLAIMS))).toEqual({
    issuer: CLAIMS.iss,
    audience: CLAIMS.aud,
    subject: CLAIMS.sub,
  });
});

test.for([
  [''],
  ['no-jwt'],
  ['a.b.c'],
  [`a.${Buffer.from('null').toString('base64url')}.c`],
  [`a.${Buffer.from('{"iss":"i","aud":["a"],"sub":"s"}').toString('base64url')}.c`],
])('%j tells no claims', ([token]) => {
  expect(claimsOf(token ?? '')).toBeUndefined();
});

test.for([
  [{ ACTIONS_ID_TOKEN_REQUEST_URL: 'u', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' }, true],
  [{ ACTIONS_ID_TOKEN_REQUEST_URL: 'u' }, false],
  [{ ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' }, false],
  [{}, false],
] as const)('with %j a job may ask: %s', ([environment, isPermitted]) => {
  expect(mayRequestIdTokens(environment)).toBe(isPermitted);
});
