import dns from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import Sls, * as models from '@alicloud/sls20201230';
import { RuntimeOptions } from '@darabonba/typescript';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AccessKey } from '../../../src/credentials/access-key';
import { startDeadline } from '../../../src/http/deadline';
import {
  getLogs,
  getLogsRequest,
  type LogSearch,
  type LogSource,
} from '../../../src/log-service/get-logs';
import { authorization, timestamp } from '../../../src/log-service/signature';

/** How the connection is used, and who asks. */
const OWN_HEADERS = ['connection', 'user-agent'];
/** What differs between any two requests, and the signature over it. */
const PER_REQUEST = ['x-log-date', 'authorization'];

interface Seen {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

const seen: Seen[] = [];
let server: Server;
let source: LogSource;

beforeAll(async () => {
  server = createServer(({ method = '', url: target = '', rawHeaders }, response) => {
    const headers = Object.fromEntries(
      rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? '']] : [],
      ),
    );
    seen.push({ method, target, headers });
    response.writeHead(200, { 'x-log-progress': 'Complete' }).end('[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  const endpoint = { protocol: 'http', host } as const;
  source = { endpoint, region: 'cn-hangzhou', project: 'shop-logs', logstore: 'function_log' };
  // The SDK connects to `shop-logs.localhost`, which not every system knows.
  const systemLookup = dns.lookup;
  const lookup = (_name: string, ...rest: unknown[]) =>
    Reflect.apply(systemLookup, dns, ['127.0.0.1', ...rest]);
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as typeof dns.lookup);
});

afterAll(() => {
  vi.restoreAllMocks();
  server.close();
});

beforeEach(() => {
  seen.length = 0;
});

const PAIR: AccessKey = { accessKeyId: 'id', accessKeySecret: 'secret' };
const TEMPORARY: AccessKey = { ...PAIR, securityToken: 'token/with+signs==' };

const SEARCH: LogSearch = {
  topic: 'FCLogs:hello',
  query: '"FC" and "RequestId" and "1-650c0f0d-ae96ae24839e741e3ce1ba72"',
  from: 1_700_000_000,
  to: 1_700_000_900,
};

describe.for([
  ['a key pair', PAIR],
  ['temporary credentials', TEMPORARY],
] as const)('with %s', ([, key]) => {
  test.for<[what: string, search: LogSearch, offset: number]>([
    ['the lines of FC', SEARCH, 0],
    ['the lines of an instance', { ...SEARCH, query: 'instanceID: "c-1"' }, 99],
    ['a service', { ...SEARCH, topic: 'shop' }, 1_980],
    ['what needs encoding', { ...SEARCH, topic: 'FCLogs:a$b', query: '日志 & = + % # ? /' }, 1],
  ])('GetLogs of %s is the same on the wire as from the unmodified SDK', async (row) => {
    const [, search, offset] = row;
    await sdkGetLogs(search, offset, key);
    const deadline = startDeadline(60, new AbortController().signal);
    await getLogs(source, search, offset, {
      accessKey: async () => key,
      deadline,
      maxRetries: 0,
      onResend: () => undefined,
      environment: {},
      onHeaders: () => undefined,
    }).finally(deadline.clear);

    const [theirs, ours, ...more] = seen;
    if (theirs === undefined || ours === undefined) throw new Error('Not two.');
    expect(more).toEqual([]);
    expect(compared(ours)).toEqual(compared(theirs));
    // What signs ours makes of their request the signature that they have made.
    expect(signedByUs(theirs, key)).toBe(theirs.headers.authorization);
    expect(ours.headers.authorization).toBe(signedByUs(ours, key));
  });
});

test('whatever is signed changes the signature', () => {
  const { method, path, headers } = getLogsRequest(source, SEARCH, 0, {
    key: TEMPORARY,
    date: '20260102T030405Z',
  });
  const request: Seen = { method, target: path, headers: { ...headers } };
  const signature = signedByUs(request, TEMPORARY);

  expect(headers.authorization).toBe(signature);
  expect(signature).toMatch(
    /^SLS4-HMAC-SHA256 Credential=id\/20260102\/cn-hangzhou\/sls\/aliyun_v4_request,Signature=[0-9a-f]{64}$/,
  );
  const withHeader = (name: string) => ({ ...request, headers: { ...headers, [name]: 'x' } });
  for (const name of [
    'host',
    'content-type',
    'x-log-apiversion',
    'x-acs-security-token',
    'x-log-new',
  ]) {
    expect(signedByUs(withHeader(name), TEMPORARY)).not.toBe(signature);
  }
  for (const name of ['accept', 'user-agent', 'my-x-log-header', 'x-fc-any', 'hostile']) {
    expect(signedByUs(withHeader(name), TEMPORARY)).toBe(signature);
  }
  expect(signedByUs({ ...request, method: 'POST' }, TEMPORARY)).not.toBe(signature);
  expect(signedByUs({ ...request, target: `${path}&more=x` }, TEMPORARY)).not.toBe(signature);
});

test('the time is written to the second', () => {
  expect(timestamp(new Date('2026-01-02T03:04:05.678Z'))).toBe('20260102T030405Z');
});

/** `accurate` is not in the model of the SDK for Node.js; this is how it lets one add parameters. */
async function sdkGetLogs(search: LogSearch, offset: number, key: AccessKey): Promise<void> {
  const { endpoint, region: regionId, project, logstore } = source;
  const config = { ...key, endpoint: endpoint.host, protocol: 'http', regionId };
  await new Sls(new $OpenApiUtil.Config({ ...config, signatureVersion: 'v4' })).getLogsWithOptions(
    project,
    logstore,
    new models.GetLogsRequest({ ...search, line: 100, offset }),
    {},
    new RuntimeOptions({ extendsParameters: { queries: { accurate: 'true' } } }),
  );
}

function compared({ method, target, headers }: Seen) {
  const left = [...OWN_HEADERS, ...PER_REQUEST];
  const rest = Object.entries(headers).filter(([name]) => !left.includes(name));
  return { method, target, headers: Object.fromEntries(rest) };
}

function signedByUs({ method, target, headers }: Seen, key: AccessKey): string {
  const { pathname, searchParams } = new URL(target, 'http://localhost');
  const query = Object.fromEntries(searchParams);
  return authorization({ method, pathname, query, headers }, source.region, key);
}
