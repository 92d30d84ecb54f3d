import type { Against } from '../gate/baseline';
import type { Places } from '../gate/differences';
import { STATISTICS } from '../gate/figures';
import type { JudgedRuns } from '../gate/runs';
import { countRuns, figureText, measuredIn } from './runs-report';
import { code, details, type Html, html, NOTHING, prose, table } from './summary-html';

const MAX_TABLE_BYTES = 64 * 1024;
/** It explains what does not count. */
const MAX_NOISE_BYTES = 16 * 1024;
const MAX_VALUE_LENGTH = 500;

/** Where a result differs from that of the baseline, and where the baseline differs from itself. */
export function differencesPart(against: Against | undefined, showResult: boolean): Html {
  if (against === undefined || 'failure' in against) return NOTHING;
  const { qualifier, comparison } = against;
  const { differences, noise } = comparison;
  const count =
    differences.count === 0
      ? html`<p>Equals the baseline ${code(qualifier)}.</p>\n`
      : html`<p>Differs from the baseline ${code(qualifier)}:</p>\n${placesTable(differences, showResult, MAX_TABLE_BYTES)}`;
  if (noise.count === 0) return count;
  const title = html`Not counted, since the baseline differs from itself there: ${prose(String(noise.count), 20)}`;
  return html`${count}${details(title, placesTable(noise, showResult, MAX_NOISE_BYTES))}\n`;
}

function placesTable({ count, first }: Places, showResult: boolean, maxBytes: number): Html {
  const rows = first.map(({ path, candidate, baseline, mayShowResult }) => {
    const isHidden = mayShowResult && !showResult;
    const cell = (value: string) => (isHidden ? html`not shown` : code(value, MAX_VALUE_LENGTH));
    return [code(path), cell(candidate), cell(baseline)];
  });
  const more =
    count > first.length ? html`<p>${prose(String(count), 20)} places in all.</p>\n` : NOTHING;
  return html`${table([html`Place`, html`Result`, html`Baseline`], rows, maxBytes)}${more}`;
}

/** The figures over all runs, and the requests to look for in FC's log. */
export function runsPart({ figures, slowest }: JudgedRuns): Html {
  const line = html`<p>${prose(countRuns(figures), 200)}</p>\n`;
  const rows = measuredIn(figures).map((measure) => [
    code(measure),
    ...STATISTICS.map((name) => prose(figureText(figures[measure][name]), 20)),
  ]);
  const heads = [html`Figure`, ...STATISTICS.map((name) => prose(name, 20))];
  const statistics = rows.length === 0 ? NOTHING : table(heads, rows, MAX_TABLE_BYTES);
  return html`${line}${statistics}${slowestTable(slowest)}`;
}

function slowestTable(slowest: JudgedRuns['slowest']): Html {
  if (slowest.length === 0) return NOTHING;
  const rows = slowest.map(({ requestId, milliseconds }) => [
    code(requestId),
    prose(`${milliseconds} ms`, 50),
  ]);
  return table([html`Slowest requests`, html`Duration`], rows, MAX_TABLE_BYTES);
}
