import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresNeeded, figuresOf, type RunRecord, STATISTICS } from '../../../src/gate/figures';

/** Runs without error of these durations. */
function lasting(...durations: readonly number[]): RunRecord[] {
  return durations.map((durationMs) => ({ hasError: false, durationMs }));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

const NONE = { min: null, mean: null, p50: null, p90: null, p95: null, p99: null, max: null };

describe('counts', () => {
  const run = (hasError: boolean, instanceId?: string): RunRecord => ({ hasError, instanceId });

  test.each<[string, RunRecord[], object]>([
    ['no run', [], { count: 0, errors: 0, errorRate: null, instances: 0 }],
    ['one run', [run(false, 'c-1')], { count: 1, errors: 0, errorRate: 0, instances: 1 }],
    ['one error', [run(true)], { count: 1, errors: 1, errorRate: 1, instances: 0 }],
    [
      'one error of four on two instances',
      [run(false, 'c-1'), run(true, 'c-2'), run(false, 'c-1'), run(false)],
      { count: 4, errors: 1, errorRate: 0.25, instances: 2 },
    ],
  ])('%s', (_, runs, figures) => {
    expect(figuresOf(runs)).toMatchObject(figures);
  });
});

describe('what is measured', () => {
  test('is told of every measure for itself', () => {
    const figures = figuresOf([
      { hasError: false, durationMs: 20, latencyMs: 50, memoryUsedMb: 30.5 },
      { hasError: false, durationMs: 10, latencyMs: 40 },
      { hasError: false, latencyMs: 90 },
      { hasError: true, durationMs: 1, latencyMs: 1000, memoryUsedMb: 1 },
    ]);
    const none = { p90: null, p95: null, p99: null };
    expect(figures).toEqual({
      count: 4,
      errors: 1,
      errorRate: 0.25,
      instances: 0,
      durationMs: { min: 10, mean: 15, p50: 10, ...none, max: 20 },
      latencyMs: { min: 40, mean: 60, p50: 50, ...none, max: 90 },
      memoryUsedMb: { min: 30.5, mean: 30.5, p50: 30.5, ...none, max: 30.5 },
    });
  });

  test.each<[string, RunRecord[]]>([
    ['no run', []],
    ['no run without error', [{ hasError: true, durationMs: 5 }]],
    ['no run of which it is known', [{ hasError: false, latencyMs: 5 }]],
  ])('is null with %s', (_, runs) => {
    expect(figuresOf(runs).durationMs).toEqual(NONE);
  });

  test('is told in the order of the contract', () => {
    expect(Object.keys(figuresOf([]).durationMs)).toEqual(STATISTICS);
  });

  test('has a mean that rounding does not take out of its range', () => {
    const { min, mean, max } = figuresOf(lasting(0.1, 0.1, 0.1)).durationMs;
    expect([min, mean, max]).toEqual([0.1, 0.1, 0.1]);
    expect(figuresOf(lasting(0.7, 0.7, 0.7)).durationMs.mean).toBe(0.7);
  });
});

describe('a percentile is by nearest rank, and null with too few figures to tell it', () => {
  test.each([
    [1, { p50: 1, p90: null, p95: null, p99: null }],
    [2, { p50: 1, p90: null, p95: null, p99: null }],
    [3, { p50: 2, p90: null, p95: null, p99: null }],
    [9, { p50: 5, p90: null, p95: null, p99: null }],
    [10, { p50: 5, p90: 9, p95: null, p99: null }],
    [11, { p50: 6, p90: 10, p95: null, p99: null }],
    [19, { p50: 10, p90: 18, p95: null, p99: null }],
    [20, { p50: 10, p90: 18, p95: 19, p99: null }],
    [21, { p50: 11, p90: 19, p95: 20, p99: null }],
    [99, { p50: 50, p90: 90, p95: 95, p99: null }],
    [100, { p50: 50, p90: 90, p95: 95, p99: 99 }],
    [101, { p50: 51, p90: 91, p95: 96, p99: 100 }],
    [1000, { p50: 500, p90: 900, p95: 950, p99: 990 }],
  ])('of 1 to %i', (count, percentiles) => {
    expect(figuresOf(lasting(...upTo(count).reverse())).durationMs).toMatchObject(percentiles);
  });

  test.each([
    ['min', 1],
    ['p50', 1],
    ['p90', 10],
    ['p95', 20],
    ['p99', 100],
    ['max', 1],
  ])('%s takes %i', (statistic, count) => {
    expect(figuresNeeded(statistic)).toBe(count);
  });

  /** The definition, without a rank: the smallest value that at least p % of the values reach. */
  function byCounting(values: readonly number[], percent: number): number {
    const reached = (value: number) => values.filter((each) => each <= value).length;
    return Math.min(...values.filter((value) => reached(value) * 100 >= percent * values.length));
  }

  test('of any set, as counting finds it', () => {
    const values = fc.oneof(
      fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 250 }),
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 250 }),
    );
    fc.assert(
      fc.property(values, (durations) => {
        const { min, p50, p90, p95, p99, max } = figuresOf(lasting(...durations)).durationMs;
        expect([min, max]).toEqual([Math.min(...durations), Math.max(...durations)]);
        const enough = (count: number, percent: number) =>
          durations.length < count ? null : byCounting(durations, percent);
        expect({ p50, p90, p95, p99 }).toEqual({
          p50: byCounting(durations, 50),
          p90: enough(10, 90),
          p95: enough(20, 95),
          p99: enough(100, 99),
        });
      }),
      { numRuns: 300 },
    );
  });
});
