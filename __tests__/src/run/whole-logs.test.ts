/** Of which invocations the whole log is read, and how often is asked where it is. */
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Deployment } from '../../../emulator';
import type { Clock } from '../../../src/clock';
import type { Failure } from '../../../src/failure';
import type { Invocation } from '../../../src/function-compute/invocation';
import { WholeLogs } from '../../../src/run/whole-logs';
import { caseOf } from '../../support/cases';
import { startTestEmulator } from '../../support/emulator';
import { NO_LOG, runnerOf } from '../../support/runner';
import { SkippingClock } from '../../support/skipping-clock';

const NOW = new Date();
const PERIOD = { sentAt: NOW, endedAt: NOW };
const ID = { requestId: '1-65dd9ece-123e1745-e6b2fe71423f' };
const NO_LOGSTORE =
  'The whole log is not available: the function has no logstore: its logConfig is not set, so `expect` sees `logs` as null.';
const NO_ID =
  'The whole log is not available: the response has no request ID, so `expect` sees `logs` as null.';

const NO_TIME =
  'The whole log is not available: reading the logs of this step has already taken 5 minutes, so `expect` sees `logs` as null.';

afterEach(() => {
  vi.useRealTimers();
});

/** A function without a logstore: reading its log is to ask FC for that, and a warning. */
async function world(deployment: Partial<Deployment> = {}, clock: Clock = new SkippingClock()) {
  const emulator = await startTestEmulator();
  onTestFinished(() => emulator.close());
  await emulator.deploy({ functionName: 'f', code: { 'index.js': '' }, ...deployment });
  emulator.createAlias('f', 'live', emulator.publishVersion('f'));
  const endpoint = { protocol: 'http', host: new URL(emulator.endpoint).host } as const;
  const runner = runnerOf({ variables: {}, clock });
  const lines: string[] = [];
  const log = { ...NO_LOG, line: (text: string) => lines.push(text) };
  const logs = new WholeLogs(runner, {
    endpoint,
    credentials: { description: 'of the test', accessKey: async () => emulator.accessKey },
    maxRetries: 1,
    given: undefined,
  });
  const { request } = caseOf();
  const read = (invocation: Invocation, qualifier = 'LATEST', period = PERIOD) => {
    const target = { ...request.target, endpoint, functionName: 'f', qualifier };
    return logs.read(invocation, { ...request, target }, period, log);
  };
  const asked = () =>
    emulator.requests.map(({ operation, query }) => `${operation} ${query.qualifier}`);
  return { emulator, lines, read, asked };
}

const failed = (failure: Partial<Failure> & Pick<Failure, 'kind'>): Invocation => ({
  metadata: ID,
  failure: { type: 'X', summary: 'x', ...failure } as Failure,
});
const refusal = { operation: undefined, statusCode: 500, message: 'no' };
const END = `FC Invoke End RequestId: ${ID.requestId}`;

test.for<readonly [what: string, Invocation, warning: string | undefined]>([
  ['that passed', { metadata: ID }, NO_LOGSTORE],
  ['of a function that failed', failed({ kind: 'function' }), NO_LOGSTORE],
  ['with an HTTP status of 400 and more', failed({ kind: 'http' }), NO_LOGSTORE],
  ['as a task that failed', failed({ kind: 'task' }), NO_LOGSTORE],
  ['of which the result is too large', failed({ kind: 'too-large' }), NO_LOGSTORE],
  ['with half a log', { metadata: { ...ID, logs: `x\n${END}` } }, NO_LOGSTORE],
  ['without a request ID', { metadata: { logs: 'x' } }, NO_ID],
  ['that failed, without a request ID', { ...failed({ kind: 'function' }), metadata: {} }, NO_ID],
  ['that FC refused', failed({ kind: 'service', refusal }), undefined],
  ['of which the response was lost', failed({ kind: 'network' }), undefined],
  ['that timed out', failed({ kind: 'timeout' }), undefined],
  ['that was cancelled', failed({ kind: 'cancelled' }), undefined],
  [
    'of too large a response without an ID',
    { ...failed({ kind: 'too-large' }), metadata: {} },
    undefined,
  ],
])('an invocation %s', async ([, invocation, warning]) => {
  const { read, asked } = await world();

  const logged = await read(invocation);
  expect(logged.warning).toBe(warning);
  expect(logged.invocation).toEqual(
    warning === undefined ? invocation : { ...invocation, wholeLog: 'unknown' },
  );
  expect(asked()).toEqual(warning === NO_LOGSTORE ? ['GetFunction LATEST'] : []);
});

test('each qualifier is asked for once, a trigger by its own', async () => {
  const { read, asked } = await world();
  const trigger = { method: 'GET', url: 'http://127.0.0.1/', qualifier: 'live' };

  await Promise.all([read({ metadata: ID }), read({ metadata: ID })]);
  await read({ metadata: ID });
  await read({ metadata: ID, trigger });
  await read({ metadata: ID }, 'live');
  expect(asked()).toEqual(['GetFunction LATEST', 'GetFunction live']);
});

test.for([
  ['before it was sent', -600, -600],
  ['after it was sent', 600, 0],
] as const)('a task that began %s is searched for from the earlier moment on', async (row) => {
  const [, startedSeconds, fromSeconds] = row;
  const { read, emulator } = await world({
    logConfig: { project: 'shop-logs', logstore: 'function-log' },
  });
  const sentAt = new Date(1_700_000_000_000);
  const at = (seconds: number) => new Date(sentAt.getTime() + seconds * 1000);

  await read({ metadata: ID, startedAt: at(startedSeconds) }, 'LATEST', {
    sentAt,
    endedAt: at(900),
  });
  const search = emulator.requests.find(({ operation }) => operation === 'GetLogs');
  // By a clock that differs by up to 15 minutes.
  expect(search?.query.from).toBe(String(1_700_000_000 + fromSeconds - 15 * 60));
});

test('without time left nothing is asked for', async () => {
  const clock = new SkippingClock();
  let minutes = 0;
  // It is 5 minutes later whenever somebody looks.
  clock.now = () => {
    minutes += 5;
    return minutes * 60_000;
  };
  const { read, asked } = await world({}, clock);

  const { invocation, warning } = await read({ metadata: ID });
  expect(warning).toBe(NO_TIME);
  expect(invocation.wholeLog).toBe('unknown');
  expect(asked()).toEqual([]);
});

test('where the log is, is asked for again after a failure, and leaves no timer', async () => {
  const { read, emulator, lines, asked } = await world();
  emulator.injectFault({
    type: 'service-error',
    code: 'ResourceThrottled',
    operation: 'GetFunction',
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

  expect((await read({ metadata: ID })).warning).toBe(NO_LOGSTORE);
  expect(asked()).toEqual(['GetFunction LATEST', 'GetFunction LATEST']);
  expect(lines).toEqual([
    expect.stringMatching(/^The function's logstore cannot be read yet: .*\(retry 1 of 1\)$/),
  ]);
  expect(vi.getTimerCount()).toBe(0);
});
