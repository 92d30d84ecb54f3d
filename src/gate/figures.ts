/** What the figures need of one run of the function. */
export interface RunRecord {
  /** Whether the run has an error type of its own; a failed expectation is not an error. */
  readonly hasError: boolean;
  readonly instanceId?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly latencyMs?: number | undefined;
  readonly memoryUsedMb?: number | undefined;
}

/** What is counted over all runs. */
export const COUNTS = ['count', 'errors', 'errorRate', 'instances'] as const;

/** What is measured in every run. */
export const MEASURES = ['durationMs', 'latencyMs', 'memoryUsedMb'] as const;

/** What is told of a measure. */
export const STATISTICS = ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const;

export type Statistic = (typeof STATISTICS)[number];

/** How many figures tell a percentile: with fewer, its nearest rank is that of the maximum. */
const FIGURES_NEEDED: ReadonlyMap<string, number> = new Map([
  ['p90', 10],
  ['p95', 20],
  ['p99', 100],
]);

/** In the unit of the measure; `null` where there are too few figures to tell it. */
export type Statistics = { readonly [name in Statistic]: number | null };

/** What `expect` sees as `runs`, and what the output of that name holds. */
export type Figures = {
  readonly count: number;
  /** Runs with an error type of their own. */
  readonly errors: number;
  /** 0 to 1; `null` without any run. */
  readonly errorRate: number | null;
  /** Distinct instance IDs, also of runs with errors. */
  readonly instances: number;
} & { readonly [name in (typeof MEASURES)[number]]: Statistics };

/** The number of figures that it takes to tell a statistic. */
export function figuresNeeded(statistic: string): number {
  return FIGURES_NEEDED.get(statistic) ?? 1;
}

/** The figures over all runs; what is measured counts where a run without error has it. */
export function figuresOf(runs: readonly RunRecord[]): Figures {
  const errors = runs.filter(({ hasError }) => hasError).length;
  const instanceIds = runs.map(({ instanceId }) => instanceId).filter((id) => id !== undefined);
  const statisticsOf = (measure: (typeof MEASURES)[number]): Statistics => {
    const values = runs.filter(({ hasError }) => !hasError).map((run) => run[measure]);
    return statistics(values.filter((value) => value !== undefined));
  };
  return {
    count: runs.length,
    errors,
    errorRate: runs.length === 0 ? null : errors / runs.length,
    instances: new Set(instanceIds).size,
    durationMs: statisticsOf('durationMs'),
    latencyMs: statisticsOf('latencyMs'),
    memoryUsedMb: statisticsOf('memoryUsedMb'),
  };
}

/** Percentiles are by nearest rank: the smallest value that at least that share does not exceed. */
function statistics(values: readonly number[]): Statistics {
  const sorted = [...values].sort((a, b) => a - b);
  const percentile = (percent: number) =>
    sorted.length < figuresNeeded(`p${percent}`)
      ? null
      : (sorted[nearestRank(percent, sorted.length) - 1] ?? null);
  return {
    min: sorted[0] ?? null,
    mean: mean(sorted),
    p50: percentile(50),
    p90: percentile(90),
    p95: percentile(95),
    p99: percentile(99),
    max: sorted.at(-1) ?? null,
  };
}

/**
 * ⌈p·n/100⌉, from 1. The product of two integers is exact and so is its division by 100 where there
 * is no remainder; `0.95 * n` would not be.
 */
function nearestRank(percent: number, count: number): number {
  return Math.ceil((percent * count) / 100);
}

/** Rounding must not make a mean of equal values another value than theirs. */
function mean(sorted: readonly number[]): number | null {
  const [min] = sorted;
  if (min === undefined) return null;
  const max = sorted.at(-1) ?? min;
  const sum = sorted.reduce((total, value) => total + value, 0);
  return Math.min(max, Math.max(min, sum / sorted.length));
}
