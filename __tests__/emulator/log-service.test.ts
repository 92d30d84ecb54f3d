import dns from 'node:dns';
import { LogConfig, UpdateFunctionInput, UpdateFunctionRequest } from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import Sls, * as models from '@alicloud/sls20201230';
import { RuntimeOptions } from '@darabonba/typescript';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AccessKey, Emulator, EmulatorOptions, LogRecord } from '../../emulator';
import { invoke as invokeFunction, sdkClient } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

const STORE = { project: 'shop-logs', logstore: 'default_store' };
const CODE = {
  'index.js':
    'exports.handler = async (event, context) => { console.log("one"); console.log("zwei 你好"); process.stdout.write("without end"); return ""; };',
};

let emulator: Emulator;
let now: number;

beforeEach(async () => {
  now = Date.now();
  await start();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await emulator.close();
});

async function start(options: EmulatorOptions = {}): Promise<void> {
  await emulator?.close();
  emulator = await startTestEmulator({ clock: () => new Date(now), ...options });
}

const systemLookup = dns.lookup;

/** Every name leads here: the host of a project is no address, and DNS does not know it. */
function resolveHere(): void {
  const lookup = (_name: string, ...rest: unknown[]) =>
    Reflect.apply(systemLookup, dns, ['127.0.0.1', ...rest]);
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as typeof dns.lookup);
}

function sdk(signatureVersion: 'v1' | 'v4', key: AccessKey = emulator.accessKey): Sls {
  resolveHere();
  const { port } = new URL(emulator.endpoint);
  return new Sls(
    new $OpenApiUtil.Config({
      ...key,
      endpoint: `log.test:${port}`,
      protocol: 'http',
      regionId: emulator.region,
      signatureVersion,
    }),
  );
}

const seconds = () => Math.floor(now / 1000);
const hour = () => ({ from: seconds() - 3600, to: seconds() + 3600 });
const runtime = new RuntimeOptions({});

async function getLogs(
  client: Sls,
  request: Partial<models.GetLogsRequest> = {},
  project = STORE.project,
): Promise<models.GetLogsResponse> {
  return client.getLogsWithOptions(
    project,
    STORE.logstore,
    new models.GetLogsRequest({ ...hour(), ...request }),
    {},
    runtime,
  );
}

async function messages(request: Partial<models.GetLogsRequest> = {}): Promise<string[]> {
  const { body } = await getLogs(sdk('v4'), { query: '*', ...request });
  return (body ?? []).map((record) => String(record.message));
}

async function invoke(functionName = 'f'): Promise<string> {
  const { headers } = await invokeFunction(emulator, functionName);
  return headers['x-fc-request-id'] ?? '';
}

function record(message: string, rest: Partial<LogRecord> = {}): LogRecord {
  return { seconds: seconds(), topic: 'FCLogs:f', fields: { message }, ...rest };
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? `${error.code}` : 'no code';
const refusal = (promise: Promise<unknown>) => promise.then(() => 'none', codeOf);

describe('the log of a function', () => {
  test.for(['v1', 'v4'] as const)(
    'is read by the unmodified Node.js SDK with signature %s, by GetLogs and GetLogsV2',
    async (version) => {
      await emulator.deploy({ functionName: 'f', code: CODE, logConfig: STORE });
      const requestId = await invoke();
      const client = sdk(version);

      const { body = [], headers } = await getLogs(client, { topic: 'FCLogs:f', query: '*' });
      const one = body.find(({ message }) => String(message).endsWith('one'));
      expect(headers).toMatchObject({ 'x-log-progress': 'Complete', 'x-log-count': '6' });
      expect(one).toMatchObject({
        __topic__: 'FCLogs:f',
        __time__: expect.stringMatching(/^\d{10}$/),
        functionName: 'f',
        qualifier: 'LATEST',
        versionId: 'LATEST',
        instanceID: expect.stringMatching(/^c-/),
      });
      const inOrder = [...body].sort(
        (a, b) => Number(a.__time_ns_part__) - Number(b.__time_ns_part__),
      );
      expect(inOrder.map(({ message }) => String(message).replace(/^.*\] /, ''))).toEqual([
        `FC Invoke Start RequestId: ${requestId}`,
        expect.stringContaining('one'),
        expect.stringContaining('zwei 你好'),
        'without end',
        `FC Invoke End RequestId: ${requestId}`,
        expect.stringMatching(/^Duration: /),
      ]);

      for (const acceptEncoding of ['lz4', 'gzip']) {
        const v2 = await client.getLogsV2WithOptions(
          STORE.project,
          STORE.logstore,
          new models.GetLogsV2Request({ ...hour(), query: 'instanceID: "c-1" and nothing' }),
          new models.GetLogsV2Headers({ acceptEncoding }),
          runtime,
        );
        expect(v2.body).toMatchObject({ meta: { progress: 'Complete', count: 0 }, data: [] });
        const all = await client.getLogsV2WithOptions(
          STORE.project,
          STORE.logstore,
          new models.GetLogsV2Request({ ...hour(), query: '' }),
          new models.GetLogsV2Headers({ acceptEncoding }),
          runtime,
        );
        expect(all.body?.data).toHaveLength(6);
      }
    },
  );

  test('is that of a process, too, and ends with the error', async () => {
    await emulator.deploy({
      functionName: 'f',
      code: {
        'index.js': 'exports.handler = async () => { console.log("x"); throw new Error("no"); };',
      },
      logConfig: STORE,
      instances: 'processes',
    });
    const requestId = await invoke();

    const texts = emulator.logRecords(STORE).map(({ fields }) => fields.message);
    expect(texts[0]).toBe(`FC Invoke Start RequestId: ${requestId}`);
    expect(texts[1]).toMatch(/x$/);
    expect(texts.slice(-2)).toEqual([
      `FC Invoke End RequestId: ${requestId}, Error: Unhandled function error`,
      expect.stringMatching(/^Duration: /),
    ]);
  });

  test('of a function in a service has the service as its topic', async () => {
    await emulator.deploy({ serviceName: 'shop', functionName: 'f', code: CODE, logConfig: STORE });
    await invoke('shop$f');

    expect(emulator.logRecords(STORE)[0]).toMatchObject({
      topic: 'shop',
      fields: { serviceName: 'shop', functionName: 'f' },
    });
  });

  test('has the lines of several requests on one instance, each once', async () => {
    await emulator.deploy({ functionName: 'f', code: CODE, logConfig: STORE });
    const ids = [await invoke(), await invoke()];

    const texts = emulator.logRecords(STORE).map(({ fields }) => fields.message);
    expect(texts.filter((text) => text?.startsWith('FC '))).toEqual(
      ids.flatMap((id) => [`FC Invoke Start RequestId: ${id}`, `FC Invoke End RequestId: ${id}`]),
    );
    expect(texts.filter((text) => text?.endsWith('one'))).toHaveLength(2);
    expect(new Set(emulator.logRecords(STORE).map(({ fields }) => fields.instanceID)).size).toBe(1);
  });

  test('can be found only after the delay, by the clock of the emulator', async () => {
    await start({ logDelayMilliseconds: 3_000 });
    await emulator.deploy({ functionName: 'f', code: CODE, logConfig: STORE });
    await invoke();

    now += 2_999;
    expect(await messages()).toEqual([]);
    now += 1;
    expect(await messages()).toHaveLength(6);
  });

  test('goes where UpdateFunction says', async () => {
    await emulator.deploy({ functionName: 'f', code: CODE });
    const body = new UpdateFunctionInput({ logConfig: new LogConfig(STORE) });
    await sdkClient(emulator).updateFunction('f', new UpdateFunctionRequest({ body }));
    await invoke();

    expect(emulator.logRecords(STORE)).toHaveLength(6);
  });

  test('goes nowhere without a logstore', async () => {
    await emulator.deploy({ functionName: 'f', code: CODE });
    await invoke();

    expect(await refusal(getLogs(sdk('v4')))).toBe('ProjectNotExist');
  });

  test.for([
    { project: 'Shop', logstore: 'log' },
    { project: 'ab', logstore: 'log' },
    { project: 'shop-', logstore: 'log' },
    { project: 'shop', logstore: 'l' },
    { project: 'shop', logstore: '../log' },
  ])('cannot go to $project/$logstore', async (logConfig) => {
    await expect(emulator.deploy({ functionName: 'f', code: CODE, logConfig })).rejects.toThrow(
      'logConfig must be { project, logstore }',
    );
  });
});

describe('a search', () => {
  test.for<[query: string, found: string[]]>([
    ['', ['alpha beta', 'beta: 1-65-a', 'gamma']],
    ['*', ['alpha beta', 'beta: 1-65-a', 'gamma']],
    ['beta', ['alpha beta', 'beta: 1-65-a']],
    ['BETA and alpha', ['alpha beta']],
    ['"beta alpha"', ['alpha beta']],
    ['alph', []],
    ['"1-65-a"', ['beta: 1-65-a']],
    ['1-65-a', ['beta: 1-65-a']],
    ['instanceID: c-1', ['alpha beta']],
    ['instanceID: "c-1" and alpha', ['alpha beta']],
    ['instanceID: alpha', []],
    ['__topic__:"FCLogs:f" and "gamma"', ['gamma']],
    ['__topic__: "FCLogs:g"', []],
    ['"and"', []],
  ])('for %s finds %j', async ([query, found]) => {
    emulator.writeLog(
      STORE,
      record('alpha beta', { fields: { message: 'alpha beta', instanceID: 'c-1' } }),
      record('beta: 1-65-a'),
      record('gamma'),
    );

    expect(await messages({ query })).toEqual(found);
  });

  test.for([
    'alpha or beta',
    'not alpha',
    'alpha and not beta',
    'alph*',
    '(alpha)',
    'alpha | select 1',
    'requestId: 1',
    'alpha:',
    'and alpha',
    'alpha and',
    ': alpha',
    '"open',
  ])('for %s is refused, not taken for another one', async (query) => {
    emulator.writeLog(STORE, record('alpha beta'));

    expect(await refusal(getLogs(sdk('v4'), { query }))).toBe('ParameterInvalid');
  });

  test('is limited to a topic and to times, of which the last is not included', async () => {
    const at = seconds();
    emulator.writeLog(
      STORE,
      record('before', { seconds: at - 1 }),
      record('other topic', { seconds: at, topic: 'FCLogs:g' }),
      record('in', { seconds: at }),
      record('after', { seconds: at + 1 }),
    );

    const request = { from: at, to: at + 1, topic: 'FCLogs:f' };
    expect(await messages(request)).toEqual(['in']);
    expect(await messages({ from: at, to: at + 1 })).toHaveLength(2);
  });

  test('comes in pages, forwards and backwards', async () => {
    const texts = Array.from({ length: 250 }, (_, index) => `m${index}`);
    emulator.writeLog(STORE, ...texts.map((text) => record(text)));

    expect(await messages()).toEqual(texts.slice(0, 100));
    expect(await messages({ offset: 200 })).toEqual(texts.slice(200));
    expect(await messages({ offset: 250 })).toEqual([]);
    expect(await messages({ line: 2, offset: 1 })).toEqual(['m1', 'm2']);
    expect(await messages({ line: 2, reverse: true })).toEqual(['m249', 'm248']);
  });

  test('returns records of one second in any order if they tell nanoseconds, else as written', async () => {
    const texts = Array.from({ length: 50 }, (_, index) => `m${index}`);
    emulator.writeLog(STORE, ...texts.map((text, nanoseconds) => record(text, { nanoseconds })));

    const found = await messages();
    expect(found).not.toEqual(texts);
    expect([...found].sort()).toEqual([...texts].sort());
    expect(await messages()).toEqual(found);
  });

  test('is ordered by the minute only, unless it is to be accurate', async () => {
    const start = Math.floor(now / 60_000) * 60;
    const texts = Array.from({ length: 30 }, (_, index) => `m${index}`);
    emulator.writeLog(
      STORE,
      ...texts.map((text, index) => record(text, { seconds: start + index })),
    );
    emulator.writeLog(STORE, record('next minute', { seconds: start + 60 }));

    const found = await messages();
    expect(found.slice(0, 30)).not.toEqual(texts);
    expect(found[30]).toBe('next minute');
    const runtimeOptions = new RuntimeOptions({
      extendsParameters: { queries: { accurate: 'true' } },
    });
    const { body } = await sdk('v4').getLogsWithOptions(
      STORE.project,
      STORE.logstore,
      new models.GetLogsRequest(hour()),
      {},
      runtimeOptions,
    );
    expect(body?.map(({ message }) => message)).toEqual([...texts, 'next minute']);
  });
});

describe('what is wrong is refused', () => {
  beforeEach(() => emulator.writeLog(STORE, record('m')));

  test.for<[what: string, code: string, request: Partial<models.GetLogsRequest>]>([
    ['an empty time', 'ParameterInvalid', { from: 100, to: 100 }],
    ['a time that ends before it begins', 'ParameterInvalid', { from: 101, to: 100 }],
    ['more than 100 lines', 'ParameterInvalid', { line: 101 }],
    ['a negative offset', 'ParameterInvalid', { offset: -1 }],
  ])('%s: %s', async ([, code, request]) => {
    expect(await refusal(getLogs(sdk('v4'), request))).toBe(code);
  });

  test('a project or a logstore that does not exist', async () => {
    emulator.writeLog({ ...STORE, logstore: 'other' }, record('m'));
    emulator.writeLog({ project: 'more-logs', logstore: 'other' }, record('m'));

    expect(await refusal(getLogs(sdk('v4'), {}, 'no-logs'))).toBe('ProjectNotExist');
    expect(await refusal(getLogs(sdk('v4'), {}, 'more-logs'))).toBe('LogStoreNotExist');
    expect(await refusal(getLogs(sdk('v4')))).toBe('none');
  });

  describe.for(['v1', 'v4'] as const)('with signature %s', (version) => {
    test.for<[what: string, code: string, key: () => Partial<AccessKey>]>([
      ['a wrong secret', 'SignatureNotMatch', () => ({ accessKeySecret: 'wrong' })],
      ['an unknown ID', 'Unauthorized', () => ({ accessKeyId: 'LTAIunknown' })],
      ['a token of nobody', 'Unauthorized', () => ({ securityToken: 'token' })],
    ])('%s: %s', async ([, code, key]) => {
      const client = sdk(version, { ...emulator.accessKey, ...key() });

      expect(await refusal(getLogs(client))).toBe(code);
    });

    test('a clock that is off by more than 15 minutes', async () => {
      now += 16 * 60_000;
      expect(await refusal(getLogs(sdk(version)))).toBe('RequestTimeExpired');
    });

    test('who may not read this logstore, but not who may', async () => {
      const resource = (logstore: string) =>
        `acs:log:${emulator.region}:${emulator.accountId}:project/${STORE.project}/logstore/${logstore}`;
      const key = (accessKeyId: string, logstore: string) => ({
        ...emulator.accessKey,
        accessKeyId,
        policies: [
          {
            Version: '1' as const,
            Statement: [
              {
                Effect: 'Allow' as const,
                Action: 'log:GetLogStoreLogs',
                Resource: resource(logstore),
              },
            ],
          },
        ],
      });
      const [one, other] = [key('LTAIone', STORE.logstore), key('LTAIother', 'other')];
      emulator.addAccessKey(one);
      emulator.addAccessKey(other);

      expect(await refusal(getLogs(sdk(version, one)))).toBe('none');
      expect(await refusal(getLogs(sdk(version, other)))).toBe('Unauthorized');
    });

    test('temporary credentials are taken with their token', async () => {
      const key = { ...emulator.accessKey, accessKeyId: 'STS.one', securityToken: 'token+/=' };
      emulator.addAccessKey(key);

      expect(await refusal(getLogs(sdk(version, key)))).toBe('none');
    });
  });

  test('a region that is not the one of the credential', async () => {
    resolveHere();
    const { port } = new URL(emulator.endpoint);
    const client = new Sls(
      new $OpenApiUtil.Config({
        ...emulator.accessKey,
        endpoint: `log.test:${port}`,
        protocol: 'http',
        regionId: 'cn-shanghai',
        signatureVersion: 'v4',
      }),
    );

    expect(await refusal(getLogs(client))).toBe('SignatureNotMatch');
  });

  test('faults look as Log Service writes them', async () => {
    emulator.injectFault({ type: 'service-error', operation: 'GetLogs', code: 'ServerBusy' });

    const failure = await getLogs(sdk('v4')).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'ServerBusy',
      data: { statusCode: 503, requestId: expect.stringMatching(/^[0-9A-F]{24}$/) },
    });
    expect(emulator.requests.at(-1)?.operation).toBe('GetLogs');
  });

  test('another method, another API version and no signature', async () => {
    const url = `${emulator.endpoint}/logstores/${STORE.logstore}?type=log`;
    const response = await fetch(url, { method: 'PUT' });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errorCode: 'ParameterInvalid' });
    expect((await fetch(`${emulator.endpoint}/logstores/%`)).status).toBe(400);
    const unsigned = await fetch(url);
    expect(await unsigned.json()).toMatchObject({
      errorMessage: 'required HTTP header authorization was not specified',
    });
  });
});
