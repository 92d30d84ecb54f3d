/** Rows of the fault matrix as tests. */
import { describe, test } from 'vitest';
import { deviations } from './deviations';
import type { FaultRow, RunAction } from './fault-row';
import { runFault } from './run-fault';
import { FAULTS } from './table';

/**
 * Tests every row for which `isMeant` holds.
 *
 * @param run how the action is run
 */
export function testRows(run: RunAction, isMeant: (title: string, row: FaultRow) => boolean): void {
  for (const [title, all] of Object.entries(FAULTS)) {
    const rows = all.filter((row) => isMeant(title, row));
    describe.runIf(rows.length > 0)(title, () => {
      test.for(rows)('%s', async ([, cause, outcome], { expect, skip }) => {
        skip((cause.platform ?? process.platform) !== process.platform, 'not on this system');
        expect(deviations(outcome, await runFault(cause, run))).toEqual([]);
      });
    });
  }
}
