import { recordFrom } from '../function-compute/resources';

/** Where Log Service keeps the log of a function. */
export interface Logstore {
  readonly project: string;
  readonly logstore: string;
}

/** Why there is no logstore, as the end of a sentence. */
export interface MissingLogstore {
  readonly missing: string;
}

/** Log Service's rule for names of projects, which become part of a host name. */
const PROJECT = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Wider than Log Service's rule, but nothing that needs encoding in a path. */
const LOGSTORE = /^[\w-]{1,128}$/;

/**
 * The logstore of a function, or why there is none that can be read.
 *
 * @param body of the response to GetFunction, whose `logConfig` is `{project, logstore}`; the
 * logstore may be a list of `{name}`, as the official CLI `s` takes it too
 */
export function logstoreFrom(body: unknown): Logstore | MissingLogstore {
  const { project, logstore: given } = recordFrom(recordFrom(body).logConfig);
  const logstore = Array.isArray(given) ? recordFrom(given[0]).name : given;
  if (!isText(project) || !isText(logstore)) {
    return { missing: 'the function has no logstore: its logConfig is not set' };
  }
  if (!PROJECT.test(project)) {
    return { missing: 'the project of its logConfig is not a valid name' };
  }
  if (!LOGSTORE.test(logstore)) {
    return { missing: 'the logstore of its logConfig is not a valid name' };
  }
  return { project, logstore };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
