/** The job summary of a step with 12 cases that docs/cases.md shows, rendered by today's code. */

import { SUMMARY_TARGET } from '../__tests__/src/report/summary-page';
import { caseOf } from '../__tests__/support/cases';
import { resultOf } from '../__tests__/support/results';
import { functionFailure } from '../src/function-compute/failures';
import type { Invocation } from '../src/function-compute/invocation';
import { type Gate, judged } from '../src/gate/attempt';
import { parseExpectations } from '../src/gate/expectation';
import { casesFailure } from '../src/report/annotations';
import { renderCasesSummary } from '../src/report/summary-cases';
import { type CaseResult, endedCase, unsentCase, verdictOf } from '../src/run/results';

const FUNCTION = 'checkout';
const CONNECTION = { credentials: undefined, showResult: true } as const;

interface Told {
  readonly expect?: string;
  readonly durationMs: number;
  readonly result: Readonly<Record<string, unknown>>;
  readonly blocking?: boolean;
  readonly failOn?: Gate['failOn'];
}

const ORDER = { total: 29.7, currency: 'CNY', delivery: 4.9 };
const FAILS = "errorType == 'UnhandledInvocationError'";

/** By name; a text is why a case is skipped. */
const CASES: Readonly<Record<string, Told | string>> = {
  'total of three': { expect: 'result.total == `29.7`', durationMs: 12.44, result: ORDER },
  'free delivery from 50 on': {
    expect: 'result.delivery == `0`',
    durationMs: 9.8,
    result: { ...ORDER, total: 59.4, delivery: 0 },
  },
  'an order as the shop sends it': { durationMs: 14.02, result: ORDER },
  'rejects an empty order': {
    expect: FAILS,
    failOn: 'none',
    durationMs: 8.31,
    result: { errorMessage: 'the order is empty', errorType: 'RangeError', stackTrace: [] },
  },
  'prices in euros': {
    expect: "result.currency == 'EUR'\nresult.total == `3.84`",
    durationMs: 11.27,
    result: { ...ORDER, total: 3.84 },
  },
  'voucher of a new customer': {
    expect: 'result.total == `19.7`',
    durationMs: 10.9,
    result: { ...ORDER, total: 19.7 },
  },
  'voucher that has expired': {
    expect: 'result.total == `29.7`',
    durationMs: 7.66,
    result: {
      errorMessage: "Cannot read properties of undefined (reading 'percent')",
      errorType: 'TypeError',
      stackTrace: ['at discount (/code/vouchers.js:14:26)'],
    },
  },
  'order of 500 lines': { durationMs: 88.13, result: { ...ORDER, total: 4950 } },
  'fast enough for the page': {
    expect: 'durationMs < `800`',
    durationMs: 913.5,
    result: ORDER,
    blocking: false,
  },
  'delivery to an island': { durationMs: 12.05, result: { ...ORDER, delivery: 14 } },
  'two parcels': { durationMs: 13.71, result: { ...ORDER, delivery: 9.8 } },
  'prices of next year': 'waiting for the price list',
};

/** The markup of the summary. */
export function summaryOfCases(): string {
  const results = Object.entries(CASES).map(([name, told], index) =>
    typeof told === 'string'
      ? unsentCase(caseOf({ name, skip: told }))
      : resultOfCase(name, told, index),
  );
  return renderCasesSummary({
    ...CONNECTION,
    verdict: verdictOf(results, true),
    failure: casesFailure(results),
    hint: undefined,
    target: { ...SUMMARY_TARGET, functionName: FUNCTION },
    results,
  });
}

function resultOfCase(name: string, told: Told, index: number): CaseResult {
  const { expect = 'statusCode == `200`', failOn = 'any', blocking = true } = told;
  const gate = {
    failOn,
    expectations: parseExpectations(expect),
    attempts: 1,
    attemptIntervalSeconds: 0,
  };
  const run = caseOf({ name, gate, blocking });
  const { target } = run.request;
  const ofFunction = { ...run.request, target: { ...target, functionName: FUNCTION } };
  const requestId = `1-6906f2d9-0f1e2d3c-4b5a697887${(index + 16).toString(16)}`;
  const metadata = {
    requestId,
    logs: `FC Invoke Start RequestId: ${requestId}\nFC Invoke End RequestId: ${requestId}\n`,
    durationMs: told.durationMs,
    billedDurationMs: Math.ceil(told.durationMs),
    memoryUsedMb: 57.31,
    memorySizeMb: 512,
    functionVersion: '12',
    ...('errorType' in told.result ? { functionErrorType: 'UnhandledInvocationError' } : {}),
  };
  const result = resultOf(JSON.stringify(told.result));
  const request = { ...ofFunction, mode: { type: 'sync', logType: 'tail' } } as const;
  const failure = functionFailure(request, metadata, result);
  const invocation: Invocation = {
    statusCode: 200,
    headers: {},
    metadata,
    result,
    ...(failure === undefined ? {} : { failure }),
  };
  return endedCase(run, [judged(gate, 1, { invocation })], undefined, told.durationMs / 1000);
}
