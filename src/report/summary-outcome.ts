import type { Invocation } from '../function-compute/invocation';
import { redacted, redactedPiece } from '../redaction';
import { type Result, START_LENGTH } from '../runner/result';
import { byteSize } from '../text';
import { block, code, details, type Html, html, NOTHING, prose, table } from './summary-html';
import { prettyJson } from './summary-json';

/** In UTF-16 code units. The whole result is in `result-file`. */
const MAX_RESULT_LENGTH = START_LENGTH;

/** FC gives 4 KB. */
const MAX_LOG_LENGTH = 16 * 1024;

/** There is one row of a few short cells. */
const MAX_METRICS_BYTES = 32 * 1024;

/** What is known of an invocation besides result and log. */
export function metricsTable({ statusCode, metadata }: Invocation): Html {
  const { requestId, durationMs, billedDurationMs, memoryUsedMb, memorySizeMb } = metadata;
  const { functionVersion, asyncTaskId, asyncTaskStatus } = metadata;
  const columns = [
    column(html`Request ID`, requestId),
    column(html`Async task ID`, asyncTaskId),
    column(html`Task status`, asyncTaskStatus),
    column(html`HTTP status`, statusCode),
    column(html`Duration`, durationMs, ' ms'),
    column(html`Billed duration`, billedDurationMs, ' ms'),
    column(
      html`Memory used`,
      memoryUsedMb,
      memorySizeMb === undefined ? ' MB' : ` of ${memorySizeMb} MB`,
    ),
    column(html`Version`, functionVersion),
  ].filter((each) => each !== undefined);
  if (columns.length === 0) return NOTHING;
  const heads = columns.map(({ head }) => head);
  return table(heads, [columns.map(({ value }) => value)], MAX_METRICS_BYTES);
}

function column(
  head: Html,
  value: string | number | undefined,
  unit = '',
): { head: Html; value: Html } | undefined {
  if (value === undefined) return undefined;
  const text = `${value}${unit}`;
  return { head, value: typeof value === 'number' ? prose(text, 50) : code(text) };
}

/** What the function returned, or what can be told of it. */
export function resultBlock(result: Result | undefined, showResult: boolean): Html {
  if (result === undefined) return NOTHING;
  const { start, bytes, sha256, isJson } = result;
  const size = sizeOf(bytes);
  if (!showResult) return html`<p>Result: ${size}, not shown.</p>\n`;
  if (bytes === 0) return html`<p>Result: empty.</p>\n`;
  if (start === undefined) {
    const hash = sha256 === undefined ? NOTHING : html`, SHA-256 ${code(sha256)}`;
    return html`<p>Result: ${size} that are not valid UTF-8${hash}.</p>\n`;
  }
  const isWhole = Buffer.byteLength(start) === bytes;
  if (!isWhole) {
    const title = html`Result (the first ${sizeOf(Buffer.byteLength(start))} of ${size})`;
    return foldedBlock(title, redactedPiece(start, 'end'));
  }
  const shown = redacted(start);
  const pretty = isJson ? prettyJson(shown, MAX_RESULT_LENGTH) : undefined;
  return pretty === undefined
    ? foldedBlock(html`Result (${size})`, shown)
    : foldedBlock(html`Result (JSON, ${size})`, pretty, true);
}

/** The stack of a function error, which people look for first. */
export function errorBlock(text: string | undefined): Html {
  return text === undefined ? NOTHING : html`${details(html`Error`, block(text), 'open')}\n`;
}

/** The end of the log, which is where a failure shows. FC has cut its start, and a secret with it. */
export function logBlock(logs: string | undefined): Html {
  if (logs === undefined || logs === '') return NOTHING;
  const shown = redactedPiece(logs, 'start');
  if (shown.length <= MAX_LOG_LENGTH) return foldedBlock(html`Function log`, shown);
  return foldedBlock(html`Function log (the end)`, shown.slice(-MAX_LOG_LENGTH));
}

function foldedBlock(title: Html, text: string, isJson = false): Html {
  return html`${details(title, block(text, isJson))}\n`;
}

function sizeOf(bytes: number): Html {
  return prose(byteSize(bytes), 50);
}
