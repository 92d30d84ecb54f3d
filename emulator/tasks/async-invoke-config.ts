/** How FC treats asynchronous invocations of a function; the names of its PutAsyncInvokeConfig. */
export interface AsyncInvokeConfig {
  /** Whether each one is a task that can be asked for and stopped. */
  asyncTask: boolean;
  /** Maximum number of retries of a failed run, 0 to 8. */
  maxAsyncRetryAttempts: number;
  /** How long one may wait for a run, in seconds, before it expires. */
  maxAsyncEventAgeInSeconds: number;
}

/** FC's defaults, from the documentation of PutAsyncInvokeConfig. */
export const DEFAULT_ASYNC_INVOKE_CONFIG: AsyncInvokeConfig = {
  asyncTask: false,
  maxAsyncRetryAttempts: 3,
  maxAsyncEventAgeInSeconds: 86_400,
};

/**
 * @param value any of the properties; the others have FC's defaults
 * @throws Error when a value is not one that FC would accept
 */
export function asyncInvokeConfig(value: unknown, key: string): AsyncInvokeConfig {
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${key} must be an object, not ${JSON.stringify(value)}.`);
  }
  const config = { ...DEFAULT_ASYNC_INVOKE_CONFIG };
  if ('asyncTask' in value) {
    if (typeof value.asyncTask !== 'boolean') throw new Error(`${key}.asyncTask must be boolean.`);
    config.asyncTask = value.asyncTask;
  }
  if ('maxAsyncRetryAttempts' in value) {
    config.maxAsyncRetryAttempts = integer(value.maxAsyncRetryAttempts, 0, 8, key);
  }
  if ('maxAsyncEventAgeInSeconds' in value) {
    config.maxAsyncEventAgeInSeconds = integer(value.maxAsyncEventAgeInSeconds, 1, 604_800, key);
  }
  return config;
}

function integer(value: unknown, least: number, most: number, key: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
    return value;
  }
  throw new Error(`${key}: ${JSON.stringify(value)} is not an integer of ${least} to ${most}.`);
}
