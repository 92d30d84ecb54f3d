import { describe, expect, test } from 'vitest';
import { NO_CREDENTIALS, resolveCredentials } from '../../../src/credentials/credentials';
import { CredentialsError } from '../../../src/credentials/credentials-error';
import { startDeadline } from '../../../src/http/deadline';
import { environmentOf, FAMILIES } from './families';

const NO_INPUTS = { accessKeyId: '', accessKeySecret: '', securityToken: '' };

async function keyOf(inputs: typeof NO_INPUTS): Promise<string[]> {
  const deadline = startDeadline(10, new AbortController().signal);
  const key = await resolveCredentials(inputs, {}).accessKey(deadline);
  deadline.clear();
  return Object.values(key);
}

function refusalOf(
  inputs: Partial<typeof NO_INPUTS>,
  environment: Readonly<Record<string, string>> = {},
): CredentialsError {
  try {
    resolveCredentials({ ...NO_INPUTS, ...inputs }, environment);
  } catch (error) {
    if (error instanceof CredentialsError) return error;
  }
  throw new Error('They were not refused.');
}

const FIRST = `environment ${FAMILIES[0][0]}`;

describe('none found', () => {
  test('names what is empty, and why secrets are', () => {
    const { message, problem } = refusalOf({});

    expect(problem).toBe('none-found');
    for (const word of [
      'access-key-id',
      'role-to-assume',
      'misspelt',
      'the environment that holds it',
      'forks',
      'Dependabot',
    ]) {
      expect(message).toContain(word);
    }
    expect(message).toContain('in the environment. A secret is empty if');
    expect(message.split(' ').length).toBeLessThanOrEqual(60);
  });

  test.for([
    [environmentOf([0, 'i0']), `(${FAMILIES[0][0]} is set without ${FAMILIES[0][1]})`],
    [environmentOf([1, '', 's1']), `(${FAMILIES[1][1]} is set without ${FAMILIES[1][0]})`],
    [
      environmentOf([0, 'i0'], [2, 'i2']),
      `(${FAMILIES[0][0]} is set without ${FAMILIES[0][1]}, ${FAMILIES[2][0]} is set without ${FAMILIES[2][1]})`,
    ],
  ] as const)('of %j tells which half is missing', ([environment, expected]) => {
    expect(refusalOf({}, environment).message).toContain(expected);
  });
});

test('none needed: what asks for a key all the same gets none', async () => {
  const deadline = startDeadline(10, new AbortController().signal);

  const error = await NO_CREDENTIALS.accessKey(deadline).catch((reason: unknown) => reason);
  deadline.clear();

  expect(error).toBeInstanceOf(CredentialsError);
  expect(error).toMatchObject({ problem: 'none-found' });
  expect(NO_CREDENTIALS.description).toBe('no credentials needed');
});

describe('is refused before anything is sent, and not quoted:', () => {
  const ID = 'LTAI5tExampleExample1234';
  const SECRET = 'Example0Secret0Example0Secret0';

  test.for([
    ['a swapped pair', SECRET, ID, '', 'are swapped'],
    ['a swapped temporary pair', SECRET, 'STS.NExampleExample', 'token', 'are swapped'],
    ['a swapped pair of another form', 'my-LTAI-id', ID, '', 'are swapped'],
    ['one value twice', ID, ID, '', 'are the same value'],
    ['double quotes', `"${ID}"`, SECRET, '', 'the AccessKey ID has a quotation mark'],
    ['single quotes', ID, `'${SECRET}'`, '', 'the AccessKey secret has a quotation mark'],
    ['one quote', ID, `${SECRET}"`, '', 'the AccessKey secret has a quotation mark'],
    ['a quoted token', ID, SECRET, '`token`', 'the AccessKey security token has a quotation mark'],
    ['a temporary ID without token', 'STS.NExampleExample', SECRET, '', 'needs its security token'],
    ['a line break', ID, 'first\nsecond', '', 'the AccessKey secret contains white space'],
    ['full-width letters', 'ＬＴＡＩ５ｔ', SECRET, '', 'the AccessKey ID contains white space or'],
    ['typographic quotes', `“${ID}”`, SECRET, '', 'the AccessKey ID contains white space or'],
  ] as const)('%s', ([, accessKeyId, accessKeySecret, securityToken, words]) => {
    for (const [source, error] of [
      ['inputs', refusalOf({ accessKeyId, accessKeySecret, securityToken })],
      [FIRST, refusalOf({}, environmentOf([0, accessKeyId, accessKeySecret, securityToken]))],
    ] as const) {
      expect(error.problem).toBe('malformed-key');
      expect(error.message).toContain(`The credentials from ${source} cannot be used: `);
      expect(error.message).toContain(words);
      for (const value of [ID, SECRET, 'STS.N', 'token`', 'second']) {
        expect(error.message).not.toContain(value);
      }
    }
  });

  test.for([
    ['an ID of another form', 'old-id', 'x', ''],
    ['a secret with such letters', 'old-id', 'x-LTAI-STS.', ''],
    ['a secret that begins like an ID', ID, 'LTAI-secret', ''],
    ['quotation marks inside', 'an"id', "a`secre't", ''],
    ['a temporary ID with its token', 'STS.NExampleExample', SECRET, 'token'],
    ['an ID that ends like a temporary one', 'LTAI.STS.', SECRET, ''],
  ] as const)('but %s is left to FC', async ([, accessKeyId, accessKeySecret, securityToken]) => {
    const key = await keyOf({ accessKeyId, accessKeySecret, securityToken });

    expect(key).toEqual([accessKeyId, accessKeySecret, securityToken].filter(Boolean));
  });
});
