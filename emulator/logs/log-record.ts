/** One record of a logstore. */
export interface LogRecord {
  /** Unix time in seconds. */
  readonly seconds: number;
  /** What the time has beyond the second; unset for a record that tells the second only. */
  readonly nanoseconds?: number;
  readonly topic: string;
  readonly source?: string;
  /** E.g. `message` and `instanceID`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** As GetLogs returns it: one object of strings. */
export function asReturned({
  seconds,
  nanoseconds,
  topic,
  source = '',
  fields,
}: LogRecord): object {
  return {
    ...fields,
    __topic__: topic,
    __source__: source,
    __time__: String(seconds),
    ...(nanoseconds === undefined ? {} : { __time_ns_part__: String(nanoseconds) }),
  };
}
