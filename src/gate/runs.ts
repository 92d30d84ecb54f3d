import { causesFirst, type Failure } from '../failure';
import type { Invocation } from '../function-compute/invocation';
import type { JsonObject } from '../json';
import { type Attempt, expectationFailure, type Gate, judged } from './attempt';
import { evaluateExpectations } from './expectation';
import type { ExpectationOutcome } from './expectation-outcome';
import { type Figures, figuresOf, type RunRecord } from './figures';
import type { Verdict } from './verdict';

/** A run whose response took long, for who looks for it in FC's log. */
export interface SlowRun {
  readonly requestId: string;
  /** FC's own duration, or the latency where FC gave none. */
  readonly milliseconds: number;
}

/** How many runs have ended so far. */
export interface RunTally {
  readonly ended: number;
  readonly failed: number;
  /** Whether the last of them is one of those that failed. */
  readonly hasFailed: boolean;
}

/** All runs of a repeated case, judged together. */
export interface JudgedRuns {
  readonly figures: Figures;
  /** Runs that did not pass what is asked of each. */
  readonly failed: number;
  /** The run that the outputs are of. */
  readonly told: Attempt | undefined;
  /** Of the expectations on `runs`. */
  readonly expectations: readonly ExpectationOutcome[];
  readonly failures: readonly Failure[];
  readonly verdict: Verdict;
  /** The slowest first. */
  readonly slowest: readonly SlowRun[];
  /** Runs whose request was, or may have been, delivered. */
  readonly sent: number;
}

const MAX_SLOWEST = 5;

/**
 * Judges runs as they end, and in the end all of them together. Of the runs only what is told later
 * is kept, whatever their number.
 */
export class Runs {
  readonly #records: RunRecord[] = [];
  #slowest: readonly SlowRun[] = [];
  #failed = 0;
  #warned = 0;
  #sent = 0;
  #told: { readonly run: Attempt; readonly rank: number } | undefined;

  constructor(private readonly gate: Gate) {}

  /** A run that has ended; expectations on `runs` do not judge it. */
  judge(number: number, invocation: Invocation): Attempt {
    // Where the number of errors is judged, a run with one has nothing else to meet.
    const isOnlyCounted = this.#countsErrors() && invocation.failure !== undefined;
    const expectations = isOnlyCounted ? [] : this.gate.expectations.filter(({ runs }) => !runs);
    return judged({ failOn: this.gate.failOn, expectations }, number, invocation);
  }

  /** The counts as they are when a judged run is added. */
  tallyWith(run: Attempt): RunTally {
    const hasFailed = this.#hasFailed(run);
    return {
      ended: this.#records.length + 1,
      failed: this.#failed + (hasFailed ? 1 : 0),
      hasFailed,
    };
  }

  /** Counts a judged run; what it returned is removed unless it is the one that is told. */
  add(run: Attempt): void {
    const { invocation, verdict, failures } = run;
    const { metadata, failure, wasSent } = invocation;
    this.#records.push({
      hasError: failure !== undefined,
      instanceId: metadata.instanceId,
      durationMs: metadata.durationMs,
      latencyMs: metadata.latencyMs,
      memoryUsedMb: metadata.memoryUsedMb,
    });
    if (wasSent === true) this.#sent++;
    this.#addSlow(metadata);
    const hasFailed = this.#hasFailed(run);
    if (hasFailed) this.#failed++;
    if (verdict === 'passed-with-warning') this.#warned++;
    this.#tell(run, hasFailed ? 0 : failures.length > 0 ? 1 : 2);
  }

  /** All runs that have ended, judged together. */
  end(): JudgedRuns {
    const figures = figuresOf(this.#records);
    const expectations = evaluateExpectations(
      this.gate.expectations.filter(({ runs }) => runs),
      { runs: asJson(figures) },
    );
    const isWithoutFigures = figures.errors === figures.count;
    const failedExpectations = expectationFailure(expectations);
    const failures = [this.#runsFailure(), failedExpectations].filter((each) => each !== undefined);
    const hasFailed = this.#failed > 0 || isWithoutFigures || failedExpectations !== undefined;
    return {
      figures,
      failed: this.#failed,
      told: this.#told?.run,
      expectations,
      failures: causesFirst(failures),
      verdict: hasFailed ? 'failed' : this.#warned > 0 ? 'passed-with-warning' : 'passed',
      slowest: this.#slowest,
      sent: this.#sent,
    };
  }

  /** Whether an expectation judges how many runs may have an error. */
  #countsErrors(): boolean {
    return this.gate.expectations.some(({ runs }) => runs?.has('errors') || runs?.has('errorRate'));
  }

  /** A run of which only its error is wrong is not failed where the number of errors is judged. */
  #hasFailed({ verdict, failures, invocation }: Attempt): boolean {
    if (verdict !== 'failed') return false;
    return !this.#countsErrors() || failures.some((failure) => failure !== invocation.failure);
  }

  /** The first that failed is told, else the first that was excused, else the last. */
  #tell(run: Attempt, rank: number): void {
    const told = this.#told;
    const isBetter =
      told === undefined ||
      rank < told.rank ||
      (rank === told.rank && run.number < told.run.number === rank < 2);
    const forgotten = isBetter ? told?.run : run;
    forgotten?.invocation.result?.discard();
    if (isBetter) this.#told = { run, rank };
  }

  #addSlow({ requestId, durationMs, latencyMs }: Invocation['metadata']): void {
    const milliseconds = durationMs ?? latencyMs;
    if (requestId === undefined || milliseconds === undefined) return;
    this.#slowest = [...this.#slowest, { requestId, milliseconds }]
      .sort((one, other) => other.milliseconds - one.milliseconds)
      .slice(0, MAX_SLOWEST);
  }

  #runsFailure(): Failure | undefined {
    const cause = this.#told?.run.failures[0];
    if (cause === undefined) return undefined;
    const errors = this.#records.filter(({ hasError }) => hasError).length;
    const what =
      this.#failed > 0
        ? `${this.#failed} of ${this.#records.length} runs failed`
        : `${errors} of ${this.#records.length} runs had an error`;
    return {
      kind: 'runs',
      type: cause.type,
      summary: `${what}, the first`,
      cause,
    };
  }
}

/** As expectations and the output see them. */
export function asJson(figures: Figures): JsonObject {
  return { ...figures };
}
