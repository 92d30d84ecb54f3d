/** The log of cases: a line each, and what follows those that did not pass. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Invocation } from '../../../src/function-compute/invocation';
import { Runs } from '../../../src/gate/runs';
import { countCases, reportCount, reportOf } from '../../../src/report/case-report';
import { type CaseResult, endedCase, repeatedCase, unsentCase } from '../../../src/run/results';
import { StepLog } from '../../../src/runner/step-log';
import { parseRunnerOutput } from '../../runner/commands';
import { caseOf, planOf, resultOfCase } from '../../support/cases';
import { attempt, EXPECTATION_FAILED, FUNCTION_FAILED, INVOCATION, outcomes } from './summary-page';

let written = '';

beforeEach(() => {
  written = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const ONE = planOf();
const FILE = planOf({ caseFile: 'cases.yml' });
const CANCELLED: Failure = { kind: 'cancelled', type: 'Cancelled', summary: 'It was cancelled' };
const FAILED = attempt({ failure: FUNCTION_FAILED });

/** A repeated case, with an invocation for each run. */
function repeated(name: string, ...invocations: Invocation[]): CaseResult {
  const running = caseOf({ name });
  const runs = new Runs(running.gate);
  for (const [index, invocation] of invocations.entries()) {
    runs.add(runs.judge(index + 1, invocation));
  }
  return repeatedCase(running, runs.told, runs.end(), undefined, 1);
}

function linesOf(output: string): string[] {
  return parseRunnerOutput(output).log.map(({ text }) => text);
}

function reported(result: CaseResult, { isDebug = false, showResult = true } = {}) {
  reportOf(new StepLog(isDebug), FILE, showResult).caseEnded(result);
  return parseRunnerOutput(written);
}

function timed(latencyMs: number | undefined) {
  return attempt({ metadata: { ...INVOCATION.metadata, latencyMs } });
}

describe('a case has the line', () => {
  test.for<[line: string, result: CaseResult]>([
    ['✓ a (12.5 ms)', resultOfCase([timed(99), timed(12.5)], { name: 'a' })],
    ['✓ a (0 ms)', resultOfCase([timed(0)], { name: 'a' })],
    ['✓ a', resultOfCase([timed(undefined)], { name: 'a' })],
    ['✗ a: It was cancelled.', endedCase(caseOf({ name: 'a' }), [], CANCELLED, 1)],
    ['- a: skipped', unsentCase(caseOf({ name: 'a', skip: true }))],
    ['- a: skipped, no prices', unsentCase(caseOf({ name: 'a', skip: 'no prices' }))],
    ['- a: not run', unsentCase(caseOf({ name: 'a' }))],
    // Lines of ours cannot be commands, whatever a name is.
    ['- ::error::x: not run', unsentCase(caseOf({ name: '::error::x' }))],
    ['- # #[error]x: not run', unsentCase(caseOf({ name: '##[error]x' }))],
  ])('%s', ([line, result]) => {
    const { log, annotations, groups } = reported(result);
    expect(log.map(({ text }) => text)).toEqual([line]);
    expect(annotations).toEqual([]);
    expect(groups).toEqual([]);
  });

  test.for([true, false])(
    'first, and log and result after it if it failed and blocks: %s',
    (blocking) => {
      const { log, groups } = reported(resultOfCase([timed(9), FAILED], { name: 'a', blocking }));
      const sign = blocking ? '✗' : '⚠';
      expect(log[0]?.text).toBe(
        `${sign} a: The function failed: TypeError: Cannot read properties of undefined (reading 'id').`,
      );
      expect(groups.map(({ title }) => title)).toEqual(['a: Function log', 'a: Result']);
      expect(log.at(-2)?.text).toMatch(/^a: Request ID 1-650c0f0d/);
      expect(log.at(-1)?.text).toBe('');
    },
  );

  test('which does not say what was returned with `show-result: false`', () => {
    reported(resultOfCase([FAILED]), { showResult: false });
    expect(written).toMatch(/^✗ hello: The function failed\.\n/);
    expect(written).not.toMatch(/TypeError|tables":/);
    expect(written).toContain('not shown');
  });
});

describe('after the line of a case that passed', () => {
  test('there is nothing, or with RUNNER_DEBUG=1 log and result', () => {
    expect(reported(resultOfCase([timed(1)])).groups).toEqual([]);
    expect(linesOf(written)).toHaveLength(1);
    expect(reported(resultOfCase([timed(1)]), { isDebug: true }).groups).toHaveLength(2);
  });

  test('an expectation that did not find a field says so, and others say nothing', () => {
    const expectations = outcomes("result.statsu != 'failed'\nresult.status == 'ok'");
    const passed = resultOfCase([{ ...timed(1), expectations }], { name: 'a' });
    reported(passed);
    expect(linesOf(written)).toEqual([
      '✓ a (1 ms)',
      "a: ✓ result.statsu != 'failed' (result.statsu is null)",
    ]);
    written = '';
    reported(passed, { isDebug: true });
    expect(linesOf(written).filter((line) => line.includes('statsu'))).toHaveLength(1);
    expect(linesOf(written)).toContain('a: 2 of 2 expectations passed');
  });

  test('its warnings are lines, and no annotations', () => {
    const passed = resultOfCase(
      [{ ...attempt({ warnings: ['of the invocation'] }), warnings: ['of an expectation'] }],
      { name: 'a' },
    );
    const { log, annotations } = reported(passed);
    expect(log.map(({ text }) => text)).toEqual([
      '✓ a',
      'a: ⚠ of the invocation',
      'a: ⚠ of an expectation',
    ]);
    expect(annotations).toEqual([]);
  });
});

describe('an attempt', () => {
  const gate = { ...caseOf().gate, attempts: 3, attemptIntervalSeconds: 7 };
  const running = caseOf({ name: 'a', gate });

  test('of a case has a line with its name, but for the last', () => {
    const report = reportOf(new StepLog(true), FILE, true);
    report.attemptEnded(running, FAILED, false);
    expect(written).toMatch(
      /^a: Attempt 1 of 3 failed: The function failed: TypeError: .* Next attempt in 7 s\n$/,
    );
    written = '';
    report.attemptEnded(running, FAILED, true);
    expect(written).toBe('');
  });

  test('of a case does not say what was returned with `show-result: false`', () => {
    reportOf(new StepLog(true), FILE, false).attemptEnded(running, FAILED, false);
    expect(written).toBe('a: Attempt 1 of 3 failed: The function failed. Next attempt in 7 s\n');
  });

  test('of the only case is shown as soon as it has ended', () => {
    const report = reportOf(new StepLog(false), ONE, true);
    report.attemptEnded(running, FAILED, false);
    expect(parseRunnerOutput(written).groups.map(({ title }) => title)).toEqual([
      'Attempt 1 of 3, failed: log',
      'Attempt 1 of 3, failed: result',
    ]);
    const [next, gap] = linesOf(written).slice(-2);
    expect(next).toMatch(/^Attempt 1 of 3 failed: .* Next attempt in 7 s$/);
    expect(gap).toBe('');
    written = '';
    report.attemptEnded(running, FAILED, true);
    expect(written).not.toContain('Next attempt');
    written = '';
    report.caseEnded(resultOfCase([FAILED]));
    expect(written).toBe('');
  });

  test('while it runs, a case writes with its name, and the only one without', () => {
    reportOf(new StepLog(false), FILE, true).logOf(running).line('waits');
    reportOf(new StepLog(false), ONE, true).logOf(running).line('waits');
    expect(written).toBe('a: waits\nwaits\n');
  });
});

describe('a baseline has a line, and its output only with RUNNER_DEBUG=1', () => {
  const LINE = 'Baseline prod: duration 9 ms';
  const baseline = { ...INVOCATION, metadata: { durationMs: 9, logs: 'x' } };

  test.for([
    ['of the only case', ONE, ''],
    ['of a case of a file', FILE, 'a: '],
  ] as const)('%s', ([, plan, prefix]) => {
    reportOf(new StepLog(false), plan, true).baselineEnded(caseOf({ name: 'a' }), 'prod', baseline);
    expect(written).toBe(`${prefix}${LINE}\n`);
    written = '';
    reportOf(new StepLog(true), plan, true).baselineEnded(caseOf({ name: 'a' }), 'prod', baseline);
    expect(linesOf(written)[0]).toBe(`${prefix}${LINE}`);
    expect(parseRunnerOutput(written).groups.map(({ title }) => title)).toEqual([
      `${prefix}Baseline prod: log`,
      `${prefix}Baseline prod: result`,
    ]);
  });
});

describe('of a repeated case', () => {
  test.for([
    ['that is the only one', ONE, 'Run 3: ', ''],
    ['of a file', FILE, 'a, run 3: ', 'a: '],
  ] as const)('%s, a run writes with its number, and its end is told', ([, plan, run, prefix]) => {
    const report = reportOf(new StepLog(false), plan, true);
    const running = caseOf({ name: 'a' });
    report.logOf(running, 3).line('waits');
    report.runEnded(running, FAILED, { ended: 3, failed: 1, hasFailed: false, of: 3 });
    expect(written).toBe(`${run}waits\n${prefix}3 of 3 runs, 1 failed\n`);
  });

  test('the runs are counted, and their figures follow instead of log and result', () => {
    const { log, groups } = reported(repeated('a', INVOCATION, INVOCATION));
    expect(log.map(({ text }) => text)).toEqual([
      '✓ a (2 runs)',
      'a: 2 runs, 0 with an error, on 0 instances',
      expect.stringMatching(/^a: figure +min/),
      expect.stringMatching(/^a: durationMs +412.6/),
      expect.stringMatching(/^a: memoryUsedMb +57.31/),
    ]);
    expect(groups).toEqual([]);
  });

  test('they are also told if it failed', () => {
    const failing = { ...INVOCATION, failure: FUNCTION_FAILED };
    const { log, groups } = reported(repeated('a', failing, failing));
    expect(log[0]?.text).toMatch(/^✗ a: 2 of 2 runs failed, the first: /);
    expect(log[1]?.text).toBe('a: 2 runs, 2 with an error (100 %), on 0 instances');
    expect(groups).toEqual([]);
  });
});

test('a case may be named like what is written of another', () => {
  const report = reportOf(new StepLog(false), FILE, true);
  for (const name of ['a', 'a: Function log', '✓ a (1 ms)']) {
    report.caseEnded(resultOfCase([FAILED], { name }));
  }
  const { groups } = parseRunnerOutput(written);
  expect(groups.map(({ title }) => title)).toEqual([
    'a: Function log',
    'a: Result',
    'a: Function log: Function log',
    'a: Function log: Result',
    '✓ a (1 ms): Function log',
    '✓ a (1 ms): Result',
  ]);
});

test.for<[text: string, ...results: CaseResult[]]>([
  ['1 of 1 case passed', resultOfCase([attempt()])],
  ['2 of 2 cases passed', resultOfCase([attempt()]), resultOfCase([attempt()])],
  ['0 of 1 case passed, 1 failed', resultOfCase([FAILED])],
  ['1 of 1 case passed, 1 only warned', resultOfCase([FAILED], { blocking: false })],
  [
    '2 of 6 cases passed, 1 failed, 1 only warned, 1 skipped, 2 not run',
    resultOfCase([attempt()]),
    resultOfCase([attempt({}, { failures: [EXPECTATION_FAILED], verdict: 'failed' })]),
    resultOfCase([FAILED], { blocking: false }),
    unsentCase(caseOf({ skip: true })),
    unsentCase(caseOf()),
    unsentCase(caseOf()),
  ],
])('%s', ([text, ...results]) => {
  expect(countCases(results)).toBe(text);
});

test.for<[outcome: string, gap: string, result: CaseResult]>([
  ['passed', '', resultOfCase([attempt()])],
  ['was skipped', '', unsentCase(caseOf({ skip: true }))],
  ['failed', '\n', resultOfCase([FAILED])],
  ['warned', '\n', resultOfCase([FAILED], { blocking: false })],
])('the count of a case that %s', ([, gap, result]) => {
  reportCount(new StepLog(false), [result]);
  expect(written).toBe(`${gap}${countCases([result])}\n`);
});
