/** Of which invocations the whole log is read, and how often is asked where it is. */
import { expect, onTestFinished, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Invocation } from '../../../src/function-compute/invocation';
import { WholeLogs } from '../../../src/run/whole-logs';
import { caseOf } from '../../support/cases';
import { startTestEmulator } from '../../support/emulator';
import { runnerOf } from '../../support/runner';

const NOW = new Date();
const PERIOD = { sentAt: NOW, endedAt: NOW };
const ID = { requestId: '1-65dd9ece-123e1745-e6b2fe71423f' };
const NO_LOGSTORE =
  'The whole log is not available: the function has no logstore: its logConfig is not set, so `expect` sees `logs` as null.';
const NO_ID =
  'The whole log is not available: the response has no request ID, so `expect` sees `logs` as null.';

/** A function without a logstore: reading its log is to ask FC for that, and a warning. */
async function world() {
  const emulator = await startTestEmulator();
  onTestFinished(() => emulator.close());
  await emulator.deploy({ functionName: 'f', code: { 'index.js': '' } });
  emulator.createAlias('f', 'live', emulator.publishVersion('f'));
  const endpoint = { protocol: 'http', host: new URL(emulator.endpoint).host } as const;
  const runner = runnerOf({ variables: {} });
  const logs = new WholeLogs(runner, {
    endpoint,
    credentials: { description: 'of the test', accessKey: async () => emulator.accessKey },
    maxRetries: 0,
    given: undefined,
  });
  const { request } = caseOf();
  const read = (invocation: Invocation, qualifier = 'LATEST') => {
    const target = { ...request.target, endpoint, functionName: 'f', qualifier };
    return logs.read(invocation, { ...request, target }, PERIOD, runner.log);
  };
  const asked = () =>
    emulator.requests.map(({ operation, query }) => `${operation} ${query.qualifier}`);
  return { read, asked };
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
