import type { Clock } from '../clock';
import type { CallSettings } from '../function-compute/call';
import { withDeadline } from '../http/deadline';
import { getLogs, type LogSearch, type LogSource, MAX_PAGE_RECORDS, type Page } from './get-logs';
import { inOrder, type LogRecord } from './log-record';

const MAX_LINES = 100_000;
const MAX_MIB = 64;

/** A single request may take this long, with its retries. */
const REQUEST_TIMEOUT_SECONDS = 30;
const MAX_RETRIES = 3;

/** Retries of a page that Log Service did not search to the end, at most; as in Python's SDK. */
const MAX_REPEATS = 5;
const REPEAT_INTERVAL_MS = 500;

/** How many pages are requested at a time, once a log turns out to be long. */
const MAX_PARALLEL = 4;

export interface SearchSettings extends Omit<CallSettings, 'deadline' | 'maxRetries' | 'onResend'> {
  readonly clock: Clock;
  /** Ends the reading. */
  readonly stop: AbortSignal;
  /** Milliseconds until the reading must have ended, never negative. */
  readonly remainingMs: () => number;
}

/** What was found is not all that there is. */
export class IncompleteSearch extends Error {
  override readonly name = 'IncompleteSearch';

  constructor(
    message: string,
    /** Whether another search would end the same way. */
    readonly isFinal: boolean,
  ) {
    super(message);
  }
}

/** The time elapsed before everything was read. */
export class OutOfTime extends IncompleteSearch {}

/**
 * All records that a search finds, in order.
 *
 * Records that arrive meanwhile move those behind them to other pages. So each page begins with the
 * last record of the page before it; if it does not, pages may repeat a record or lack one, and the
 * search has failed. The end is a page that brings nothing more.
 *
 * @throws IncompleteSearch, and whatever {@link getLogs} throws
 */
export async function searchAll(
  source: LogSource,
  search: LogSearch,
  settings: SearchSettings,
): Promise<LogRecord[]> {
  const found = new FoundRecords();
  const read = (offset: number, own: SearchSettings) => completePage(source, search, offset, own);
  for (let parallel = 1; ; ) {
    const offsets = Array.from(
      { length: parallel },
      (_, index) => found.nextOffset + index * (MAX_PAGE_RECORDS - 1),
    );
    parallel = Math.min(2 * parallel, MAX_PARALLEL);
    for (const page of await together(offsets, read, settings)) {
      if (!found.add(page)) return inOrder(found.records);
      if (page.records.length < MAX_PAGE_RECORDS) {
        // Probably the last one; pages that were requested behind it begin too late.
        parallel = 1;
        break;
      }
    }
  }
}

/** The records of all pages so far, within the limits. */
export class FoundRecords {
  readonly records: LogRecord[] = [];
  #last: string | undefined;
  #lines = 0;
  #bytes = 0;

  get nextOffset(): number {
    return Math.max(0, this.records.length - 1);
  }

  /**
   * Adds the next page; says whether it brought anything.
   *
   * @throws IncompleteSearch
   */
  add({ records, first, last }: Page): boolean {
    if (this.#last !== undefined && first !== this.#last) {
      throw new IncompleteSearch('the log changed while it was read', false);
    }
    const fresh = this.#last === undefined ? records : records.slice(1);
    for (const record of fresh) {
      this.#lines += record.lineCount;
      this.#bytes += record.bytes;
      if (this.#lines > MAX_LINES) {
        throw new IncompleteSearch(`it has more than ${MAX_LINES} lines`, true);
      }
      if (this.#bytes > MAX_MIB * 1024 * 1024) {
        throw new IncompleteSearch(`it is larger than ${MAX_MIB} MiB`, true);
      }
      this.records.push(record);
    }
    this.#last = last;
    return fresh.length > 0;
  }
}

/** Reads several pages at the same time; when one fails, the others are given up. */
async function together(
  offsets: readonly number[],
  read: (offset: number, settings: SearchSettings) => Promise<Page>,
  settings: SearchSettings,
): Promise<Page[]> {
  const ended = new AbortController();
  const own = { ...settings, stop: AbortSignal.any([settings.stop, ended.signal]) };
  try {
    return await Promise.all(offsets.map((offset) => read(offset, own)));
  } finally {
    ended.abort();
  }
}

/** A page counts only when Log Service searched everything for it; until then it is read again. */
async function completePage(
  source: LogSource,
  search: LogSearch,
  offset: number,
  settings: SearchSettings,
): Promise<Page> {
  for (let repeats = 0; ; repeats++) {
    const page = await onePage(source, search, offset, settings);
    if (page.isComplete) return page;
    if (repeats === MAX_REPEATS) {
      throw new IncompleteSearch('Log Service did not search it to the end', false);
    }
    await settings.clock.sleep(REPEAT_INTERVAL_MS, settings.stop);
  }
}

async function onePage(
  source: LogSource,
  search: LogSearch,
  offset: number,
  settings: SearchSettings,
): Promise<Page> {
  const { stop, remainingMs } = settings;
  const seconds = Math.ceil(remainingMs() / 1000);
  if (seconds === 0) throw new OutOfTime('it was not read to its end', false);
  const limits = { ...settings, maxRetries: MAX_RETRIES, onResend: () => undefined };
  return withDeadline(Math.min(REQUEST_TIMEOUT_SECONDS, seconds), stop, (deadline) =>
    getLogs(source, search, offset, { ...limits, deadline }),
  );
}
