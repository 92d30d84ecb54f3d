import { causesFirst, type Failure } from '../failure';
import type { Invocation } from '../function-compute/invocation';
import { type Attempt, expectationFailure, type Gate, judged } from './attempt';
import { evaluateExpectations } from './expectation';
import type { Expectation, ExpectationOutcome } from './expectation-outcome';
import { type Figures, figuresOf, type RunRecord } from './figures';
import { endsStep, type Verdict } from './verdict';

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
  /** Those on `runs`, and of the others that of the first run which failed it, else of the last. */
  readonly expectations: readonly ExpectationOutcome[];
  readonly failures: readonly Failure[];
  readonly verdict: Verdict;
  /** The slowest first. */
  readonly slowest: readonly SlowRun[];
  /** Runs whose request was, or may have been, delivered. */
  readonly sent: number;
}

const MAX_SLOWEST = 5;

/** What one run of many tells. */
interface Ranked<T> {
  readonly told: T;
  /** That of the run, from 1. */
  readonly number: number;
  readonly rank: 'failed' | 'excused' | 'passed';
}

const RANKS = ['failed', 'excused', 'passed'] as const;

/** Begins with what is told: the first that failed, else the first that was excused, else the last. */
function inOrder<T>(run: Ranked<T>, known: Ranked<T> | undefined): Ranked<T>[] {
  return [run].concat(known ?? []).sort((one, other) => {
    const later = one.number - other.number;
    const worse = RANKS.indexOf(one.rank) - RANKS.indexOf(other.rank);
    return worse || (one.rank === 'passed' ? -later : later);
  });
}

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
  #told: Ranked<Attempt> | undefined;
  #end: Failure | undefined;
  readonly #outcomes = new Map<Expectation, Ranked<ExpectationOutcome>>();

  constructor(private readonly gate: Gate) {}

  /** A run that has ended; expectations on `runs` do not judge it. */
  judge(number: number, invocation: Invocation): Attempt {
    // Where the number of errors is judged, a run with one has nothing else to meet.
    const isOnlyCounted = this.#countsErrors() && invocation.failure !== undefined;
    const expectations = isOnlyCounted ? [] : this.gate.expectations.filter(({ runs }) => !runs);
    return judged({ failOn: this.gate.failOn, expectations }, number, { invocation });
  }

  /** The run that the outputs are of: the first that failed, else the first with an error, else the last. */
  get told(): Attempt | undefined {
    return this.#told?.told;
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
    const { invocation, verdict, failures, expectations, number } = run;
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
    for (const outcome of expectations) this.#addOutcome(number, outcome);
    this.#end ??= failures.find(endsStep);
    const hasFailed = this.#hasFailed(run);
    if (hasFailed) this.#failed++;
    if (verdict === 'passed-with-warning') this.#warned++;
    const rank = hasFailed ? 'failed' : failures.length > 0 ? 'excused' : 'passed';
    this.#tell({ told: run, number, rank });
  }

  /** All runs that have ended, judged together. */
  end(): JudgedRuns {
    const figures = figuresOf(this.#records);
    const onRuns = this.gate.expectations.filter(({ runs }) => runs);
    const outcomes = evaluateExpectations(onRuns, { runs: { ...figures } });
    const isWithoutFigures = figures.errors === figures.count;
    const failedExpectations = expectationFailure(outcomes);
    const failures = [this.#runsFailure(), failedExpectations].filter((each) => each !== undefined);
    const hasFailed = this.#failed > 0 || isWithoutFigures || failedExpectations !== undefined;
    return {
      figures,
      failed: this.#failed,
      expectations: this.gate.expectations.flatMap(
        (each) =>
          this.#outcomes.get(each)?.told ??
          outcomes.find(({ expectation }) => expectation === each) ??
          [],
      ),
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

  /**
   * A run of which only its error is wrong is not failed where the number of errors is judged, unless
   * that error ends the step.
   */
  #hasFailed({ verdict, failures, invocation: { failure } }: Attempt): boolean {
    if (verdict !== 'failed') return false;
    return !this.#countsErrors() || failures.some((each) => each !== failure || endsStep(each));
  }

  #addOutcome(number: number, outcome: ExpectationOutcome): void {
    const ranked = { told: outcome, number, rank: outcome.passed ? 'passed' : 'failed' } as const;
    const known = this.#outcomes.get(outcome.expectation);
    const [told = ranked] = inOrder<ExpectationOutcome>(ranked, known);
    this.#outcomes.set(outcome.expectation, told);
  }

  /** The result of a run that is not told is removed. */
  #tell(run: Ranked<Attempt>): void {
    const [told, forgotten] = inOrder(run, this.#told);
    forgotten?.told.invocation.result?.discard();
    this.#told = told;
  }

  #addSlow({ requestId, durationMs, latencyMs }: Invocation['metadata']): void {
    const milliseconds = durationMs ?? latencyMs;
    if (requestId === undefined || milliseconds === undefined) return;
    this.#slowest = [...this.#slowest, { requestId, milliseconds }]
      .sort((one, other) => other.milliseconds - one.milliseconds)
      .slice(0, MAX_SLOWEST);
  }

  #runsFailure(): Failure | undefined {
    const cause = this.told?.failures[0];
    if (cause === undefined) return undefined;
    const ended = this.#records.length;
    const errors = this.#records.filter(({ hasError }) => hasError).length;
    const what =
      this.#failed > 0
        ? `${this.#failed} of ${ended} runs failed`
        : `${errors} of ${ended} runs had an error`;
    return {
      kind: 'runs',
      type: cause.type,
      summary: `${what}${this.#endText(cause)} the first`,
      cause,
      end: this.#end,
    };
  }

  /** What ended the runs, unless it is the cause that is told. */
  #endText(cause: Failure): string {
    if (this.#end === undefined || endsStep(cause)) return ',';
    const isCancelled = this.#end.kind === 'cancelled';
    return isCancelled ? ', and the job was cancelled;' : `, and ${this.#end.type} ended them;`;
  }
}
