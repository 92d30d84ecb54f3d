/** FC's limit for the payload of a synchronous invocation; also the most that any request may bring. */
export const SYNC_PAYLOAD_LIMIT_BYTES = 32 * 1024 * 1024;

/** FC's standard quota for the payload of an asynchronous invocation. */
export const ASYNC_PAYLOAD_LIMIT_BYTES = 128 * 1024;

/** What every part of the service knows about where it runs. */
export interface Site {
  region: string;
  accountId: string;
  /** For the output of running instances. */
  workFolder: string;
  /** Bytes. */
  asyncPayloadLimit: number;
  /** Whether to send `x-fc-invocation-duration` and `x-fc-max-memory-usage`, optional on 3.0. */
  metricHeaders: boolean;
  /** How long reading a fresh task fails. */
  taskVisibilityDelayMilliseconds: number;
  /** Whether tasks tell what their function returned. */
  taskReturnPayloads: boolean;
  /** Whether a log tail that is asked for comes back through HTTP triggers too. */
  triggerLogs: boolean;
  /** How long a function's log cannot be found after it was written. */
  logDelayMilliseconds: number;
  /** Whether the records of a function's log tell their time to the nanosecond. */
  logNanoseconds: boolean;
  /** Between a failed asynchronous run and its repetition. */
  asyncRetryDelayMilliseconds: number;
  /** The server's time. */
  clock: () => Date;
  /** Aborted when the emulator closes. */
  closing: AbortSignal;
}
