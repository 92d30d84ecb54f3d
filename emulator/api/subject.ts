import type { ApiVersion } from './api-version';
import type { OPERATIONS_20160815 } from './operations-2016-08-15';
import type { OPERATIONS_20210406 } from './operations-2021-04-06';
import type { OPERATIONS_20230330 } from './operations-2023-03-30';

/** An operation of one of the API versions, by FC's name. */
export type Operation =
  | keyof typeof OPERATIONS_20230330
  | keyof typeof OPERATIONS_20210406
  | keyof typeof OPERATIONS_20160815;

/** The emulated operations of Log Service. */
export type LogOperation = 'GetLogs' | 'GetLogsV2';

/**
 * `HttpTrigger` is not an operation of the API, but an HTTP request to a trigger;
 * `AssumeRoleWithOIDC` is one of STS.
 */
export type RequestedOperation = Operation | LogOperation | 'HttpTrigger' | 'AssumeRoleWithOIDC';

/** What a request is about, as far as its path tells. */
export interface Subject {
  api?: ApiVersion | undefined;
  /** `service$function` on FC 2.0. */
  functionName?: string | undefined;
  operation?: RequestedOperation | undefined;
}
