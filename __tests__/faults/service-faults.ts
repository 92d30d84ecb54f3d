/** Faults that FC itself reports, clocks that differ, and asynchronous invocations. */
import type { ServiceErrorCode } from '../../emulator';
import { endedTask, triggerUrl } from './arrangements';
import {
  ANSWERED,
  type Cause,
  type FaultRow,
  lost,
  passed,
  ranWithout,
  refused,
} from './fault-row';

const MINUTE_MS = 60_000;
const MAY_HAVE_RUN = /the function may have run/;

/** Codes for which the request is not retried, however many retries are allowed. */
const FINAL_CODES: readonly ServiceErrorCode[] = [
  'InvalidArgument',
  'EntityTooLarge',
  'AccessDenied',
  'SignatureNotMatch',
  'InvalidAccessKeyID',
  'InvalidSecurityToken.Expired',
  'FunctionNotFound',
  'VersionNotFound',
  'CAExited',
];

/** FC's own refusal, spelt as live FC does and as an old page of its documentation does. */
const OWN_REFUSALS = ['FCCommonError', 'FcCommonError'].flatMap((type): FaultRow[] => {
  const cause: Cause = {
    faults: [
      {
        type: 'respond',
        status: 400,
        headers: [
          ['X-Fc-Error-Type', type],
          ['X-Fc-Request-Id', '1-own'],
        ],
        body: '{"Code":"FunctionNotStarted","Message":"no server"}',
      },
    ],
    inputs: { 'fail-on': 'none', attempts: '1', expect: 'statusCode == `400`' },
  };
  return [
    [
      `FC refuses as ${type}, under fail-on: none`,
      cause,
      refused('FunctionNotStarted', /^FC responded with 400: no server/),
    ],
    [
      `FC refuses as ${type} through an HTTP trigger, under fail-on: none`,
      { ...cause, arrange: triggerUrl },
      refused('FunctionNotStarted', /^FC responded with 400: no server/),
    ],
  ];
});

export const SERVICE_CODES: readonly FaultRow[] = [
  ...FINAL_CODES.map(
    (code): FaultRow => [
      `FC refuses with ${code}`,
      { faults: [{ type: 'service-error', code }], inputs: { 'max-retries': '3' } },
      refused(code, new RegExp(`injected: ${code}`)),
    ],
  ),
  ...(['InternalServerError', 'BadResponse'] as const).map(
    (code): FaultRow => [
      `FC responds with ${code} before the function ran`,
      { faults: [{ type: 'service-error', code }], inputs: { 'max-retries': '3' } },
      refused(code, MAY_HAVE_RUN),
    ],
  ),
  [
    'FC responds with InternalServerError after the function ran',
    {
      faults: [{ type: 'service-error', code: 'InternalServerError', run: true }],
      inputs: { 'max-retries': '3' },
    },
    { ...refused('InternalServerError', MAY_HAVE_RUN), executions: 1 },
  ],
  ...(['ResourceExhausted', 'ResourceThrottled'] as const).flatMap((code): FaultRow[] => [
    [
      `FC turns the request away with ${code}, once`,
      { faults: [{ type: 'service-error', code }], inputs: { 'max-retries': '1' } },
      passed({ requests: 2 }),
    ],
    [
      `FC turns the request away with ${code}, again and again`,
      { faults: [{ type: 'service-error', code, times: 9 }], inputs: { 'max-retries': '1' } },
      refused(code, /injected/, { requests: 2 }),
    ],
  ]),
  ...OWN_REFUSALS,
  [
    'Retry-After is beyond timeout',
    {
      faults: [
        { type: 'service-error', code: 'ResourceExhausted', headers: [['Retry-After', '3600']] },
      ],
      inputs: { 'max-retries': '3' },
    },
    refused('ResourceExhausted', /429/),
  ],
  [
    'Retry-After is no time at all',
    {
      faults: [
        { type: 'service-error', code: 'ResourceExhausted', headers: [['Retry-After', 'soon']] },
      ],
      inputs: { 'max-retries': '1' },
    },
    passed({ requests: 2 }),
  ],
  [
    'Retry-After is a moment in the past',
    {
      faults: [
        {
          type: 'service-error',
          code: 'ResourceExhausted',
          headers: [['Retry-After', 'Thu, 01 Jan 2026 00:00:00 GMT']],
        },
      ],
      inputs: { 'max-retries': '1' },
    },
    passed({ requests: 2 }),
  ],
];

export const CLOCKS: readonly FaultRow[] = [
  [
    'the clocks are 14 minutes apart',
    { faults: [{ type: 'clock', offsetMilliseconds: 14 * MINUTE_MS }] },
    passed(),
  ],
  [
    'the clocks are 16 minutes apart',
    {
      faults: [{ type: 'clock', offsetMilliseconds: 16 * MINUTE_MS }],
      inputs: { 'max-retries': '3' },
    },
    refused('InvalidTimeStamp.Expired', /403/),
  ],
  [
    'the clocks are a day apart',
    {
      faults: [{ type: 'clock', offsetMilliseconds: -24 * 60 * MINUTE_MS }],
      inputs: { 'max-retries': '3' },
    },
    refused('InvalidTimeStamp.Expired', /403/),
  ],
];

const ASYNC = { 'invocation-type': 'async', 'max-retries': '3' };
const TASK = { ...ASYNC, 'async-task-id': 'task-1' };

export const ASYNCHRONOUS: readonly FaultRow[] = [
  [
    'the response to an asynchronous call is lost',
    { faults: [{ type: 'reset', when: 'after-run' }], inputs: ASYNC },
    lost('NetworkError', 1),
  ],
  [
    'FC responds with 500 to an asynchronous call that it accepted',
    { faults: [{ type: 'service-error', code: 'InternalServerError', run: true }], inputs: TASK },
    {
      ...refused('InternalServerError', /may have run, as async task task-1/),
      executions: 1,
      outputs: [...ANSWERED, 'async-task-id'],
    },
  ],
  [
    'a task with the given ID exists already, with wait',
    { arrange: endedTask('task-1'), inputs: { ...TASK, wait: 'true' } },
    passed({
      // The earlier one, the one that FC refuses (409), and one that reads the task.
      requests: 3,
      outputs: [
        ...ranWithout('status-code', 'function-version', 'code-checksum'),
        'async-task-id',
        'async-task-status',
      ],
      warning: /the ID task-1 already existed: this run followed it but did not start it/,
    }),
  ],
  [
    'an asynchronous call is turned away, once',
    { faults: [{ type: 'service-error', code: 'ResourceExhausted' }], inputs: TASK },
    passed({ requests: 2, outputs: [...ANSWERED, 'async-task-id'] }),
  ],
];
