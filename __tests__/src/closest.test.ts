/** The contract's "Close means", for inputs, their values, functions and names. */
import { describe, expect, test } from 'vitest';
import { closest } from '../../src/closest';

describe('the closest of candidates', () => {
  test.each<[why: string, text: string, candidates: string[], meant: string | undefined]>([
    ['equal', 'region', ['region'], 'region'],
    ['equal without case, - and _', 'MAX_RE-TRIES', ['max-retries'], 'max-retries'],
    ['equal without - and _ of its own', 'logtype', ['log_-type'], 'log_-type'],
    ['1 edit under 6 letters: left out', 'evnt', ['event'], 'event'],
    ['1 edit under 6 letters: added', 'evvent', ['event'], 'event'],
    ['1 edit under 6 letters: replaced', 'evant', ['event'], 'event'],
    ['2 edits under 6 letters', 'avant', ['event'], undefined],
    ['2 edits of 6 letters', 'rexiox', ['region'], 'region'],
    ['3 edits of 6 letters', 'xexiox', ['region'], undefined],
    ['3 edits of many letters', 'xexry-intexval', ['retry-interval'], undefined],
    ['neighbours at the start exchanged', 'veent', ['event'], 'event'],
    ['neighbours within exchanged', 'evnet', ['event'], 'event'],
    ['neighbours at the end exchanged', 'evetn', ['event'], 'event'],
    ['neighbours exchanged, and another letter', 'veenx', ['event'], undefined],
    ['letters exchanged that are no neighbours', 'tvene', ['event'], undefined],
    ['a letter and one that is not there', 'eventt', ['event'], 'event'],
    ['a beginning of 4 letters', 'time', ['timeout'], 'timeout'],
    ['a beginning of 3 letters', 'tim', ['timeout'], undefined],
    ['what begins with it', 'timeout-in-seconds', ['timeout'], 'timeout'],
    ['what begins with 3 letters', 'oidc-provider', ['oid'], undefined],
    ['what ends with it', 'some-timeout', ['timeout'], undefined],
    ['the end of it', 'seconds', ['timeout-seconds'], undefined],
    ['nothing', '', ['event'], undefined],
    ['anything of none', 'event', [], undefined],
    ['the closer of two', 'abcdefgh', ['abcdefxx', 'abcdefxh'], 'abcdefxh'],
    ['the closer of two, whatever their order', 'abcdefgh', ['abcdefxh', 'abcdefxx'], 'abcdefxh'],
    ['the closer, although the other is longer', 'abcdef', ['abcdefghij', 'abcdex'], 'abcdex'],
    ['the longer of equally close ones', 'abcdef', ['abcde', 'abcdefg'], 'abcdefg'],
    ['the longer one, whatever their order', 'abcdef', ['abcdefg', 'abcde'], 'abcdefg'],
  ])('%s: %s', (_, text, candidates, meant) => {
    expect(closest(text, candidates)).toBe(meant);
  });

  test.each([
    ['le', 'length'],
    ['l', undefined],
    ['xe', undefined],
  ])('with a beginning of 2 letters: %s', (text, meant) => {
    expect(closest(text, ['length'], 2)).toBe(meant);
  });

  test('is found by the first 128 characters of a text', () => {
    const [short, long] = ['x'.repeat(128), 'x'.repeat(200)];
    expect(closest(long, [long, short])).toBe(short);
  });
});
