import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Emulator } from '../../../emulator';
import type { Clock } from '../../../src/clock';
import { CredentialsError } from '../../../src/credentials/credentials-error';
import type { Deadline } from '../../../src/http/deadline';
import type { InvocationLog } from '../../../src/log-service/invocation-log';
import { ConnectProxy } from '../../network/connect-proxy';
import { END, INSTANCE, LogWorld, OTHER_ID, REQUEST_ID, START, STORE, textsOf } from './log-world';

test('every line that the function wrote comes in order, between those of FC', async () => {
  const world = await LogWorld.start();
  const invocation = await world.invoked(
    'for (let i = 0; i < 250; i++) console.log("line " + i); process.stdout.write("no end")',
  );

  const log = await world.read(invocation);
  expect(log).toMatchObject({ kind: 'whole', foreignLines: 0 });
  expect(textsOf(log)).toEqual([
    `FC Invoke Start RequestId: ${invocation.requestId}`,
    ...Array.from({ length: 250 }, (_, index) => `line ${index}`),
    'no end',
    `FC Invoke End RequestId: ${invocation.requestId}`,
  ]);
});

test('a log without nanoseconds keeps the order of Log Service within a second', async () => {
  const world = await LogWorld.start({ logNanoseconds: false });
  const invocation = await world.invoked('for (let i = 0; i < 250; i++) console.log("same")');

  expect(textsOf(await world.read(invocation)).slice(1, -1)).toEqual(Array(250).fill('same'));
});

test('a function that failed before its first event has the log of its initializer', async () => {
  const world = await LogWorld.start();
  await world.emulator.deploy({
    functionName: 'f',
    code: {
      'index.js':
        'exports.handler = 1; exports.init = () => { console.log("x"); throw Error("no"); };',
    },
    initializer: 'index.init',
    logConfig: STORE,
  });
  const invocation = await world.invoke();

  const texts = textsOf(await world.read(invocation));
  expect(texts[0]).toBe(`FC Initialize Start RequestId: ${invocation.requestId}`);
  expect(texts).toContain('x');
  expect(texts.at(-1)).toMatch(/^FC Initialize End RequestId: \S+, Error: /);
});

test('a function of a service is found by the topic of its service', async () => {
  const world = await LogWorld.start();
  world.write([START, END].map((message) => ({ topic: 'shop', fields: { message } })));

  const log = await world.read(world.invocation({ functionName: 'shop$f' }));
  expect(textsOf(log)).toEqual([START, END]);
  expect(await world.read(world.invocation({ functionName: 'shop' }))).toMatchObject({
    kind: 'incomplete',
  });
});

test('of a warm instance only the lines of the invocation are read', async () => {
  const world = await LogWorld.start();
  const first = await world.invoked('console.log("text")');
  const second = await world.invoke();
  const third = await world.invoke();

  for (const invocation of [first, second, third]) {
    expect(textsOf(await world.read(invocation))).toEqual([
      `FC Invoke Start RequestId: ${invocation.requestId}`,
      'text',
      `FC Invoke End RequestId: ${invocation.requestId}`,
    ]);
  }
});

test('lines of other requests on the instance are kept and counted', async () => {
  const world = await LogWorld.start();
  world.write([
    START,
    `FC Invoke Start RequestId: ${OTHER_ID}`,
    `2026-01-01T00:00:00.000Z ${OTHER_ID} [INFO] other`,
    `2026-01-01T00:00:00.000Z ${REQUEST_ID} [INFO] own`,
    END,
    `FC Invoke End RequestId: ${OTHER_ID}`,
  ]);

  const log = await world.read();
  expect(log).toMatchObject({ kind: 'whole', foreignLines: 2 });
  expect(textsOf(log)).toHaveLength(5);
});

test('the clocks may differ by 15 minutes, and by no more', async () => {
  const world = await LogWorld.start();
  const at = world.seconds();
  world.write([START], at);
  world.write([END], at + 1);
  const invocation = (seconds: number) => {
    const time = new Date((at + seconds) * 1000);
    return world.invocation({ sentAt: time, endedAt: time });
  };

  expect(await world.read(invocation(900))).toMatchObject({ kind: 'whole' });
  expect(await world.read(invocation(901))).toMatchObject({ kind: 'incomplete' });
  // The end of what is searched does not belong to it.
  expect(await world.read(invocation(-898))).toMatchObject({ kind: 'whole' });
  expect(await world.read(invocation(-899))).toMatchObject({ kind: 'incomplete' });
});

test('an invocation that took long is found from its beginning to its end', async () => {
  const world = await LogWorld.start();
  const at = world.seconds() - 36_000;
  world.write([START], at);
  world.write(['in the middle'], at + 18_000);
  world.write([END], at + 36_000);

  const log = await world.read(world.invocation({ sentAt: new Date(at * 1000) }));
  expect(textsOf(log)).toEqual([START, 'in the middle', END]);
});

test('records of other functions, instances and logstores are not touched', async () => {
  const world = await LogWorld.start();
  world.write([
    START,
    { fields: { message: 'of another instance', instanceID: 'c-2' } },
    // The search finds its word, but it is not the instance.
    { fields: { message: 'of another instance', instanceID: `${INSTANCE} c-2` } },
    { topic: 'FCLogs:g', fields: { message: 'of another function' } },
    END,
  ]);

  expect(textsOf(await world.read())).toEqual([START, END]);
  expect(await world.read(world.invocation(), {}, { logstore: 'other' })).toMatchObject({
    kind: 'refused',
    failure: { type: 'LogStoreNotExist' },
  });
});

test('a long log is read by four requests at a time, and none too many', async () => {
  const world = await LogWorld.start();
  world.write([START, ...Array(1_985).fill('x'), END]);
  let [underWay, most] = [0, 0];
  const onHeaders = (line: string) => {
    underWay += line.startsWith('GET') ? 1 : -1;
    most = Math.max(most, underWay);
  };

  expect(textsOf(await world.read(world.invocation(), { onHeaders }))).toHaveLength(1_987);
  expect(most).toBe(4);
  const offsets = world.searches
    .filter(({ query }) => query.query?.startsWith('instanceID'))
    .map(({ query }) => Number(query.offset));
  // Each page begins with the last record of the one before; 1, 2, 4, 4, … pages at a time.
  const pages = Array.from({ length: 23 }, (_, index) => index * 99);
  // The record that shows that nothing is left.
  expect(offsets.sort((one, other) => one - other)).toEqual(
    [...pages, 1_986].sort((one, other) => one - other),
  );
  for (const { query } of world.searches) expect(query.line).toBe('100');
});

test.for(['', 'a b', '"', '1-65" or "', 'x'.repeat(129)])(
  'a request ID that is %j is not searched for',
  async (requestId) => {
    const world = await LogWorld.start();

    expect(await world.read(world.invocation({ requestId }))).toEqual({
      kind: 'incomplete',
      reason: 'the request ID is not one that can be searched for',
    });
    expect(world.searches).toEqual([]);
  },
);

type Whole = readonly string[];

interface FaultRow {
  /** What is in the logstore; by default a first line, one of the function and a last one. */
  readonly records?: Parameters<LogWorld['write']>[0];
  readonly inject?: (emulator: Emulator) => void;
  /** The lines between FC's own, or a part of the result. */
  readonly ends: Whole | Partial<InvocationLog> | { readonly failure: object };
}

const GET_LOGS = { operation: 'GetLogs' } as const;
const ALWAYS = { ...GET_LOGS, times: Number.POSITIVE_INFINITY } as const;
const INCOMPLETE = { type: 'headers', set: [['x-log-progress', 'Incomplete']] } as const;
const HTML = { type: 'respond', status: 502, body: '<html>Bad Gateway</html>' } as const;
const MANY = Array.from({ length: 250 }, (_, index) => `line ${index}`);
const HOSTILE = [
  '::error::no',
  '::stop-commands::x',
  '##[group]x',
  '\u001b[31mred\u001b[0m',
  '<script>alert(1)</script>',
  'null \u0000 and \u2028',
  `FC Invoke Start RequestId: ${REQUEST_ID}`,
  `FC Invoke End RequestId: ${REQUEST_ID}`,
  `FC Invoke End RequestId: ${REQUEST_ID}, Error: Unhandled function error`,
  `FC Invoke Start RequestId: ${REQUEST_ID}`,
  `  FC Invoke End RequestId: ${REQUEST_ID}`,
  '\r',
  '',
  '__proto__',
  'a'.repeat(100_000),
];

describe('Log Service fails, and the reading ends as it should', () => {
  test.for(
    Object.entries<FaultRow>({
      'nothing is wrong': { ends: ['text'] },
      'never a line': {
        records: ['another one'],
        ends: { kind: 'incomplete', reason: 'its first line did not arrive (within 60 s)' },
      },
      'never the last line': {
        records: [START, 'text'],
        ends: { kind: 'incomplete', reason: 'its last line did not arrive (within 60 s)' },
      },
      'a last line of a failed initialization is missing': {
        records: [
          `FC Initialize Start RequestId: ${REQUEST_ID}`,
          `FC Initialize End RequestId: ${REQUEST_ID}`,
        ],
        ends: { kind: 'incomplete', reason: 'its last line did not arrive (within 60 s)' },
      },
      'a refusal (401)': {
        inject: (emulator) =>
          emulator.injectFault({ ...ALWAYS, type: 'service-error', code: 'Unauthorized' }),
        ends: {
          kind: 'refused',
          failure: {
            kind: 'service',
            type: 'Unauthorized',
            summary: 'Log Service responded with 401: injected: Unauthorized',
            refusal: {
              operation: 'log:GetLogStoreLogs',
              statusCode: 401,
              message: 'injected: Unauthorized',
            },
          },
        },
      },
      'a refusal (403)': {
        inject: (emulator) =>
          emulator.injectFault({ ...ALWAYS, type: 'service-error', code: 'SignatureNotMatch' }),
        ends: { kind: 'refused', failure: { type: 'SignatureNotMatch' } },
      },
      'a refusal that is HTML': {
        inject: (emulator) => emulator.injectFault({ ...ALWAYS, ...HTML, status: 403 }),
        ends: { kind: 'refused', failure: { type: 'ServiceError' } },
      },
      'too many requests, with a status of a refusal, for a while': {
        inject: (emulator) =>
          emulator.injectFault({
            ...GET_LOGS,
            times: 3,
            type: 'service-error',
            code: 'ReadQuotaExceed',
          }),
        ends: ['text'],
      },
      'a 500 for a while': {
        inject: (emulator) =>
          emulator.injectFault({
            ...GET_LOGS,
            times: 6,
            type: 'service-error',
            code: 'InternalServerError',
          }),
        ends: ['text'],
      },
      'a 500 for good': {
        inject: (emulator) =>
          emulator.injectFault({ ...ALWAYS, type: 'service-error', code: 'InternalServerError' }),
        ends: {
          kind: 'incomplete',
          reason: 'Log Service responded with 500: injected: InternalServerError (within 60 s)',
        },
      },
      'HTML of a gateway for a while': {
        inject: (emulator) => emulator.injectFault({ ...GET_LOGS, times: 6, ...HTML }),
        ends: ['text'],
      },
      'HTML with status 200 for a while': {
        inject: (emulator) => emulator.injectFault({ ...GET_LOGS, times: 6, ...HTML, status: 200 }),
        ends: ['text'],
      },
      'HTML with status 200 for good': {
        inject: (emulator) => emulator.injectFault({ ...ALWAYS, ...HTML, status: 200 }),
        ends: {
          kind: 'incomplete',
          reason: 'the response is not the JSON that Log Service sends (within 60 s)',
        },
      },
      'JSON that is no list': {
        inject: (emulator) => emulator.injectFault({ ...ALWAYS, type: 'body', body: '{}' }),
        ends: { kind: 'incomplete' },
      },
      'records without a time': {
        inject: (emulator) =>
          emulator.injectFault({ ...ALWAYS, type: 'body', body: '[{"message":"x"}]' }),
        ends: { kind: 'incomplete' },
      },
      'a response without end': {
        inject: (emulator) => emulator.injectFault({ ...ALWAYS, type: 'endless' }),
        records: [START, 'x'.repeat(1_000_000), END],
        ends: {
          kind: 'incomplete',
          reason: 'The response is larger than 32 MiB',
        },
      },
      'a redirect': {
        inject: (emulator) =>
          emulator.injectFault({ ...ALWAYS, type: 'respond', status: 300, body: '[]' }),
        ends: { kind: 'refused', failure: { type: 'ServiceError' } },
      },
      'connections that are reset for a while': {
        inject: (emulator) =>
          emulator.injectFault({ ...GET_LOGS, times: 5, type: 'reset', when: 'before-run' }),
        ends: ['text'],
      },
      'pages that are cut': {
        records: [START, ...MANY, END],
        inject: (emulator) =>
          emulator.injectFault({ ...GET_LOGS, times: 6, type: 'truncate', bytes: 100 }),
        ends: MANY,
      },
      'lines in any order, of several pages': { records: [START, ...MANY, END], ends: MANY },
      'a log that is not searched to its end for a while': {
        inject: (emulator) => emulator.injectFault({ ...GET_LOGS, times: 7, ...INCOMPLETE }),
        ends: ['text'],
      },
      'a log that is never searched to its end': {
        inject: (emulator) => emulator.injectFault({ ...ALWAYS, ...INCOMPLETE }),
        ends: {
          kind: 'incomplete',
          reason: 'Log Service did not search it to the end (within 60 s)',
        },
      },
      'a response that says nothing of its progress': {
        inject: (emulator) =>
          emulator.injectFault({ ...ALWAYS, type: 'headers', remove: ['x-log-progress'] }),
        ends: { kind: 'incomplete' },
      },
      'records that were written twice': {
        records: [
          START,
          { nanoseconds: 500, fields: { message: 'twice' } },
          { nanoseconds: 500, fields: { message: 'twice' } },
          { nanoseconds: 501, fields: { message: 'twice' } },
          { nanoseconds: 502, fields: { message: END } },
        ],
        ends: ['twice', 'twice'],
      },
      'lines that are equal within a millisecond are not one line': {
        records: [
          { nanoseconds: 0, fields: { message: START } },
          { nanoseconds: 1_000_000, fields: { message: 'same' } },
          { nanoseconds: 1_000_000, fields: { message: 'same' } },
          { nanoseconds: 2_000_000, fields: { message: END } },
        ],
        ends: ['same', 'same'],
      },
      'records of several lines': {
        records: [
          START,
          { fields: { message: 'one\ntwo\n' } },
          { fields: { message: '\n' } },
          { fields: { message: `three\r\n${END}\n` } },
        ],
        ends: ['one', 'two', '', 'three\r'],
      },
      'a record of very many lines': {
        records: [START, '\n'.repeat(100_000), END],
        ends: { kind: 'incomplete', reason: 'it has more than 100000 lines' },
      },
      'hostile lines': { records: [START, ...HOSTILE, END], ends: HOSTILE },
      'records without a message': {
        records: [START, { fields: { other: 'x' } }, 'text', END],
        ends: ['text'],
      },
      'a first line that does not tell its instance': {
        records: [{ fields: { message: START, instanceID: '' } }, 'text', END],
        ends: {
          kind: 'incomplete',
          reason: 'its first line does not name the instance that wrote it',
        },
      },
      'an instance that cannot be searched for': {
        records: [START, 'text', END].map((message) => ({
          fields: { message, instanceID: 'c-1" or "' },
        })),
        ends: {
          kind: 'incomplete',
          reason: 'its first line does not name the instance that wrote it',
        },
      },
    }),
  )('%s', async ([, { records = [START, 'text', END], inject, ends }]) => {
    const world = await LogWorld.start();
    world.write(records);
    inject?.(world.emulator);

    const log = await world.read();
    if (Array.isArray(ends)) expect(textsOf(log)).toEqual([START, ...ends, END]);
    else expect(log).toMatchObject(ends);
  });

  test('records that tell no instance', async () => {
    const world = await LogWorld.start();
    const record = { seconds: world.seconds(), topic: 'FCLogs:f' };
    world.emulator.writeLog(
      STORE,
      ...[START, END].map((message, nanoseconds) => ({
        ...record,
        nanoseconds,
        fields: { message },
      })),
    );

    expect(await world.read()).toEqual({
      kind: 'incomplete',
      reason: 'its first line does not name the instance that wrote it',
    });
  });

  test('when one of several pages fails, the others are given up', async () => {
    const world = await LogWorld.start();
    world.write([START, ...Array(300).fill(`${START} x`), END]);
    let left: unknown;
    // The second and the third page are requested at the same time.
    const pages = [
      async () => world.emulator.accessKey,
      async ({ signal }: Deadline) => {
        signal.addEventListener('abort', () => {
          left = signal.reason;
        });
        await once(signal, 'abort');
        throw signal.reason;
      },
      async () => {
        throw new CredentialsError('no credentials', 'none-found');
      },
    ];
    const accessKey = (deadline: Deadline) => pages.shift()?.(deadline) ?? Promise.reject();

    expect(await world.read(world.invocation(), { accessKey })).toMatchObject({ kind: 'refused' });
    expect(left).toBeInstanceOf(DOMException);
  });

  test('a page that is not searched to its end is requested five times more', async () => {
    const world = await LogWorld.start();
    world.write(['text']);
    world.emulator.injectFault({ ...ALWAYS, ...INCOMPLETE });

    // Not enough for a second reading.
    await world.read(world.invocation(), { seconds: 4 });
    expect(world.searches).toHaveLength(6);
  });

  test.for([
    [150, 'it was not read to its end'],
    // Of two readings the first ended for this reason, and the second for lack of time.
    [400, 'Log Service did not search it to the end'],
  ] as const)('no time is left within %i s: %s', async ([seconds, reason]) => {
    const world = await LogWorld.start();
    world.write(['text']);
    world.emulator.injectFault({ ...ALWAYS, ...INCOMPLETE });
    // Long waits, so that it does not matter what requests take.
    const clock: Clock = {
      now: () => world.clock.now(),
      sleep: (ms, signal) => world.clock.sleep(100 * ms, signal),
    };

    expect(await world.read(world.invocation(), { seconds, clock })).toEqual({
      kind: 'incomplete',
      reason: `${reason} (within ${seconds} s)`,
    });
  });

  test('FC’s own lines are found before the others of their instance, which are awaited', async () => {
    const world = await LogWorld.start();
    world.write([START, 'text', END]);
    let searches = 0;
    const onHeaders = (line: string) => {
      if (!line.includes('instanceID') || searches++ > 0) return;
      world.emulator.injectFault({ ...GET_LOGS, type: 'body', body: '[]' });
    };

    expect(textsOf(await world.read(world.invocation(), { onHeaders }))).toEqual([
      START,
      'text',
      END,
    ]);
  });

  test('late: the log is read as soon as its last line can be found', async () => {
    const world = await LogWorld.start({ logDelayMilliseconds: 20_000 });
    const invocation = await world.invoked('console.log("text")');

    expect(textsOf(await world.read(invocation))).toHaveLength(3);
  });

  test('too late: nothing is read after the time that was given', async () => {
    const world = await LogWorld.start({ logDelayMilliseconds: 3_600_000 });
    const invocation = await world.invoked('console.log("text")');
    const start = world.clock.now();

    expect(await world.read(invocation, { seconds: 10 })).toMatchObject({ kind: 'incomplete' });
    // The last reading begins 2 s before the end.
    expect(world.clock.now() - start).toBeGreaterThanOrEqual(8_000);
    // After 0, 1, 2, 3, 4.5, 6.75 and 8 s; fewer if the machine is busy.
    expect(world.searches.length).toBeLessThanOrEqual(7);
    expect(world.searches.length).toBeGreaterThan(2);
  });

  test('no response: nothing is read after the time that was given', async () => {
    const world = await LogWorld.start();
    world.emulator.injectFault({ type: 'delay', before: 'run', milliseconds: 600_000 });

    expect(await world.read(world.invocation(), { seconds: 1 })).toEqual({
      kind: 'incomplete',
      reason: 'no response within 1 s (within 1 s)',
    });
  });

  test('records that arrive while pages are read make it begin anew, until nothing moves', async () => {
    const world = await LogWorld.start();
    const at = world.seconds();
    const lines = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => ({
        nanoseconds: 1_000 + from + index,
        fields: { message: `line ${from + index}` },
      }));
    world.write([{ nanoseconds: 1, fields: { message: START } }, ...lines(0, 150)], at);
    world.write([{ nanoseconds: 1, fields: { message: END } }], at + 1);
    let written = 150;
    const settings = {
      onHeaders: (line: string) => {
        // Between the first two pages of the instance's log, twice.
        if (!line.includes('offset=99') || written > 152) return;
        world.write(lines(written, written + 1), at);
        written += 1;
      },
    };

    const log = await world.read(world.invocation(), settings);
    expect(textsOf(log)).toEqual([
      START,
      ...Array.from({ length: 153 }, (_, index) => `line ${index}`),
      END,
    ]);
  });
});

test('the log is read through the proxy of the environment', async () => {
  const proxy = await ConnectProxy.start();
  onTestFinished(() => proxy.close());
  const world = await LogWorld.start();
  world.write([START, END]);

  const environment = { http_proxy: proxy.url() };
  expect(await world.read(world.invocation(), { environment })).toMatchObject({ kind: 'whole' });
  const { host } = new URL(world.emulator.endpoint);
  expect(proxy.asked).toEqual(world.searches.map(() => host));
});

test('every request asks for the credentials of its time', async () => {
  const world = await LogWorld.start();
  world.write([START, END]);
  const temporary = { ...world.emulator.accessKey, accessKeyId: 'STS.1', securityToken: 'token' };
  world.emulator.addAccessKey(temporary);
  const keys = [world.emulator.accessKey, temporary];
  const accessKey = async () => keys[Math.min(1, world.searches.length)] ?? temporary;

  expect(await world.read(world.invocation(), { accessKey })).toMatchObject({ kind: 'whole' });
  const [first, ...others] = world.searches.map(({ headers }) => headers['x-acs-security-token']);
  expect(first).toBeUndefined();
  expect(new Set(others)).toEqual(new Set(['token']));
});

describe('cancelling ends it', () => {
  test('while a response is awaited', async () => {
    const world = await LogWorld.start();
    world.emulator.injectFault({ type: 'delay', before: 'run', milliseconds: 600_000 });

    const log = world.read();
    await world.emulator.waitForRequests(1);
    world.cancel();
    expect(await log).toMatchObject({ kind: 'cancelled', error: { reason: 'cancelled' } });
  });

  test('while the log is awaited', async () => {
    const world = await LogWorld.start();
    world.write(['another one']);

    const log = world.read(world.invocation(), { seconds: 86_400 });
    await world.clock.skipped(30_000);
    world.cancel();
    expect(await log).toMatchObject({ kind: 'cancelled' });
  });

  test('before it began', async () => {
    const world = await LogWorld.start();
    world.cancel();

    expect(await world.read()).toMatchObject({ kind: 'cancelled' });
    expect(world.searches).toEqual([]);
  });
});

test.for([
  ['sts-unavailable', 'incomplete'],
  ['none-found', 'refused'],
] as const)('credentials that are %s: %s', async ([problem, kind]) => {
  const world = await LogWorld.start();
  const accessKey = async () => {
    throw new CredentialsError('no credentials', problem);
  };

  expect(await world.read(world.invocation(), { accessKey })).toMatchObject({ kind });
});

test('a defect is not taken for a fault of Log Service', async () => {
  const world = await LogWorld.start();
  const accessKey = async () => {
    throw new Error('a defect');
  };

  await expect(world.read(world.invocation(), { accessKey })).rejects.toThrow('a defect');
});
