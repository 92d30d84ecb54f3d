import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import FC, * as models from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AccessKey } from '../../src/credentials/access-key';
import { Client, Payload } from '../../src/function-compute/client';
import { startDeadline } from '../../src/http/deadline';

/** What differs by design: how the connection is used and how the body is framed. */
const TRANSPORT_HEADERS = ['connection', 'transfer-encoding', 'content-length'];

interface Seen {
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let server: Server;
let host: string;
const seen: Seen[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const headers = Object.fromEntries(
        pairs(request.rawHeaders)
          .map(([name, value]) => [name.toLowerCase(), value] as const)
          .filter(([name]) => !TRANSPORT_HEADERS.includes(name)),
      );
      seen.push({ method: request.method, target: request.url, headers, body });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

beforeEach(() => {
  seen.length = 0;
  // The SDK's date and nonce come from these two.
  vi.useFakeTimers({ now: new Date('2026-11-22T01:02:03Z'), toFake: ['Date'] });
  vi.spyOn(Math, 'random').mockReturnValue(0.4242);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const PAIR: AccessKey = { accessKeyId: 'id', accessKeySecret: 'secret' };
const TEMPORARY: AccessKey = { ...PAIR, securityToken: 'token/with+signs==' };

const OPERATIONS: Record<string, (client: FC) => Promise<unknown>> = {
  'InvokeFunction, synchronous': (client) =>
    client.invokeFunctionWithOptions(
      'hello',
      new models.InvokeFunctionRequest({ qualifier: 'LATEST', body: body('{"a": 1}\n') }),
      new models.InvokeFunctionHeaders({ xFcInvocationType: 'Sync', xFcLogType: 'Tail' }),
      new RuntimeOptions({}),
    ),
  'InvokeFunction, asynchronous, with characters that need encoding': (client) =>
    client.invokeFunctionWithOptions(
      'service$function',
      new models.InvokeFunctionRequest({ qualifier: "a b+c*~'()!é", body: body('é') }),
      new models.InvokeFunctionHeaders({ xFcInvocationType: 'Async', xFcAsyncTaskId: 'task-1' }),
      new RuntimeOptions({}),
    ),
  'InvokeFunction with an empty payload': (client) =>
    client.invokeFunctionWithOptions(
      'hello',
      new models.InvokeFunctionRequest({ qualifier: '1', body: body('') }),
      new models.InvokeFunctionHeaders({ xFcInvocationType: 'Sync' }),
      new RuntimeOptions({}),
    ),
  GetAsyncTask: (client) =>
    client.getAsyncTaskWithOptions(
      'hello',
      'task-1',
      new models.GetAsyncTaskRequest({ qualifier: 'LATEST' }),
      {},
      new RuntimeOptions({}),
    ),
  StopAsyncTask: (client) =>
    client.stopAsyncTaskWithOptions(
      'hello',
      'task-1',
      new models.StopAsyncTaskRequest({ qualifier: 'LATEST' }),
      {},
      new RuntimeOptions({}),
    ),
  ListTriggers: (client) =>
    client.listTriggersWithOptions(
      'hello',
      new models.ListTriggersRequest({ limit: 100 }),
      {},
      new RuntimeOptions({}),
    ),
  'an operation with a JSON body': (client) =>
    client.createAliasWithOptions(
      'hello',
      new models.CreateAliasRequest({
        body: new models.CreateAliasInput({ aliasName: 'prod', versionId: '1' }),
      }),
      {},
      new RuntimeOptions({}),
    ),
};

describe.for([
  ['a key pair', PAIR],
  ['a temporary key', TEMPORARY],
] as const)('with %s', ([, key]) => {
  test.for(Object.entries(OPERATIONS))(
    '%s is the same on the wire as from the unmodified SDK',
    async ([, operation]) => {
      await operation(unmodified(key));
      await operation(ours(key));

      expect(seen).toHaveLength(2);
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[0]?.headers.authorization).toMatch(/^ACS3-HMAC-SHA256 Credential=id,/);
    },
  );
});

test('another nonce gives another signature, so the comparison can fail', async () => {
  await OPERATIONS.GetAsyncTask?.(unmodified(PAIR));
  vi.spyOn(Math, 'random').mockReturnValue(0.2424);
  await OPERATIONS.GetAsyncTask?.(ours(PAIR));

  expect(seen[1]?.headers.authorization).not.toBe(seen[0]?.headers.authorization);
});

function unmodified(key: AccessKey): FC {
  return new FC(
    new $OpenApiUtil.Config({
      ...key,
      endpoint: host,
      protocol: 'http',
      userAgent: 'fc-invoke/1',
    }),
  );
}

function ours(key: AccessKey): FC {
  return new Client({
    endpoint: { protocol: 'http', host },
    accessKey: async () => key,
    deadline: startDeadline(30, new AbortController().signal),
    maxRetries: 0,
    onResend: () => undefined,
    onHeaders: () => undefined,
  });
}

function body(text: string): Payload {
  return new Payload(Buffer.from(text));
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] satisfies [string, string]] : [],
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}
