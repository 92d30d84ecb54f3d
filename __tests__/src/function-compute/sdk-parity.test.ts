import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import FC2, * as models2 from '@alicloud/fc-open20210406';
import FC, * as models from '@alicloud/fc20230330';
import { Config as Config2 } from '@alicloud/openapi-client';
import { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions as RuntimeOptions2 } from '@alicloud/tea-util';
import { Request, RuntimeOptions } from '@darabonba/typescript';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccessKey } from '../../../src/credentials/access-key';
import type { InvocationSettings, Mode } from '../../../src/function-compute/invocation';
import { invokeFunction } from '../../../src/function-compute/invoke-function';
import type { FunctionTarget } from '../../../src/function-compute/target';
import { taskApi } from '../../../src/function-compute/task-api';
import { listTriggers } from '../../../src/function-compute/trigger-lookup';
import { invocationSettings } from './invocation-settings';

/** What differs by design: how the connection is used, how the body is framed, and who asks. */
const OWN_HEADERS = ['connection', 'transfer-encoding', 'content-length', 'user-agent'];
/** What differs between any two requests, and the signature over it. */
const PER_REQUEST = ['x-acs-date', 'x-acs-signature-nonce', 'authorization'];

interface Seen {
  readonly method: string;
  readonly target: string;
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
        pairs(request.rawHeaders).map(([name, value]) => [name.toLowerCase(), value] as const),
      );
      seen.push({ method: request.method ?? '', target: request.url ?? '', headers, body });
      response
        .writeHead(headers['x-fc-invocation-type'] === 'Async' ? 202 : 200)
        .end('{"triggers":[]}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

beforeEach(() => {
  seen.length = 0;
});

const PAIR: AccessKey = { accessKeyId: 'id', accessKeySecret: 'secret' };
const TEMPORARY: AccessKey = { ...PAIR, securityToken: 'token/with+signs==' };
const QUALIFIER_TO_ENCODE = "a b+c*~'()!é";

interface Operation {
  readonly sdk: (key: AccessKey) => Promise<unknown>;
  readonly ours: (settings: InvocationSettings) => Promise<unknown>;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'InvokeFunction, synchronous': {
    sdk: (key) =>
      sdk3(key).invokeFunctionWithOptions(
        'hello',
        new models.InvokeFunctionRequest({ qualifier: 'LATEST', body: stream('{"a": 1}\n') }),
        new models.InvokeFunctionHeaders({ xFcInvocationType: 'Sync', xFcLogType: 'Tail' }),
        new RuntimeOptions({}),
      ),
    ours: (settings) => invoked({}, { type: 'sync', logType: 'tail' }, '{"a": 1}\n', settings),
  },
  'InvokeFunction, asynchronous, with characters that need encoding': {
    sdk: (key) =>
      sdk3(key).invokeFunctionWithOptions(
        'service$function',
        new models.InvokeFunctionRequest({ qualifier: QUALIFIER_TO_ENCODE, body: stream('é') }),
        new models.InvokeFunctionHeaders({
          xFcInvocationType: 'Async',
          xFcLogType: 'None',
          xFcAsyncTaskId: 'task-1',
        }),
        new RuntimeOptions({}),
      ),
    ours: (settings) =>
      invoked(
        { functionName: 'service$function', qualifier: QUALIFIER_TO_ENCODE },
        { type: 'async', wait: false, taskId: 'task-1' },
        'é',
        settings,
      ),
  },
  'InvokeFunction with an empty payload': {
    sdk: (key) =>
      sdk3(key).invokeFunctionWithOptions(
        'hello',
        new models.InvokeFunctionRequest({ qualifier: '1', body: stream('') }),
        new models.InvokeFunctionHeaders({ xFcInvocationType: 'Sync', xFcLogType: 'None' }),
        new RuntimeOptions({}),
      ),
    ours: (settings) =>
      invoked({ qualifier: '1' }, { type: 'sync', logType: 'none' }, '', settings),
  },
  GetAsyncTask: {
    sdk: (key) =>
      sdk3(key).getAsyncTaskWithOptions(
        'hello',
        'task-1',
        new models.GetAsyncTaskRequest({ qualifier: 'LATEST' }),
        {},
        new RuntimeOptions({}),
      ),
    ours: async (settings) => (await taskApi(targetOf())).getTask(settings, 'task-1'),
  },
  StopAsyncTask: {
    sdk: (key) =>
      sdk3(key).stopAsyncTaskWithOptions(
        'hello',
        'task-1',
        new models.StopAsyncTaskRequest({ qualifier: 'LATEST' }),
        {},
        new RuntimeOptions({}),
      ),
    ours: async (settings) => (await taskApi(targetOf())).stopTask(settings, 'task-1'),
  },
  ListTriggers: {
    sdk: (key) =>
      sdk3(key).listTriggersWithOptions(
        'hello',
        new models.ListTriggersRequest({ limit: 100 }),
        {},
        new RuntimeOptions({}),
      ),
    ours: (settings) => listTriggers(targetOf(), settings),
  },
};

const OPERATIONS_OF_2_0: Readonly<Record<string, Operation>> = {
  'InvokeFunction, synchronous': {
    sdk: (key) =>
      sdk2(key).invokeFunctionWithOptions(
        'shop',
        'hello',
        new models2.InvokeFunctionRequest({ qualifier: 'LATEST', body: Buffer.from('{"a": 1}\n') }),
        new models2.InvokeFunctionHeaders({ xFcInvocationType: 'Sync', xFcLogType: 'Tail' }),
        new RuntimeOptions2({}),
      ),
    ours: (settings) =>
      invoked({ serviceName: 'shop' }, { type: 'sync', logType: 'tail' }, '{"a": 1}\n', settings),
  },
  'InvokeFunction as a stateful async invocation': {
    sdk: (key) =>
      sdk2(key).invokeFunctionWithOptions(
        'shop',
        'hello',
        new models2.InvokeFunctionRequest({ qualifier: 'LATEST', body: Buffer.from('é') }),
        new models2.InvokeFunctionHeaders({
          xFcInvocationType: 'Async',
          xFcLogType: 'None',
          xFcStatefulAsyncInvocationEnable: 'true',
          xFcStatefulAsyncInvocationId: 'task-1',
        }),
        new RuntimeOptions2({}),
      ),
    ours: (settings) =>
      invoked(
        { serviceName: 'shop' },
        { type: 'async', wait: false, taskId: 'task-1' },
        'é',
        settings,
      ),
  },
};

describe.for([
  ['a key pair', PAIR],
  ['temporary credentials', TEMPORARY],
] as const)('with %s', ([, key]) => {
  test.for(Object.entries(OPERATIONS))(
    '%s is the same on the wire as from the unmodified SDK',
    async ([, operation]) => {
      const [theirs, ours] = await bothSeen(operation, key);

      expect(compared(ours)).toEqual(compared(theirs));
      expect(Object.keys(ours.headers).sort()).toEqual(expect.arrayContaining(PER_REQUEST));
      expect(ours.headers.authorization).toBe(signedBySdk(ours, key));
      expect(theirs.headers.authorization).toBe(signedBySdk(theirs, key));
    },
  );

  test.for(Object.entries(OPERATIONS_OF_2_0))(
    '%s of FC 2.0 has version, path, query, headers of FC and body of the unmodified SDK',
    async ([, operation]) => {
      const [theirs, ours] = await bothSeen(operation, key);

      expect(ours.target).toBe(theirs.target);
      expect(ours.body).toBe(theirs.body);
      expect(headersOfFc(ours)).toEqual(headersOfFc(theirs));
      expect(ours.headers.authorization).toBe(signedBySdk(ours, key));
    },
  );
});

test('another body gives another signature, so the comparison can fail', async () => {
  const { settings, end } = invocationSettings(PAIR, 0);
  await invoked({}, { type: 'sync', logType: 'tail' }, 'a', settings).finally(end);

  const [ours] = seen;
  expect(ours?.headers.authorization).not.toBe(ours && signedBySdk({ ...ours, body: 'b' }, PAIR));
});

async function bothSeen({ sdk, ours }: Operation, key: AccessKey): Promise<[Seen, Seen]> {
  const { settings, end } = invocationSettings(key, 0);
  try {
    await sdk(key);
    await ours(settings);
  } finally {
    end();
  }
  const [theirs, own, ...more] = seen;
  if (theirs === undefined || own === undefined || more.length > 0) throw new Error('Not two.');
  return [theirs, own];
}

function compared({ method, target, headers, body }: Seen) {
  const left = [...OWN_HEADERS, ...PER_REQUEST];
  const rest = Object.entries(headers).filter(([name]) => !left.includes(name));
  return { method, target, body, headers: Object.fromEntries(rest) };
}

function headersOfFc({ headers }: Seen) {
  const isOfFc = (name: string) => name === 'x-acs-version' || name.startsWith('x-fc-');
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isOfFc(name)));
}

/** The signature that the SDK's own function makes for a request that was on the wire. */
function signedBySdk({ method, target, headers, body }: Seen, key: AccessKey): string {
  const { pathname, searchParams } = new URL(target, 'http://localhost');
  const query = Object.fromEntries(searchParams);
  const request = Object.assign(new Request(), { method, pathname, query, headers });
  const hash = OpenApiUtil.hash(Buffer.from(body, 'latin1'), 'ACS3-HMAC-SHA256').toString('hex');
  return OpenApiUtil.getAuthorization(
    request,
    'ACS3-HMAC-SHA256',
    hash,
    key.accessKeyId,
    key.accessKeySecret,
  );
}

function targetOf(rest: Partial<FunctionTarget> = {}): FunctionTarget {
  return {
    region: 'cn-hangzhou',
    endpoint: { protocol: 'http', host },
    accountId: '',
    serviceName: '',
    functionName: 'hello',
    qualifier: 'LATEST',
    ...rest,
  };
}

function invoked(
  target: Partial<FunctionTarget>,
  mode: Mode,
  payload: string,
  settings: InvocationSettings,
): Promise<unknown> {
  const request = { target: targetOf(target), channel: { kind: 'api' }, mode } as const;
  return invokeFunction({ ...request, payload: Buffer.from(payload) }, settings);
}

function sdk3(key: AccessKey): FC {
  return new FC(new $OpenApiUtil.Config({ ...key, endpoint: host, protocol: 'http' }));
}

function sdk2(key: AccessKey): FC2 {
  return new FC2(new Config2({ ...key, endpoint: host, protocol: 'http' }));
}

/** The SDK hashes and sends a stream; `Readable.from` of a string would be in object mode. */
function stream(text: string): Readable {
  return Readable.from([Buffer.from(text)]);
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
