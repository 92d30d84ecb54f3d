import type { Attempt } from '../gate/attempt';
import { MEASURES, STATISTICS, type Statistics } from '../gate/figures';
import type { JudgedRuns, RunTally } from '../gate/runs';
import type { Log } from '../runner/step-log';
import { reportExpectations, reportOutput } from './report';

/** More would say the same again. */
const MAX_SHOWN_RUNS = 3;

/** So many lines tell how far the runs have come. */
const PROGRESS_LINES = 10;

/** Prints a failed run as long as few were, and now and then how far the runs have come. */
export function reportRun(
  log: Log,
  { number, invocation }: Attempt,
  { ended, failed, hasFailed, of }: RunTally & { readonly of: number },
  showResult: boolean,
): void {
  if (hasFailed && failed <= MAX_SHOWN_RUNS) {
    reportOutput(log, invocation, `Run ${number} of ${of}, failed`, showResult);
  }
  const reached = (runs: number) => Math.floor((runs * PROGRESS_LINES) / of);
  if (reached(ended) > reached(ended - 1)) log.line(`${ended} of ${of} runs, ${failed} failed`);
}

/** Prints the figures over all runs, a line each, and the expectations on them. */
export function reportRuns(
  log: Log,
  { figures, expectations }: JudgedRuns,
  showResult: boolean,
): void {
  for (const [name, text] of figureLines(figures)) log.line(`${name}: ${text}`);
  reportExpectations(log, expectations, showResult);
}

/** The figures for people: how many there were, and a line for each measure that was taken. */
export function figureLines(
  figures: JudgedRuns['figures'],
): readonly (readonly [string, string])[] {
  const { count, errors, instances } = figures;
  const share = count === 0 ? '' : ` (${rounded((errors / count) * 100)} %)`;
  const measured = MEASURES.filter((measure) => figures[measure].max !== null);
  return [
    ['runs', `${count}, ${errors} with an error${share}, on ${instances} instances`],
    ...measured.map((measure) => [measure, statisticsText(figures[measure])] as const),
  ];
}

function statisticsText(statistics: Statistics): string {
  const known = STATISTICS.filter((name) => statistics[name] !== null);
  return known.map((name) => `${name} ${rounded(statistics[name] ?? 0)}`).join(', ');
}

/** A mean may have many digits. */
function rounded(value: number): number {
  return Number(value.toFixed(2));
}
