import { describe, expect, test } from 'vitest';
import { deviations } from '../faults/deviations';
import { runFault } from '../faults/run-fault';
import { FAULTS } from '../faults/table';

/** Rows do not know of each other, and most of their time is waiting. */
describe.for(Object.entries(FAULTS))('%s', ([, rows]) => {
  test.concurrent.for([...rows])('%s', async ([, cause, outcome], { expect, skip }) => {
    skip((cause.platform ?? process.platform) !== process.platform, 'not on this system');
    expect(deviations(outcome, await runFault(cause))).toEqual([]);
  });
});

test('there are at least 60 rows, and none lets a function run twice', () => {
  const rows = Object.values(FAULTS).flat();

  expect(rows.length).toBeGreaterThanOrEqual(60);
  expect(Math.max(...rows.map(([, , { executions }]) => executions))).toBe(1);
});
