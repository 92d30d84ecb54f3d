/**
 * Log Service (SLS), as far as reading logs goes: GetLogs and GetLogsV2. A project is the first label
 * of the host.
 */

import { createHash, randomBytes } from 'node:crypto';
import {
  asServiceError,
  ServiceError,
  type ServiceErrorCode,
  statusOf,
} from '../api/service-error';
import type { LogOperation, Subject } from '../api/subject';
import { type AccessKeys, isAllowed } from '../identity/access-keys';
import { LogSignatures } from '../identity/log-signatures';
import type { Site } from '../site';
import type { Responder } from '../wire/http-front';
import type { HeaderList, Reply } from '../wire/reply';
import type { ServiceRequest } from '../wire/service-request';
import { COMPRESSIONS } from './compression';
import { asReturned } from './log-record';
import type { Logstores } from './logstores';

const API_VERSION = '0.6.0';

const MAX_LINES = 100;

/** What each operation is reached by. */
const ROUTES: readonly { operation: LogOperation; method: string; path: RegExp }[] = [
  { operation: 'GetLogs', method: 'GET', path: /^\/logstores\/([\w-]+)$/ },
  { operation: 'GetLogsV2', method: 'POST', path: /^\/logstores\/([\w-]+)\/logs$/ },
];

export class LogService implements Responder {
  readonly #signatures: LogSignatures;

  constructor(
    private readonly site: Site,
    accessKeys: AccessKeys,
    private readonly logstores: Logstores,
  ) {
    this.#signatures = new LogSignatures(accessKeys, site.region);
  }

  /** Whether a path lies here. */
  has(path: string): boolean {
    return path.startsWith('/logstores/');
  }

  readonly subjectOf = (method: string, path: string): Subject => ({
    operation: routeOf(method, path)?.operation,
  });

  refuse(error: ServiceError): Reply {
    return refusal(error, newRequestId());
  }

  async respond(request: ServiceRequest, now: Date): Promise<Reply> {
    const requestId = newRequestId();
    try {
      const route = routeOf(request.method, request.path);
      if (!route) throw new ServiceError('ParameterInvalid', 'the emulator only reads logs');
      const name = { project: projectOf(request), logstore: route.logstore };
      this.#authorize(request, name, now);
      if (request.headers['x-log-apiversion'] !== API_VERSION) {
        throw new ServiceError('InvalidAPIVersion', `x-log-apiversion must be ${API_VERSION}`);
      }
      const isV2 = route.operation === 'GetLogsV2';
      if (!isV2 && request.query.type !== 'log') {
        throw new ServiceError('ParameterInvalid', 'type must be log');
      }
      const { line, offset, reverse, ...search } = parametersOf(
        isV2 ? bodyOf(request) : request.query,
      );
      const found = this.logstores.search(name, search);
      const ordered = reverse ? found.toReversed() : found;
      const logs = ordered.slice(offset, offset + line).map(asReturned);
      return isV2 ? pageV2(logs, request, requestId) : pageV1(logs, requestId);
    } catch (error) {
      return refusal(asServiceError(error), requestId);
    }
  }

  #authorize(
    request: ServiceRequest,
    { project, logstore }: { project: string; logstore: string },
    now: Date,
  ): void {
    const { method, target, rawHeaders: headers, payload } = request;
    const bodyMd5 =
      payload.size === 0
        ? ''
        : createHash('md5')
            .update(payload.content ?? '')
            .digest('hex')
            .toUpperCase();
    const accessKey = this.#signatures.verify(
      { method, target, headers, bodySha256: payload.sha256, bodyMd5 },
      now,
    );
    const { region, accountId } = this.site;
    const action = 'log:GetLogStoreLogs';
    const resource = `acs:log:${region}:${accountId}:project/${project}/logstore/${logstore}`;
    if (isAllowed(accessKey, action, resource)) return;
    throw new ServiceError(
      'Unauthorized',
      `denied by sts or ram, action: ${action}, resource: ${resource}`,
    );
  }
}

export function isLogOperation(operation: Subject['operation']): operation is LogOperation {
  return ROUTES.some((route) => route.operation === operation);
}

function routeOf(
  method: string,
  path: string,
): { operation: LogOperation; logstore: string } | undefined {
  for (const route of ROUTES) {
    const logstore = method === route.method ? route.path.exec(path)?.[1] : undefined;
    if (logstore !== undefined) return { operation: route.operation, logstore };
  }
  return undefined;
}

function projectOf({ headers }: ServiceRequest): string {
  return headers.host?.split('.', 1)[0] ?? '';
}

/** @throws ServiceError ParameterInvalid */
function parametersOf(given: Readonly<Record<string, string>>) {
  const integer = (name: string, fallback?: number) => {
    const value = given[name] === undefined ? fallback : Number(given[name]);
    if (value !== undefined && Number.isInteger(value) && value >= 0) return value;
    throw new ServiceError('ParameterInvalid', `${name} must be an integer, not ${given[name]}`);
  };
  const isTrue = (name: string) => given[name]?.toLowerCase() === 'true';
  const { topic = '', query = '' } = given;
  const [from, to] = [integer('from'), integer('to')];
  const line = integer('line', MAX_LINES);
  if (from >= to) throw new ServiceError('ParameterInvalid', 'begin time >= end time');
  if (line > MAX_LINES) {
    throw new ServiceError('ParameterInvalid', `line must be at most ${MAX_LINES}`);
  }
  const [accurate, reverse] = [isTrue('accurate'), isTrue('reverse')];
  return { topic, query, from, to, line, offset: integer('offset', 0), accurate, reverse };
}

/** @throws ServiceError PostBodyInvalid */
function bodyOf({ payload }: ServiceRequest): Record<string, string> {
  try {
    const body: unknown = JSON.parse(String(payload.content));
    if (typeof body === 'object' && body !== null) {
      return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
    }
  } catch {
    // As what is JSON, but not an object.
  }
  throw new ServiceError('PostBodyInvalid', 'the body must be a JSON object');
}

/** The list, with what else there is to say in headers. */
function pageV1(logs: readonly object[], requestId: string): Reply {
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-log-requestid', requestId],
      ['x-log-progress', 'Complete'],
      ['x-log-count', String(logs.length)],
    ],
    body: Buffer.from(JSON.stringify(logs)),
  };
}

/** @throws ServiceError ParameterInvalid when the client accepts no compression */
function pageV2(logs: readonly object[], { headers }: ServiceRequest, requestId: string): Reply {
  const accepted = headers['accept-encoding']?.toLowerCase().split(/\s*,\s*/) ?? [];
  const [name, compressed] = [...COMPRESSIONS].find(([each]) => accepted.includes(each)) ?? [];
  if (name === undefined || compressed === undefined) {
    throw new ServiceError('ParameterInvalid', 'Accept-Encoding must be lz4 or gzip');
  }
  const meta = { progress: 'Complete', count: logs.length };
  const content = Buffer.from(JSON.stringify({ meta, data: logs }));
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-log-requestid', requestId],
      ['x-log-compresstype', name],
      ['x-log-bodyrawsize', String(content.length)],
    ],
    body: compressed(content),
  };
}

/** What other services call otherwise. Statuses of refusals by Log Service are not verified. */
const OWN_CODES: Partial<Record<ServiceErrorCode, ServiceErrorCode>> = {
  InvalidAccessKeyID: 'Unauthorized',
  MissingSecurityToken: 'Unauthorized',
  'InvalidSecurityToken.Expired': 'Unauthorized',
  'InvalidSecurityToken.MismatchWithAccessKey': 'Unauthorized',
  'InvalidTimeStamp.Expired': 'RequestTimeExpired',
  MissingRequiredHeader: 'ParameterInvalid',
};

function refusal({ code, message }: ServiceError, requestId: string): Reply {
  const errorCode = OWN_CODES[code] ?? code;
  const headers: HeaderList = [
    ['Content-Type', 'application/json'],
    ['x-log-requestid', requestId],
  ];
  const body = Buffer.from(JSON.stringify({ errorCode, errorMessage: message }));
  return { status: statusOf(errorCode), headers, body };
}

/** 24 hexadecimal digits, as Log Service writes it. */
function newRequestId(): string {
  return randomBytes(12).toString('hex').toUpperCase();
}
