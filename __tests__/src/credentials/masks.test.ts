/** What of the environment is masked, whether it is used or not. */
import { describe, expect, test } from 'vitest';
import { secretsIn } from '../../../src/credentials/credentials';
import { environmentOf, FAMILIES } from './families';

const REQUEST_TOKEN = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN';
const VARIABLES = [...FAMILIES.flat(), REQUEST_TOKEN];

describe('a value is masked, alone or not: ID, secret and token of every family', () => {
  test.for(VARIABLES)('%s', (variable) => {
    expect(secretsIn({ [variable]: ' a-value\n' })).toEqual(['a-value']);
    expect(secretsIn({ ...FULL, [variable]: 'a-value' })).toHaveLength(VARIABLES.length);
    expect(secretsIn({ ...FULL, [variable]: ' ' })).toHaveLength(VARIABLES.length - 1);
  });
});

const FULL = {
  ...environmentOf([0, 'i0', 's0', 't0'], [1, 'i1', 's1', 't1'], [2, 'i2', 's2', 't2']),
  [REQUEST_TOKEN]: 'request',
};

test('and nothing else is', () => {
  const others = { GITHUB_TOKEN: 'x', ACTIONS_ID_TOKEN_REQUEST_URL: 'x', ALICLOUD_REGION: 'x' };

  expect(secretsIn({ ...others, ...FULL }).toSorted()).toEqual(Object.values(FULL).toSorted());
  expect(secretsIn(others)).toEqual([]);
});
