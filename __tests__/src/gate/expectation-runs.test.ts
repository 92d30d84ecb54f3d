/** Expectations on `runs`, which are judged once, over all runs. */
import { describe, expect, test } from 'vitest';
import { evaluateExpectations, parseExpectations } from '../../../src/gate/expectation';
import { COUNTS, figuresOf, MEASURES, STATISTICS } from '../../../src/gate/figures';
import { problemsOf } from './expectation-problems';

const BARE =
  '`runs` needs a figure after it, as in `runs.count`: count, errors, errorRate, instances, durationMs, latencyMs, memoryUsedMb';
const STATISTICS_OF = 'there are min, mean, p50, p90, p95, p99, max';
const ONCE = 'an expectation on `runs` is judged once, over all runs, so it cannot also use';

describe('a typo under `runs` is an input error', () => {
  test.each([
    [
      'runs.lenght > `1`',
      6,
      '`lenght` is not a figure of `runs`; there are count, errors, errorRate, instances, durationMs, latencyMs, memoryUsedMb',
    ],
    ['runs.error == `0`', 6, '`error` is not a figure of `runs`; did you mean `errors`?'],
    [
      'runs.errorrate == `0`',
      6,
      '`errorrate` is not a figure of `runs`; did you mean `errorRate`?',
    ],
    [
      'runs."error-rate" == `0`',
      6,
      '`error-rate` is not a figure of `runs`; did you mean `errorRate`?',
    ],
    [
      '@.runs.duration.p95 < `1`',
      8,
      '`duration` is not a figure of `runs`; did you mean `durationMs`?',
    ],
    ['runs.p95 < `800`', 6, '`p95` is not a figure of `runs`; did you mean `durationMs.p95`?'],
    [
      'runs.durationMs.p96 < `1`',
      17,
      `\`p96\` is not a figure of \`runs.durationMs\`; ${STATISTICS_OF}`,
    ],
    [
      'runs.latencyMs.avg < `1`',
      16,
      `\`avg\` is not a figure of \`runs.latencyMs\`; ${STATISTICS_OF}`,
    ],
    [
      'runs.memoryUsedMb.p999 < `1`',
      19,
      '`p999` is not a figure of `runs.memoryUsedMb`; did you mean `p99`?',
    ],
    [
      'runs.durationMs.[p50, p00]',
      23,
      `\`p00\` is not a figure of \`runs.durationMs\`; ${STATISTICS_OF}`,
    ],
    [
      'runs.durationMs | p00',
      19,
      `\`p00\` is not a figure of \`runs.durationMs\`; ${STATISTICS_OF}`,
    ],
    ['run.count > `1`', 1, '`run` is not a name that expectations can use; did you mean `runs`?'],
    [
      'instances == `1`',
      1,
      '`instances` is not a name that expectations can use; did you mean `runs.instances`?',
    ],
    // Types
    [
      "runs.errorRate == '0'",
      1,
      '`runs.errorRate` is a number, but is compared with a string; write numbers in backticks: `0`',
    ],
    [
      "@.runs.durationMs.p50 < '9'",
      1,
      '`runs.durationMs.p50` is a number, but is compared with a string; write numbers in backticks: `9`',
    ],
    [
      "'9' > runs.durationMs.max",
      7,
      '`runs.durationMs.max` is a number, but is compared with a string; write numbers in backticks: `9`',
    ],
    [
      'runs.durationMs != `800`',
      1,
      `\`runs.durationMs\` is an object; compare one of ${STATISTICS_OF.slice(10)}`,
    ],
    [
      'runs.latencyMs.p50 > runs.durationMs',
      22,
      `\`runs.durationMs\` is an object; compare one of ${STATISTICS_OF.slice(10)}`,
    ],
    // No figure after it
    ['runs', 1, BARE],
    ['!runs', 2, BARE],
    ['@.runs != `1`', 1, BARE],
    ['length(keys(runs)) == `7`', 13, BARE],
    ['runs.*', 1, BARE],
    ['runs.[errors]', 1, BARE],
    ['runs.{e: errors}', 1, BARE],
    ['runs | errors == `0`', 1, BARE],
    ['runs | @', 1, BARE],
    ['runs[0] == `1`', 1, BARE],
    ['runs[?errors]', 1, BARE],
    ['runs[]', 1, BARE],
    ['runs || `true`', 1, BARE],
    // Other names beside it
    ['runs.count == `100` && statusCode == `200`', 24, `${ONCE} \`statusCode\` of a single run`],
    ['result.ok && logs && runs.errors == `0`', 1, `${ONCE} \`result\` of a single run`],
    ['runs.durationMs.p50 < durationMs', 23, `${ONCE} \`durationMs\` of a single run`],
    ['runs.count == length(@)', 22, `${ONCE} the root as a whole of a single run`],
    // Too few runs
    [
      'runs.durationMs.p99 < `800`',
      17,
      '`runs.durationMs.p99` needs at least 100 runs, but `repeat` is 99',
    ],
    [
      'max([runs.latencyMs.p99, runs.latencyMs.p50]) < `1`',
      21,
      '`runs.latencyMs.p99` needs at least 100 runs, but `repeat` is 99',
    ],
    [
      'runs.memoryUsedMb | p99 < `1`',
      21,
      '`runs.memoryUsedMb.p99` needs at least 100 runs, but `repeat` is 99',
    ],
  ])('%s', (text, column, message) => {
    expect(problemsOf(text, [], 99)).toEqual([`1, column ${column}: ${message}`]);
  });

  test('and all of them are told', () => {
    expect(
      problemsOf(
        "runs.error == '1' && result || runs.durationMs.p99 < `1`\n  runs.latencyMs.p95 > `1`",
        [],
        10,
      ),
    ).toEqual([
      '1, column 6: `error` is not a figure of `runs`; did you mean `errors`?',
      `1, column 22: ${ONCE} \`result\` of a single run`,
      '1, column 48: `runs.durationMs.p99` needs at least 100 runs, but `repeat` is 10',
      '2, column 18: `runs.latencyMs.p95` needs at least 20 runs, but `repeat` is 10',
    ]);
  });

  test.each([
    ['p90', 9, 10],
    ['p95', 19, 20],
    ['p99', 99, 100],
  ])('%s with %i runs, but not with %i', (percentile, tooFew, enough) => {
    const text = `runs.latencyMs.${percentile} < \`800\``;
    const problem = `1, column 16: \`runs.latencyMs.${percentile}\` needs at least ${enough} runs, but \`repeat\` is ${tooFew}`;
    expect(problemsOf(text, [], tooFew)).toEqual([problem]);
    expect(problemsOf(text, [], enough)).toEqual([]);
  });

  test.each(['runs.count > `1`', 'runs', '@.runs.durationMs.p96', 'runs.count == statusCode'])(
    'without `repeat` above 1, so is all of it: %s',
    (text) => {
      const [problem, ...others] = problemsOf(text, [], 1);
      expect(problem).toContain('`runs` can only be used with `repeat` above 1');
      expect(others).toEqual([]);
    },
  );
});

describe('an expectation tells which figures it uses', () => {
  test.each([
    ['runs.errorRate < `0.01`', ['errorRate']],
    ['@.runs.errors == `0` || runs.count > `5`', ['errors', 'count']],
    ['runs.durationMs.p95 < `800`', ['durationMs', 'durationMs.p95']],
    ['runs.durationMs.[p50, max] | [0] < `5`', ['durationMs', 'durationMs.p50', 'durationMs.max']],
    ['sum(values(runs.latencyMs)) > `0`', ['latencyMs']],
    ['runs.instances == `null`', ['instances']],
  ])('%s', (text, figures) => {
    const [expectation] = parseExpectations(text, [], 20);
    expect([...(expectation?.runs ?? [])]).toEqual(figures);
    expect([...(expectation?.names ?? [])]).toEqual(['runs']);
  });

  test.each(['statusCode == `200`', 'result.runs.p96 == `1`', 'result.items[?runs.x]', '`true`'])(
    'or that it is judged on each run: %s',
    (text) => {
      const [expectation] = parseExpectations(text, [], 20);
      expect(expectation?.runs).toBeUndefined();
      expect(expectation?.names.has('runs')).toBe(false);
    },
  );

  test.each(['@', 'values(@)', '*'])('the root as a whole is that of one run: %s', (text) => {
    const [expectation] = parseExpectations(text, [], 20);
    expect(expectation?.runs).toBeUndefined();
    expect(expectation?.names.has('runs')).toBe(false);
    expect(expectation?.names.has('codeChecksum')).toBe(true);
  });
});

/** Every figure, by its path under `runs`. */
const PATHS = [
  ...COUNTS,
  ...MEASURES.flatMap((each) => STATISTICS.map((name) => `${each}.${name}`)),
];

test.each(PATHS)('%s with any letter left out is an input error', (path) => {
  for (let index = 0; index < path.length; index++) {
    const text = `!(runs.${path.slice(0, index)}${path.slice(index + 1)} > \`1\`)`;
    expect([text, problemsOf(text, [], 1000).length]).toEqual([text, 1]);
  }
});

test('every figure is seen under its name', () => {
  const record = { hasError: false, instanceId: 'c', durationMs: 1, latencyMs: 2, memoryUsedMb: 3 };
  const runs = figuresOf(Array.from({ length: 100 }, () => record));
  const text = PATHS.map((path) => `type(runs.${path}) == 'number'`).join('\n');
  const outcomes = evaluateExpectations(parseExpectations(text, [], 100), { runs });
  expect(outcomes.filter(({ passed }) => !passed)).toEqual([]);
  expect(outcomes).toHaveLength(25);
});

test('a percentile that too few figures can tell never passes', () => {
  const runs = figuresOf([{ hasError: false, durationMs: 1 }]);
  const text = 'runs.durationMs.p90 < `800`\n!(runs.durationMs.p90 > `800`)';
  const outcomes = evaluateExpectations(parseExpectations(text, [], 10), { runs });
  expect(outcomes.map(({ passed }) => passed)).toEqual([false, false]);
});
