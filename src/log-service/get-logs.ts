import { isIP } from 'node:net';
import type { AccessKey } from '../credentials/access-key';
import { type CallSettings, USER_AGENT } from '../function-compute/call';
import { recordFrom } from '../function-compute/resources';
import { sha256Hex } from '../function-compute/signature';
import { type Endpoint, isLoopback, originOf } from '../http/endpoint';
import { exchangeFailure } from '../http/errors';
import { readText } from '../http/read-text';
import { resending } from '../http/resend';
import { limited } from '../http/response-body';
import type { HttpRequest } from '../http/send';
import { readServiceError } from '../http/service-error';
import { shownExchange } from '../http/shown-exchange';
import type { Json } from '../json';
import { readJson } from '../json-reader';
import type { Logstore } from './log-config';
import { type LogRecord, logRecordFrom } from './log-record';
import { authorization, canonicalQuery, timestamp } from './signature';

/** What reading a logstore is called in RAM. */
export const GET_LOGS = 'log:GetLogStoreLogs';

/** Log Service returns at most so many records at once. */
export const MAX_PAGE_RECORDS = 100;

/** A record has up to 1 MB; the lines of a function are far shorter. */
const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** A logstore and where Log Service is reached. */
export interface LogSource extends Logstore {
  /** Without the project, e.g. `cn-hangzhou.log.aliyuncs.com`. */
  readonly endpoint: Endpoint;
  readonly region: string;
}

/** What is looked for in a logstore. */
export interface LogSearch {
  readonly topic: string;
  /** In Log Service's query language. */
  readonly query: string;
  /** Unix seconds; `to` is not included, and must be greater. */
  readonly from: number;
  readonly to: number;
}

export interface Page {
  readonly records: readonly LogRecord[];
  /** What tells its first and its last record from others; empty if there is none. */
  readonly first: string;
  readonly last: string;
  /** Whether Log Service searched everything; otherwise the same request may find more. */
  readonly isComplete: boolean;
}

/**
 * One page of what a search finds (GetLogs), retried as a read.
 *
 * @param offset the number of records before the page
 * @throws ServiceError for a status of 300 and more, TransportError, CredentialsError,
 * ResponseTooLarge
 */
export function getLogs(
  source: LogSource,
  search: LogSearch,
  offset: number,
  settings: CallSettings,
): Promise<Page> {
  return resending('read', settings, async () => {
    const key = await settings.accessKey(settings.deadline);
    const request = getLogsRequest(source, search, offset, { key, date: timestamp() });
    const response = await shownExchange(request, settings);
    if (response.statusCode >= 300) {
      throw await readServiceError(response, { service: 'Log Service', operation: GET_LOGS });
    }
    const text = await readText(limited(response.body, MAX_PAGE_BYTES), MAX_PAGE_BYTES);
    const isComplete = response.headers['x-log-progress'] === 'Complete';
    return { ...pageIn(text), isComplete };
  });
}

/**
 * The request of GetLogs, complete and signed: the headers, and their values, that the official SDK
 * sends (`@alicloud/sls20201230` 5.9.0), but for `user-agent`. `accurate` orders by the second, not
 * by the minute only; the SDK for Python always sets it.
 *
 * @param once what no two requests share
 */
export function getLogsRequest(
  { endpoint, region, project, logstore }: LogSource,
  { topic, query: searched, from, to }: LogSearch,
  offset: number,
  { key, date }: { readonly key: AccessKey; readonly date: string },
): HttpRequest {
  if (endpoint.protocol === 'http' && !isLoopback(endpoint.host)) {
    throw new Error('Log Service must use https.');
  }
  const hostOfProject = `${project}.${endpoint.host}`;
  const query = {
    accurate: 'true',
    from: String(from),
    line: String(MAX_PAGE_RECORDS),
    offset: String(offset),
    query: searched,
    to: String(to),
    topic,
    type: 'log',
  };
  const pathname = `/logstores/${logstore}`;
  const headers: Record<string, string> = {
    accept: 'application/json',
    host: hostOfProject,
    'user-agent': USER_AGENT,
    'x-log-apiversion': '0.6.0',
    'x-log-bodyrawsize': '0',
    'x-log-date': date,
    'x-log-content-sha256': sha256Hex(''),
    ...(key.securityToken !== undefined && { 'x-acs-security-token': key.securityToken }),
  };
  headers.authorization = authorization({ method: 'GET', pathname, query, headers }, region, key);
  return {
    // No name can be put before an address, and DNS knows none before a loopback name.
    origin: originOf(isAddress(endpoint.host) ? endpoint : { ...endpoint, host: hostOfProject }),
    method: 'GET',
    path: `${pathname}?${canonicalQuery(query)}`,
    headers,
  };
}

function isAddress(host: string): boolean {
  const { hostname } = new URL(`http://${host}`);
  return isLoopback(host) || isIP(hostname.replace(/[[\]]/g, '')) !== 0;
}

/** @throws TransportError for what is not a list of records */
function pageIn(text: string): Omit<Page, 'isComplete'> {
  try {
    const list = readJson(text);
    if (!Array.isArray(list)) throw new TypeError('it is not a list');
    const records = list.map(logRecordFrom);
    return { records, first: identityOf(list[0]), last: identityOf(list.at(-1)) };
  } catch (error) {
    throw exchangeFailure('the response is not the JSON that Log Service sends', error);
  }
}

function identityOf(record: Json | undefined): string {
  return Object.entries(recordFrom(record)).join('\n');
}
