import { recordFrom } from '../function-compute/resources';

/** A record of a function's log, as far as this action reads it. */
export interface LogRecord {
  /** Unix time, and its part beyond the second; 0 if the record tells the second only. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly instanceId: string | undefined;
  /** One or several lines, without the line break at the end; `undefined` for none. */
  readonly text: string | undefined;
  readonly lineCount: number;
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
  const record = {
    seconds: integerFrom(__time__),
    nanoseconds: integerFrom(__time_ns_part__),
    instanceId: typeof instanceID === 'string' ? instanceID : undefined,
  };
  if (typeof message !== 'string') return { ...record, text: undefined, lineCount: 0, bytes: 0 };
  // Copied: a part of the response's text would keep all of it in memory.
  const bytes = Buffer.from(message.endsWith('\n') ? message.slice(0, -1) : message);
  const text = bytes.toString();
  return { ...record, text, lineCount: lineCountOf(text), bytes: bytes.length + 1 };
}

/** The lines of a record. */
export function linesOf({ text }: LogRecord): string[] {
  return text?.split('\n') ?? [];
}

/** Counted before anything is made of the lines: a text of line breaks has millions. */
function lineCountOf(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function integerFrom(value: unknown): number {
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  throw new TypeError('a record has no time');
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
  let time = '';
  let texts = new Set<LogRecord['text']>();
  return records
    .toSorted((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds)
    .filter(({ seconds, nanoseconds, text }) => {
      if (nanoseconds % NANOSECONDS_OF_MILLISECOND === 0) return true;
      const own = `${seconds}.${nanoseconds}`;
      if (own !== time) texts = new Set();
      time = own;
      const isFirst = !texts.has(text);
      texts.add(text);
      return isFirst;
    });
}
