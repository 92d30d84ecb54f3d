import { describe, expect, test } from 'vitest';
import { resolveCredentials, secretsIn } from '../../../src/credentials/credentials';
import { CredentialsError } from '../../../src/credentials/credentials-error';
import { startDeadline } from '../../../src/http/deadline';

const NO_INPUTS = { accessKeyId: '', accessKeySecret: '', securityToken: '' };

/** The three families of variables, in the order in which they count. */
const FAMILIES = [
  [
    'ALIBABA_CLOUD_ACCESS_KEY_ID',
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    'ALIBABA_CLOUD_SECURITY_TOKEN',
  ],
  ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN'],
  ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
] as const;

/** Variables of families by their number, e.g. `[1, 'id', 'secret']`. */
function environmentOf(...set: readonly (readonly [number, ...string[]])[]) {
  const variables = set.flatMap(([family, ...values]) =>
    values.map((value, index) => [FAMILIES[family]?.[index] ?? '', value] as const),
  );
  return Object.fromEntries(variables);
}

async function keyOf(
  inputs: Partial<typeof NO_INPUTS>,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const credentials = resolveCredentials({ ...NO_INPUTS, ...inputs }, environment);
  const deadline = startDeadline(10, new AbortController().signal);
  const key = await credentials.accessKey(deadline);
  deadline.clear();
  return `${Object.values(key).join(' ')} from ${credentials.source}`;
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

const [FIRST, SECOND, THIRD] = FAMILIES.map(([id]) => `environment ${id}`);

describe('the first source that is set counts, and no other', () => {
  const inputs = { accessKeyId: 'in-id', accessKeySecret: 'in-secret' };
  const all = environmentOf([0, 'i0', 's0', 't0'], [1, 'i1', 's1', 't1'], [2, 'i2', 's2', 't2']);

  test.for([
    ['inputs', inputs, all, 'in-id in-secret from inputs'],
    [
      'inputs with token',
      { ...inputs, securityToken: 'in-t' },
      all,
      'in-id in-secret in-t from inputs',
    ],
    ['three families', {}, all, `i0 s0 t0 from ${FIRST}`],
    [
      'the last two',
      {},
      environmentOf([1, 'i1', 's1'], [2, 'i2', 's2', 't2']),
      `i1 s1 from ${SECOND}`,
    ],
    ['the last', {}, environmentOf([2, 'i2', 's2', 't2']), `i2 s2 t2 from ${THIRD}`],
    ['only an ID', {}, environmentOf([0, 'i0'], [1, 'i1', 's1']), `i1 s1 from ${SECOND}`],
    ['only a secret', {}, environmentOf([0, '', 's0'], [2, 'i2', 's2']), `i2 s2 from ${THIRD}`],
    [
      'an empty secret',
      {},
      environmentOf([0, 'i0', ' ', 't0'], [1, 'i1', 's1']),
      `i1 s1 from ${SECOND}`,
    ],
    ['white space around', {}, environmentOf([0, ' i0\n', '\ts0 ', ' ']), `i0 s0 from ${FIRST}`],
  ] as const)('%s', async ([, given, environment, expected]) => {
    expect(await keyOf(given, environment)).toBe(expected);
  });
});

describe('none found', () => {
  test('names what is empty, and why secrets are', () => {
    const { message, problem } = refusalOf({});

    expect(problem).toBe('none-found');
    for (const word of [
      'access-key-id',
      'role-to-assume',
      'misspelt',
      'environment:',
      'forks',
      'Dependabot',
    ]) {
      expect(message).toContain(word);
    }
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

describe('is refused before anything is sent, and not quoted:', () => {
  const ID = 'LTAI5tExampleExample1234';
  const SECRET = 'Example0Secret0Example0Secret0';

  test.for([
    ['a swapped pair', SECRET, ID, '', 'are swapped'],
    ['a swapped temporary pair', SECRET, 'STS.NExampleExample', 'token', 'are swapped'],
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

  test('but an ID of another form is left to FC', async () => {
    expect(await keyOf({ accessKeyId: 'old-id', accessKeySecret: 'x' }, {})).toBe(
      'old-id x from inputs',
    );
  });
});

test('every secret of the environment is masked, whether it is used or not, and nothing else', () => {
  const environment = {
    ...environmentOf([2, 'i2', 's2', 't2'], [0, ' i0\n', 's0', ''], [1, 'i1']),
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://issuer',
    GITHUB_TOKEN: 'not ours',
  };

  expect(secretsIn(environment)).toEqual(['i0', 's0', 'i1', 'i2', 's2', 't2', 'request']);
});
