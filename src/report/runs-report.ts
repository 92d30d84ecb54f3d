import type { Attempt } from '../gate/attempt';
import { MEASURES, STATISTICS } from '../gate/figures';
import type { JudgedRuns, RunTally } from '../gate/runs';
import type { Log } from '../runner/step-log';
import { counted } from '../text';
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

/** Prints a table of the figures over all runs, and the expectations. */
export function reportRuns(
  log: Log,
  { figures, expectations }: JudgedRuns,
  showResult: boolean,
): void {
  for (const line of [countRuns(figures), ...tableLines(figures)]) log.line(line);
  reportExpectations(log, expectations, showResult);
}

/** How many runs there were, e.g. `100 runs, 1 with an error (1 %), on 12 instances`. */
export function countRuns({ count, errors, errorRate, instances }: JudgedRuns['figures']): string {
  const share = errors === 0 ? '' : ` (${figureText((errorRate ?? 0) * 100)} %)`;
  return `${counted(count, 'run')}, ${errors} with an error${share}, on ${counted(instances, 'instance')}`;
}

/** A figure for people; one that is not known is a dash. */
export function figureText(value: number | null): string {
  return value === null ? '–' : String(Number(value.toFixed(2)));
}

/** What was measured. */
export function measuredIn(figures: JudgedRuns['figures']) {
  return MEASURES.filter((measure) => figures[measure].max !== null);
}

/** Columns of a width each, since a log is shown in a font that has only one. */
function tableLines(figures: JudgedRuns['figures']): readonly string[] {
  const measured = measuredIn(figures);
  if (measured.length === 0) return [];
  const columns = [
    ['figure', ...measured],
    ...STATISTICS.map((name) => [name, ...measured.map((each) => figureText(figures[each][name]))]),
  ];
  const widths = columns.map((cells) => Math.max(...cells.map(({ length }) => length)));
  return ['figure', ...measured].map((_, row) =>
    columns
      .map((cells, column) => {
        const [cell = '', width = 0] = [cells[row], widths[column]];
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  '),
  );
}
