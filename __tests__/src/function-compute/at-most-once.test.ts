/**
 * The decision table of src/http/resend.ts, row by row, against a real server: how
 * often is a request sent, and how often does the function run?
 */
import { describe, test } from 'vitest';
import type { Fault } from '../../../emulator';
import { MAX_RETRIES, underFault, WAYS, type Way } from './under-fault';

/** How it ends: error type (empty for success), requests that run the function, executions. */
type Ending = readonly [errorType: string, requests: number, executions: number];

const exhausted = (code: 'ResourceExhausted' | 'ResourceThrottled', times = 1): Fault => ({
  type: 'service-error',
  code,
  times,
});
const html = (status: number, run = false): Fault => ({
  type: 'respond',
  status,
  body: '<h1>gateway</h1>',
  run,
});

/** One fault, and how each way ends under it. */
const TABLE: readonly (readonly [string, Fault, Readonly<Record<Way, Ending>>])[] = [
  ['429 ResourceExhausted, once', exhausted('ResourceExhausted'), again()],
  ['503 ResourceThrottled, once', exhausted('ResourceThrottled'), again()],
  [
    '429 ResourceExhausted, always',
    exhausted('ResourceExhausted', Number.POSITIVE_INFINITY),
    {
      ...all('ResourceExhausted', 1 + MAX_RETRIES, 0),
      trigger: ['some error', 1, 0],
    },
  ],
  ['429 of a gateway, once', html(429), again()],
  ['503 of a gateway', html(503), all('ServiceError', 1, 0)],
  ['502 of a gateway, after the run', html(502, true), all('ServiceError', 1, 1)],
  ['504 of a gateway, after the run', html(504, true), all('ServiceError', 1, 1)],
  [
    '500 InternalServerError, after the run',
    { type: 'service-error', code: 'InternalServerError', run: true },
    all('InternalServerError', 1, 1),
  ],
  [
    '404 FunctionNotFound',
    { type: 'service-error', code: 'FunctionNotFound' },
    all('FunctionNotFound', 1, 0),
  ],
  ['403 AccessDenied', { type: 'service-error', code: 'AccessDenied' }, all('AccessDenied', 1, 0)],
  ['reset before the run', { type: 'reset', when: 'before-run' }, all('NetworkError', 1, 0)],
  [
    'reset after the run',
    { type: 'reset', when: 'after-run' },
    { ...all('NetworkError', 1, 1), 'async with ID': ['', 1, 1] },
  ],
  [
    'an answer that is not HTTP, after the run',
    { type: 'raw-response', bytes: 'nonsense\r\n\r\n', run: true },
    { ...all('NetworkError', 1, 1), 'async with ID': ['', 1, 1] },
  ],
  [
    'a redirect',
    { type: 'respond', status: 307, headers: [['Location', '/']] },
    { ...all('ServiceError', 1, 0), trigger: ['', 1, 0] },
  ],
];

function all(...ending: Ending): Record<Way, Ending> {
  const [errorType, ...counts] = ending;
  return {
    sync: ending,
    'async with ID': ending,
    'async without ID': ending,
    trigger: [errorType === '' ? '' : 'some error', ...counts],
  };
}

/** Sent again through the API, where the second request runs the function; never by a trigger. */
function again(): Record<Way, Ending> {
  return { ...all('', 2, 1), trigger: ['some error', 1, 0] };
}

describe.for(TABLE)('%s', ([, fault, endings]) => {
  test.concurrent.for(WAYS)('%s', async (way, { expect }) => {
    const { errorType, requests, executions } = await underFault(way, fault);

    // What of an error of FC's reaches a trigger's client is not what this is about.
    const type = way === 'trigger' && errorType !== '' ? 'some error' : errorType;
    expect([type, requests, executions]).toEqual(endings[way]);
  });
});
