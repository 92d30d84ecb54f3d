import { expect, test } from 'vitest';
import { runWithoutWaiting } from './in-process';
import { FAULTS, ON_THE_WAY } from './table';
import { testRows } from './test-rows';

testRows(runWithoutWaiting, (title, [, cause]) => !cause.process && !ON_THE_WAY.includes(title));

test('there are at least 60 rows, and none lets a function run twice', () => {
  const rows = Object.values(FAULTS).flat();

  expect(rows.length).toBeGreaterThanOrEqual(60);
  expect(Math.max(...rows.map(([, , { executions }]) => executions))).toBe(1);
});
