import { recordFrom } from '../function-compute/resources';

/** A record of a function's log, as far as this action reads it. */
export interface LogRecord {
  /** Unix time, and its part beyond the second; 0 if the record tells the second only. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly instanceId: string | undefined;
  /** What was written, without the line break at its end; a record may hold several lines. */
  readonly lines: readonly string[];
  /** UTF-8 bytes of the lines, with a line break each. */
  readonly bytes: number;
}

/**
 * Reads a record from a response to GetLogs: `__time__` in seconds, `__time_ns_part__` if there is
 * one, `message`, `instanceID`. One without a message has no lines.
 *
 * @throws TypeError if it does not tell its time
 */
export function logRecordFrom(value: unknown): LogRecord {
  const { message, instanceID, __time__, __time_ns_part__ = 0 } = recordFrom(value);
  // Copied: a part of the response's text would keep all of it in memory.
  const text = typeof message === 'string' ? Buffer.from(message.replace(/\n$/, '')) : undefined;
  return {
    seconds: integerFrom(__time__),
    nanoseconds: integerFrom(__time_ns_part__),
    instanceId: typeof instanceID === 'string' ? instanceID : undefined,
    lines: text?.toString().split('\n') ?? [],
    bytes: text === undefined ? 0 : text.length + 1,
  };
}

function integerFrom(value: unknown): number {
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  throw new TypeError('a record does not tell its time');
}

const NANOSECONDS_OF_MILLISECOND = 1_000_000;

/**
 * Records by time, those of the same time in the order in which Log Service returned them.
 *
 * Whoever writes to Log Service may write a record twice. Of two that are equal to the nanosecond,
 * the second is left out, but only if their clock is finer than a millisecond: within one, or within
 * a second, a function may well write the same line again.
 */
export function inOrder(records: readonly LogRecord[]): LogRecord[] {
  const sorted = records.toSorted((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds);
  return sorted.filter((record, index) => {
    if (record.nanoseconds % NANOSECONDS_OF_MILLISECOND === 0) return true;
    for (let at = index - 1; at >= 0; at--) {
      const earlier = sorted[at];
      if (earlier === undefined || !isSameTime(earlier, record)) return true;
      if (earlier.lines.join('\n') === record.lines.join('\n')) return false;
    }
    return true;
  });
}

function isSameTime(a: LogRecord, b: LogRecord): boolean {
  return a.seconds === b.seconds && a.nanoseconds === b.nanoseconds;
}
