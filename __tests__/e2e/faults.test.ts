import { describe, expect, test } from 'vitest';
import { runFault } from '../faults/run-fault';
import { FAULTS } from '../faults/table';

/** Rows are independent of each other; most of their time is waiting. */
describe.concurrent.for(Object.entries(FAULTS))('%s', ([, rows]) => {
  test.for([...rows])('%s', async ([, cause, outcome], { expect }) => {
    const seen = await runFault(cause);

    expect(seen.errorType).toBe(outcome.errorType);
    expect(seen.exitCode).toBe(outcome.errorType === '' ? 0 : 1);
    expect(seen.message).toMatch(outcome.message ?? /^$/);
    expect(seen.executions).toBe(outcome.executions);
    expect(seen.requests).toBe(outcome.requests);
    expect([...seen.outputs].sort()).toEqual([...outcome.outputs].sort());
    expect(seen.warnings.join('\n')).toMatch(outcome.warning ?? /^$/);
    // Whatever Node.js itself has to say, an unhandled rejection above all, stands there.
    expect(seen.step.stderr).toMatch(outcome.stderr ?? /^$/);
  });
});

test('no row lets a function run more than once', () => {
  const executions = Object.values(FAULTS).flatMap((rows) => rows.map(([, , row]) => row.executions));

  expect(executions.length).toBeGreaterThanOrEqual(60);
  expect(Math.max(...executions)).toBe(1);
});
