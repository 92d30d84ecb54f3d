/** Repeated invocations in the log. */
import { expect, test } from 'vitest';
import { parseExpectations } from '../../../src/gate/expectation';
import { Runs } from '../../../src/gate/runs';
import { reportRun, reportRuns } from '../../../src/report/runs-report';
import { captured, runnerOf } from '../../support/runner';
import { attempt, FUNCTION_FAILED, INVOCATION } from './summary-page';

/** What the log says while so many runs end; the numbers are those of runs that fail. */
function progress(of: number, failing: readonly number[] = []): string[] {
  const text = captured(() => {
    let failed = 0;
    for (let ended = 1; ended <= of; ended++) {
      const hasFailed = failing.includes(ended);
      if (hasFailed) failed++;
      const metadata = { logs: 'log' };
      const run = attempt({ metadata, result: undefined }, { number: ended });
      reportRun(runnerOf().log, run, { ended, failed, hasFailed, of }, true);
    }
  });
  return text.split('\n').filter((line) => /^\d|^::group/.test(line));
}

test.for([
  [2, ['1 of 2 runs, 0 failed', '2 of 2 runs, 0 failed']],
  [9, Array.from({ length: 9 }, (_, index) => `${index + 1} of 9 runs, 0 failed`)],
  [10, Array.from({ length: 10 }, (_, index) => `${index + 1} of 10 runs, 0 failed`)],
  [11, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((ended) => `${ended} of 11 runs, 0 failed`)],
  [1000, Array.from({ length: 10 }, (_, index) => `${index + 1}00 of 1000 runs, 0 failed`)],
] as const)('of %i runs, a tenth has a line, or each of fewer than ten', ([of, lines]) => {
  expect(progress(of)).toEqual(lines);
});

test('the first three failed runs are shown, and all are counted', () => {
  expect(progress(40, [2, 3, 6, 7, 40])).toEqual([
    '::group::Run 2 of 40, failed: log',
    '::group::Run 3 of 40, failed: log',
    '4 of 40 runs, 2 failed',
    '::group::Run 6 of 40, failed: log',
    ...[8, 12, 16, 20, 24, 28, 32, 36].map((ended) => `${ended} of 40 runs, 4 failed`),
    '40 of 40 runs, 5 failed',
  ]);
});

function reported(durations: readonly (number | undefined)[], expect_ = '', errors = 0): string[] {
  const expectations = parseExpectations(expect_, [], 1000);
  const runs = new Runs({ failOn: 'any', expectations, attempts: 1, attemptIntervalSeconds: 0 });
  for (const [index, durationMs] of durations.entries()) {
    const failure = index < errors ? { failure: FUNCTION_FAILED } : {};
    const metadata = { durationMs, instanceId: `c-${index % 2}` };
    runs.add(runs.judge(index + 1, { ...INVOCATION, metadata, ...failure }));
  }
  return captured(() => reportRuns(runnerOf().log, runs.end(), true))
    .trimEnd()
    .split('\n');
}

test('in the end there is a table, and a line for each expectation', () => {
  const text = "runs.durationMs.p90 < `9`\nresult.status == 'ok'\nruns.errors == `0`";
  expect(reported([100, 1, 2, 3, 4, 5, 6, 7, 8, 9.256, 1000], text, 1)).toEqual([
    '11 runs, 1 with an error (9.09 %), on 2 instances',
    'figure      min    mean  p50   p90  p95  p99   max',
    'durationMs    1  104.53    5  9.26    –    –  1000',
    '✗ runs.durationMs.p90 < `9`: `runs.durationMs.p90` is 9.256',
    "✓ result.status == 'ok'",
    '✗ runs.errors == `0`: `runs.errors` is 1',
    '1 of 3 expectations passed',
  ]);
});

test.for([
  [[undefined], '1 run, 0 with an error, on 1 instance'],
  [[undefined, undefined], '2 runs, 0 with an error, on 2 instances'],
  [[], '0 runs, 0 with an error, on 0 instances'],
] as const)('without anything measured there is no table: %j', ([durations, line]) => {
  expect(reported(durations)).toEqual([line]);
});
