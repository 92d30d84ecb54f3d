import { expect, test } from 'vitest';
import { SigningKey } from '../../../emulator/identity/jwt';
import { idTokenSourceIn } from '../../../src/credentials/id-token';
import { claimsOf } from '../../../src/credentials/id-token-claims';

const CLAIMS = { iss: 'https://issuer', aud: 'audience', sub: 'repo:o/r:ref:refs/heads/ü' };

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
  [`a.${Buffer.from('{"iss":7,"aud":"a","sub":"s"}').toString('base64url')}.c`],
  [`a.${Buffer.from('{"iss":"i","aud":"a"}').toString('base64url')}.c`],
])('%j tells no claims', ([token]) => {
  expect(claimsOf(token ?? '')).toBeUndefined();
});

test.for([
  [
    { ACTIONS_ID_TOKEN_REQUEST_URL: 'u', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' },
    { url: 'u', token: 't' },
  ],
  [{ ACTIONS_ID_TOKEN_REQUEST_URL: 'u' }, undefined],
  [{ ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' }, undefined],
  [{}, undefined],
] as const)('with %j a job requests ID tokens at %j', ([environment, source]) => {
  expect(idTokenSourceIn(environment)).toEqual(source);
});
