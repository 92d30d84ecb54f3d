import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NO_CREDENTIALS } from '../../../src/credentials/credentials';
import type { Channel, InvocationRequest } from '../../../src/function-compute/invocation';
import { forgetSecrets } from '../../../src/redaction';
import {
  announce,
  destinationOf,
  reportEvent,
  reportExchangeRetry,
  reportHeaders,
  reportLogRetry,
  reportLostResponse,
  reportNextAttempt,
  reportProgress,
  reportResend,
  reportStateChange,
  reportTaskId,
  titleOf,
} from '../../../src/report/progress';
import type { Plan } from '../../../src/run/plan';
import { StepLog } from '../../../src/runner/step-log';
import { caseOf, GET_REQUEST } from '../../support/cases';
import { captured } from '../../support/runner';

afterEach(forgetSecrets);

const TARGET = {
  region: 'cn-hangzhou',
  endpoint: { protocol: 'https', host: 'fcv3.cn-hangzhou.aliyuncs.com' },
  accountId: '',
  serviceName: '',
  functionName: 'hello',
  qualifier: 'LATEST',
} as const;

function request(rest: Partial<InvocationRequest> = {}): InvocationRequest {
  return {
    target: TARGET,
    channel: { kind: 'api' },
    mode: { type: 'sync', logType: 'tail' },
    payload: Buffer.from('hello'),
    ...rest,
  };
}

/** A plan without a case file. */
function planOf(only: InvocationRequest): Pick<Plan, 'cases' | 'caseFile'> {
  return { cases: [caseOf({ request: only })], caseFile: undefined };
}

function trigger(which: 'of-qualifier' | { name: string }, headers = {}): Channel {
  return { kind: 'trigger', which, request: { ...GET_REQUEST, headers } };
}

const FROM_INPUTS = {
  description: 'credentials from inputs',
  accessKey: () => Promise.reject(new Error('not needed')),
};

function linesOf(write: (log: StepLog) => void, isDebug = false): string[] {
  return captured(() => write(new StepLog(isDebug)))
    .split('\n')
    .slice(0, -1);
}

describe('the first line says what is invoked, where, how, how many bytes, and who invokes', () => {
  const URL_CHANNEL: Channel = {
    kind: 'trigger-url',
    url: new URL('https://f-x.cn-hangzhou.fcapp.run/a?b=c'),
    request: GET_REQUEST,
  };

  test.for([
    [
      'a function of FC 3.0',
      request(),
      FROM_INPUTS,
      'Invoking hello (LATEST) in cn-hangzhou at https://fcv3.cn-hangzhou.aliyuncs.com, sync, 5 bytes of payload, credentials from inputs',
    ],
    [
      'one of FC 2.0, with one byte',
      request({ target: { ...TARGET, serviceName: 'shop' }, payload: Buffer.from('x') }),
      FROM_INPUTS,
      'Invoking shop/hello (LATEST) in cn-hangzhou at https://fcv3.cn-hangzhou.aliyuncs.com, sync, 1 byte of payload, credentials from inputs',
    ],
    [
      'asynchronously',
      request({ mode: { type: 'async', wait: false, taskId: undefined } }),
      FROM_INPUTS,
      'Invoking hello (LATEST) in cn-hangzhou at https://fcv3.cn-hangzhou.aliyuncs.com, async, 5 bytes of payload, credentials from inputs',
    ],
    [
      'a URL',
      request({ channel: URL_CHANNEL }),
      NO_CREDENTIALS,
      'Invoking hello (LATEST) in cn-hangzhou at https://f-x.cn-hangzhou.fcapp.run, sync, 5 bytes of payload, no credentials needed',
    ],
  ] as const)('%s', ([, given, credentials, line]) => {
    expect(linesOf((log) => announce(log, planOf(given), credentials))).toEqual([line]);
  });

  test.for([
    ['that of the qualifier', trigger('of-qualifier'), 'its HTTP trigger (https://fcv3.'],
    ['one by its name', trigger({ name: 'web' }), 'its HTTP trigger web (https://fcv3.'],
  ] as const)('a trigger: %s', ([, channel, destination]) => {
    expect(destinationOf({ target: TARGET, channel })).toContain(destination);
  });
});

test('an annotation is titled with function, qualifier and region', () => {
  expect(titleOf(TARGET)).toBe('hello (LATEST) in cn-hangzhou');
  expect(titleOf({ ...TARGET, serviceName: 'shop' })).toBe('shop/hello (LATEST) in cn-hangzhou');
});

describe('debug output shows the event', () => {
  const HIDDEN = 'not shown, as it carries credentials';

  test.for([
    ['as it is', request(), 'hello'],
    ['up to 64 KiB', request({ payload: Buffer.alloc(65_536, 'x') }), 'x'.repeat(65_529)],
    ['no more', request({ payload: Buffer.alloc(65_537, 'x') }), '64 KiB, not shown'],
    ['unless it is not text', request({ payload: Buffer.of(0xff) }), 'not valid UTF-8'],
    ['through a trigger', request({ channel: trigger('of-qualifier') }), 'hello'],
    [
      'unless it carries a token',
      request({ channel: trigger('of-qualifier', { authorization: 'Bearer x' }) }),
      HIDDEN,
    ],
    ['or a cookie', request({ channel: trigger('of-qualifier', { cookie: 'a=b' }) }), HIDDEN],
  ] as const)('%s', ([, given, shown]) => {
    expect(linesOf((log) => reportEvent(log, given), true)).toEqual([`::debug::Event: ${shown}`]);
  });
});

const RETRY = { reason: 'connection refused', waitMs: 1_250, number: 2, maxRetries: 3 };

test.for<readonly [string, (log: StepLog) => void, string]>([
  [
    'a retry of an invocation',
    (log) => reportResend(log, RETRY),
    'Connection refused (the function has not run). Retrying in 1.3 s (retry 2 of 3)',
  ],
  [
    'a retry of the exchange of tokens',
    (log) => reportExchangeRetry(log, { ...RETRY, waitMs: 30_000 }),
    'No temporary credentials yet: connection refused. Retrying in 30.0 s (retry 2 of 3)',
  ],
  [
    'a retry of reading the log',
    (log) => reportLogRetry(log, RETRY),
    "The function's logstore cannot be read yet: connection refused. Retrying in 1.3 s (retry 2 of 3)",
  ],
  [
    'a lost response',
    (log) => reportLostResponse(log, 'ECONNRESET'),
    'The response was lost (ECONNRESET); looking up whether FC accepted the task',
  ],
  ['the ID of a task', (log) => reportTaskId(log, 'gh-1'), 'Async task ID gh-1'],
  [
    'the state of a task',
    (log) => reportStateChange(log, 'gh-1', 'Running'),
    'Async task gh-1: Running',
  ],
  [
    'another attempt',
    (log) => reportNextAttempt(log, { failure: 'It broke.', number: 1, of: 3, seconds: 5 }),
    'Attempt 1 of 3 failed: It broke. Next attempt in 5 s',
  ],
])('one line tells of %s', ([, report, line]) => {
  expect(linesOf(report)).toEqual([line]);
});

describe('debug output shows headers', () => {
  const headers = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, 'v']));

  test.for([
    ['all of them', headers(2), 'x-0: v%0Ax-1: v'],
    ['a hundred at most', headers(100), /%0Ax-99: v$/],
    ['and counts others', headers(102), /%0Ax-99: v%0A… and 2 more headers$/],
    ['cut at 500 code units', { x: 'v'.repeat(600) }, `x: ${'v'.repeat(496)}…`],
    ['each on one line', { x: 'a\nb' }, 'x: a b'],
  ] as const)('%s', ([, given, shown]) => {
    const [line, ...more] = linesOf((log) => reportHeaders(log, 'HTTP 200', given), true);

    expect(more).toEqual([]);
    if (typeof shown === 'string') expect(line).toBe(`::debug::HTTP 200%0A${shown}`);
    else expect(line).toMatch(shown);
  });
});

describe('while a call runs', () => {
  let printed: string[] = [];

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed.push(String(text).trimEnd());
      return true;
    });
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    printed = [];
  });

  test('there is a line every minute, until it has ended', () => {
    // The process is older than the call.
    vi.advanceTimersByTime(600_000);
    const end = reportProgress(new StepLog(false), 'migrate');
    vi.advanceTimersByTime(59_999);
    expect(printed).toEqual([]);

    vi.advanceTimersByTime(60_001);
    end();
    vi.advanceTimersByTime(600_000);

    expect(printed).toEqual([
      'Still waiting for migrate after 1 min',
      'Still waiting for migrate after 2 min',
    ]);
  });
});
