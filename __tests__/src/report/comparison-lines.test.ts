/** A comparison in the log. */
import { expect, test } from 'vitest';
import { compare } from '../../../src/gate/comparison';
import { describeComparison } from '../../../src/report/comparison-lines';
import { resultOf } from '../../support/results';

async function lines(candidate: unknown, baseline: unknown, again: unknown, showResult = true) {
  const side = (value: unknown) => ({ statusCode: 200, result: resultOf(JSON.stringify(value)) });
  const comparison = await compare(side(candidate), side(baseline), side(again), []);
  if (comparison.kind !== 'compared') throw new Error(`It ended as ${comparison.kind}.`);
  return describeComparison({ comparison, qualifier: 'live' }, showResult);
}

const list = (length: number, value: number) => Array.from({ length }, () => value);
const OTHERS = (length: number) =>
  list(length, 0).map((_, index) => `\`[${index}]\` is 1, in the baseline 2`);

test.for<readonly [string, unknown, unknown, unknown, readonly string[]]>([
  ['equal', [1], [1], [1], ['✓ equals the baseline live']],
  ['one place', [1], [2], [2], ['✗ differs from the baseline live in 1 place:', ...OTHERS(1)]],
  [
    'ten places',
    list(10, 1),
    list(10, 2),
    list(10, 2),
    ['✗ differs from the baseline live in 10 places:', ...OTHERS(10)],
  ],
  [
    'more',
    list(1200, 1),
    list(1200, 2),
    list(1200, 2),
    ['✗ differs from the baseline live in 1200 places:', ...OTHERS(10), '… and 1190 more'],
  ],
  [
    'noise',
    [1],
    [2],
    [3],
    [
      '✓ equals the baseline live',
      'Not counted: 1 place where the baseline differs from itself: [0]',
    ],
  ],
  [
    'much noise',
    list(1200, 1),
    list(1200, 2),
    list(1200, 3),
    [
      '✓ equals the baseline live',
      `Not counted: 1200 places where the baseline differs from itself: ${list(20, 0)
        .map((_, index) => `[${index}]`)
        .join(', ')}, … and 1180 more`,
    ],
  ],
])('%s', async ([, candidate, baseline, again, expected]) => {
  expect(await lines(candidate, baseline, again)).toEqual(expected);
});

test('values that are not to be shown', async () => {
  expect(await lines({ a: 'x' }, { a: 'y' }, { a: 'y' }, false)).toEqual([
    '✗ differs from the baseline live in 1 place:',
    '`a` differs',
  ]);
});
