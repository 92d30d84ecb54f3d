import { expect, test } from 'vitest';
import { requestSecrets, responseSecrets } from '../../../src/event/exchange-secrets';

const basic = (pair: string) => Buffer.from(pair).toString('base64');

test.for([
  ['Bearer abc.def', ['Bearer abc.def', 'abc.def']],
  [' Bearer   abc def ', [' Bearer   abc def ', 'abc def']],
  [`Basic ${basic('user:pa:55')}`, [`Basic ${basic('user:pa:55')}`, basic('user:pa:55'), 'pa:55']],
  [`BASIC ${basic('user:x')}`, [`BASIC ${basic('user:x')}`, basic('user:x'), 'x']],
  [`Bearer ${basic('user:x')}`, [`Bearer ${basic('user:x')}`, basic('user:x')]],
  ['alone', ['alone', '']],
  [undefined, []],
] as const)('the authorization %j holds the secrets %j', ([authorization, secrets]) => {
  expect(requestSecrets(authorization)).toEqual(secrets);
});

test.for([
  ['a=1', ['1']],
  ['a=1,b=2', ['1', '2']],
  ['a=1, b=2; Path=/, c=3', ['1', '2', '3']],
  ['long-name=value; Expires=Wed, 21 Oct 2026 07:28:00 GMT', ['value']],
  ['a=b=c', ['b=c']],
  ['a=', []],
  ['; a=1', []],
] as const)('the cookies %j have the values %j', ([cookies, values]) => {
  expect(responseSecrets({ 'set-cookie': cookies })).toEqual([cookies, ...values]);
});

test('a response without headers has none', () => {
  expect(responseSecrets()).toEqual([]);
});

test('a session that a response opened is a secret, as a whole and by its value', () => {
  const cookies = 'session=c2Vzc2lvbg; Path=/, theme=dark';
  expect(responseSecrets({ 'set-cookie': cookies })).toEqual([cookies, 'c2Vzc2lvbg', 'dark']);
  expect(responseSecrets({})).toEqual([]);
});

test('neither the number of secrets nor their length is the sender’s', () => {
  const many = Array.from({ length: 7_000 }, (_, index) => `a=value-${index}`).join(', ');
  const long = `a=${'x'.repeat(100_000)}`;

  expect(responseSecrets({ 'set-cookie': many })).toHaveLength(101);
  expect(responseSecrets({ 'set-cookie': long }).map(({ length }) => length)).toEqual([4096, 4096]);
});
