import { expect, test } from 'vitest';
import { responseSecrets } from '../../../src/event/exchange-secrets';

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
