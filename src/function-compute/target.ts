import type { Endpoint } from '../http/endpoint';

/** Which function is meant and where FC is reached: the only type for it. */
export interface FunctionTarget {
  readonly region: string;
  readonly endpoint: Endpoint;
  /** Empty if it is not known. */
  readonly accountId: string;
  /** The service of an FC 2.0 function; empty for FC 3.0. */
  readonly serviceName: string;
  readonly functionName: string;
  /** Version or alias. */
  readonly qualifier: string;
}

/** What is neither the latest code nor the number of a version. */
export function isAlias(qualifier: string): boolean {
  return qualifier !== 'LATEST' && !/^\d+$/.test(qualifier);
}
