import { createHash } from 'node:crypto';
import { ServiceError } from '../api/service-error';
import type { LogConfig } from '../functions/configuration';
import type { LogRecord } from './log-record';
import { type Condition, queryOf } from './query';

/** What is looked for. */
export interface Search {
  /** Any if it is empty. */
  topic: string;
  query: string;
  /** Unix seconds; `to` is not included. */
  from: number;
  to: number;
  /** Ordered by the second, not by the minute only. */
  accurate: boolean;
}

interface Written {
  record: LogRecord;
  /** Milliseconds since 1970. */
  foundFrom: number;
  /** Where it comes among others of the same time. */
  place: string;
}

interface Logstore {
  written: Written[];
  /** The last search, until more can be found: a client pages through it. */
  found?: { key: string; from: number; until: number; records: readonly LogRecord[] } | undefined;
}

/** The logstores of all projects, with their records. */
export class Logstores {
  readonly #byProject = new Map<string, Map<string, Logstore>>();

  constructor(private readonly clock: () => Date) {}

  /** Creates one, with its project, unless it exists. */
  create({ project, logstore }: LogConfig): void {
    const logstores = this.#byProject.get(project) ?? new Map<string, Logstore>();
    this.#byProject.set(project, logstores);
    if (!logstores.has(logstore)) logstores.set(logstore, { written: [] });
  }

  records(name: LogConfig): readonly LogRecord[] {
    return this.#find(name).written.map(({ record }) => record);
  }

  /** @param delayMilliseconds until it can be found */
  write(name: LogConfig, record: LogRecord, delayMilliseconds: number): void {
    const logstore = this.#find(name);
    logstore.found = undefined;
    logstore.written.push({
      record,
      foundFrom: this.clock().getTime() + delayMilliseconds,
      place: hash(String(logstore.written.length)),
    });
  }

  /**
   * The records that can be found, in the order in which Log Service returns them: by the second, or
   * by the minute only. Within that, records with a time in nanoseconds come in any order, which is
   * always the same; others in the order of writing.
   *
   * @throws ServiceError ProjectNotExist, LogStoreNotExist or ParameterInvalid
   */
  search(name: LogConfig, search: Search): readonly LogRecord[] {
    const logstore = this.#find(name);
    const now = this.clock().getTime();
    const key = JSON.stringify(search);
    const { found } = logstore;
    if (found?.key === key && found.from <= now && now < found.until) return found.records;
    const condition = queryOf(search.query);
    const records = logstore.written
      .filter(({ record, foundFrom }) => foundFrom <= now && isFound(record, search, condition))
      .map(({ record, place }) => ({ record, place: placeOf(record, place, search.accurate) }))
      .sort((a, b) => compare(a.place, b.place))
      .map(({ record }) => record);
    const until = logstore.written.reduce(
      (time, { foundFrom }) => (foundFrom > now ? Math.min(time, foundFrom) : time),
      Number.POSITIVE_INFINITY,
    );
    logstore.found = { key, from: now, until, records };
    return records;
  }

  /** @throws ServiceError ProjectNotExist or LogStoreNotExist */
  #find({ project, logstore }: LogConfig): Logstore {
    const logstores = this.#byProject.get(project);
    if (!logstores) {
      throw new ServiceError('ProjectNotExist', `The Project does not exist : ${project}`);
    }
    const found = logstores.get(logstore);
    if (found) return found;
    throw new ServiceError('LogStoreNotExist', `logstore ${logstore} does not exist`);
  }
}

function isFound(record: LogRecord, { topic, from, to }: Search, condition: Condition): boolean {
  const { seconds } = record;
  return (
    seconds >= from && seconds < to && (topic === '' || topic === record.topic) && condition(record)
  );
}

/** Where a record comes: by the first number, then by the texts. */
type Place = readonly [time: number, disorder: string, disorderInSecond: string];

function placeOf({ seconds, nanoseconds }: LogRecord, place: string, accurate: boolean): Place {
  const inSecond = nanoseconds === undefined ? '' : place;
  return accurate
    ? [seconds, '', inSecond]
    : [Math.floor(seconds / 60), hash(String(seconds)), inSecond];
}

function compare(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  for (const index of [1, 2] as const) {
    if (a[index] !== b[index]) return a[index] < b[index] ? -1 : 1;
  }
  return 0;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
