import { type LogRecord, linesOf } from './log-record';

/** A line by which FC says that it begins or ends a part of an invocation. */
interface Mark {
  readonly requestId: string;
  /** `Invoke`; `Initialize` before the first event of an instance, and hooks such as `PreStop`. */
  readonly phase: string;
  /** It begins the part, otherwise it ends it. */
  readonly isStart: boolean;
  readonly hasError: boolean;
}

/** Anchored and bounded, so that of a long line only the beginning is looked at. */
const MARK = /^FC (\w{1,32}) (Start|End) RequestId: ([\w-]{1,128})(, Error: )?/;

function markIn(line: string): Mark | undefined {
  const match = MARK.exec(line);
  if (match === null) return undefined;
  const [, phase = '', edge, requestId = '', error] = match;
  return { requestId, phase, isStart: edge === 'Start', hasError: error !== undefined };
}

function begins(mark: Mark | undefined, requestId: string): boolean {
  return mark?.isStart === true && mark.requestId === requestId;
}

/** Whether nothing of the invocation follows: an initialization ends it only if it failed. */
function ends(mark: Mark | undefined, requestId: string): boolean {
  if (mark === undefined || mark.isStart || mark.requestId !== requestId) return false;
  return mark.phase === 'Invoke' || (mark.phase === 'Initialize' && mark.hasError);
}

/**
 * The lines of a log tail that is the whole log, since it holds the first and the last line of the
 * request; `undefined` of any other.
 */
export function linesOfWholeTail(tail: string, requestId: string): readonly string[] | undefined {
  const lines = tail.replace(/\n$/, '').split('\n');
  const isWhole =
    begins(markIn(lines[0] ?? ''), requestId) &&
    lines.some((line) => ends(markIn(line), requestId));
  return isWhole ? lines : undefined;
}

/** Where an invocation lies in the log of its function. */
export interface Whereabouts {
  readonly instanceId: string | undefined;
  /** The time of its first line, in Unix seconds; `undefined` if that was not found. */
  readonly from: number | undefined;
  /** The time of its last line. */
  readonly to: number | undefined;
}

/** @param records those with FC's own lines about it, in order */
export function whereaboutsOf(requestId: string, records: readonly LogRecord[]): Whereabouts {
  const has = (record: LogRecord, is: typeof begins) =>
    linesOf(record).some((line) => is(markIn(line), requestId));
  const starts = records.filter((record) => has(record, begins));
  const start = starts.find(({ instanceId }) => instanceId !== undefined) ?? starts[0];
  if (start === undefined) return { instanceId: undefined, from: undefined, to: undefined };
  const end = records
    .slice(records.indexOf(start))
    .findLast((record) => record.instanceId === start.instanceId && has(record, ends));
  return { instanceId: start.instanceId, from: start.seconds, to: end?.seconds };
}

/** The lines of an invocation, from the one that begins it to the one that ends it. */
export interface InvocationLines {
  readonly lines: readonly string[];
  /** How many of them name another request, which the instance served at the same time. */
  readonly foreignLines: number;
}

/**
 * Cuts an invocation's lines out of its instance's; `undefined` without its first or last one. A
 * function can write a line like FC's last one, so the last of them counts: before the instance
 * begins with another request, once there was one.
 *
 * @param records of one instance, in order
 */
export function invocationLines(
  requestId: string,
  records: readonly LogRecord[],
): InvocationLines | undefined {
  const written = records.flatMap(linesOf);
  const start = written.findIndex((line) => begins(markIn(line), requestId));
  if (start < 0) return undefined;
  const lines = written.slice(start);
  const others = new Set<string>();
  let end: number | undefined;
  for (const [at, line] of lines.entries()) {
    const mark = markIn(line);
    if (mark !== undefined && mark.requestId !== requestId) {
      if (end !== undefined && mark.isStart) break;
      others.add(mark.requestId);
    }
    if (ends(mark, requestId)) end = at;
  }
  if (end === undefined) return undefined;
  const own = lines.slice(0, end + 1);
  const isForeign = (line: string) => {
    const named = requestNamedIn(line) ?? requestId;
    return named !== requestId && (others.has(named) || REQUEST_ID.test(named));
  };
  return { lines: own, foreignLines: own.filter(isForeign).length };
}

/** As FC 3.0 writes them. */
const REQUEST_ID = /^1-[\da-f]{8}-[\da-f]{8}-[\da-f]{12}$/;

/** As FC's runtimes begin a line: `2023-09-21T09:38:21.265Z 1-650c… [INFO] text`. */
const LOGGER = /^\d{4}-\d\d-\d\d[T ][\d:.,]{8,20}Z? ([\w-]{1,128}) \[/;

function requestNamedIn(line: string): string | undefined {
  return markIn(line)?.requestId ?? LOGGER.exec(line)?.[1];
}
