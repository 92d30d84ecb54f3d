import type { ApiVersion } from './api-version';
import { ServiceError } from './service-error';

/** What the `x-fc-*` headers of an InvokeFunction request ask for. */
export interface InvocationOptions {
  invocationType: 'Sync' | 'Async';
  /** Whether the log tail is to come along. */
  withLog: boolean;
  asyncTaskId: string | undefined;
}

/**
 * The header with a task's ID. 2.0 has another one beside it, `X-Fc-Stateful-Async-Invocation-Enable`,
 * which changes nothing here: the function's async configuration decides.
 */
export const TASK_ID_HEADER: Readonly<Record<ApiVersion, string>> = {
  '2023-03-30': 'X-Fc-Async-Task-Id',
  '2021-04-06': 'X-Fc-Stateful-Async-Invocation-Id',
  '2016-08-15': 'X-Fc-Stateful-Async-Invocation-Id',
};

/**
 * Reads the headers. It is not known whether FC refuses or ignores what contradicts the invocation
 * type; it is refused here, so that a client that relies on either is found out.
 *
 * @throws ServiceError InvalidArgument
 */
export function readInvocationOptions(
  headers: Readonly<Record<string, string>>,
  api: ApiVersion,
): InvocationOptions {
  const invocationType = headers['x-fc-invocation-type'] ?? 'Sync';
  if (invocationType !== 'Sync' && invocationType !== 'Async') {
    refuse(`x-fc-invocation-type must be 'Sync' or 'Async', not '${invocationType}'`);
  }
  const logType = headers['x-fc-log-type'] ?? 'None';
  if (logType !== 'None' && logType !== 'Tail') {
    refuse(`x-fc-log-type must be 'None' or 'Tail', not '${logType}'`);
  }
  if (logType === 'Tail' && invocationType === 'Async') {
    refuse("x-fc-log-type 'Tail' is for 'Sync' invocations");
  }
  const taskIdHeader = TASK_ID_HEADER[api].toLowerCase();
  const asyncTaskId = headers[taskIdHeader];
  if (asyncTaskId !== undefined && !/^[A-Za-z_][A-Za-z0-9_-]{0,127}$/.test(asyncTaskId)) {
    refuse(`'${asyncTaskId}' is not a valid async task ID`);
  }
  if (asyncTaskId !== undefined && invocationType === 'Sync') {
    refuse(`${taskIdHeader} is for 'Async' invocations`);
  }
  return { invocationType, withLog: logType === 'Tail', asyncTaskId };
}

function refuse(message: string): never {
  throw new ServiceError('InvalidArgument', message);
}
