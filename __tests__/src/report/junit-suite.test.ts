/** The contract's `junit-report`: what it says of each way in which a step and its cases can end. */
import { parse } from 'junit2json';
import { afterEach, describe, expect, test } from 'vitest';
import { type Failure, inputFailure } from '../../../src/failure';
import { addSecret, forgetSecrets } from '../../../src/redaction';
import { renderJUnit } from '../../../src/report/junit';
import { junitSuite } from '../../../src/report/junit-suite';
import { type CaseResult, endedCase, unsentCase } from '../../../src/run/results';
import { caseOf, planOf, resultOfCase } from '../../support/cases';
import { attempt, EXPECTATION_FAILED, FUNCTION_FAILED, INVOCATION } from './summary-page';

const CANCELLED: Failure = { kind: 'cancelled', type: 'Cancelled', summary: 'It was cancelled' };
const NETWORK: Failure = { kind: 'network', type: 'NetworkError', summary: 'No connection' };
const LOG = INVOCATION.metadata.logs ?? '';

function suiteOf(results: readonly CaseResult[], showResult = true, failure?: Failure) {
  const [first, ...others] = results.map((result) => result.case);
  const plan = planOf({ cases: [first ?? caseOf(), ...others], caseFile: 'cases.yml' });
  return junitSuite({ inputs: { plan, showResult }, results, failure });
}

function testCaseOf(result: CaseResult, showResult = true) {
  return suiteOf([result], showResult).testCases[0];
}

const failed = (failure: Failure) => resultOfCase([attempt({ failure })]);

afterEach(forgetSecrets);

describe('a test case', () => {
  test('names the case, the function and the place, and has time, request ID and log', () => {
    const source = { file: 'tests/cases.yml', line: 7 };
    const first = attempt({ metadata: { requestId: '1-first', logs: 'first' } });
    const passed = resultOfCase([first, attempt()], { name: 'total of three', source });
    expect(suiteOf([{ ...passed, seconds: 1.25 }])).toEqual({
      name: 'hello (LATEST) in cn-hangzhou',
      testCases: [
        {
          name: 'total of three',
          className: 'hello.LATEST',
          seconds: 1.25,
          outcome: { kind: 'passed' },
          properties: [['request-id', '1-650c0f0d-ae96ae24839e741e3ce1ba72']],
          systemOut: LOG,
          ...source,
        },
      ],
    });
  });

  test('without request ID, log and place has none', () => {
    expect(testCaseOf(resultOfCase([attempt({ metadata: {} })]))).toEqual({
      name: 'hello',
      className: 'hello.LATEST',
      seconds: 1,
      outcome: { kind: 'passed' },
      properties: [],
      systemOut: '',
    });
  });

  const SAID = { summary: 'It failed', detail: 'as it says' };
  const refusal = { operation: undefined, statusCode: 404, message: 'no' };

  const FAILURES: readonly Failure[] = [
    { kind: 'function', type: 'UnhandledInvocationError', ...SAID },
    { kind: 'http', type: 'HttpError', ...SAID },
    { kind: 'task', type: 'AsyncTaskFailed', ...SAID },
    EXPECTATION_FAILED,
    {
      kind: 'difference',
      type: 'ResultsDiffer',
      summary: 'It differs',
      differences: { count: 0, first: [] },
    },
  ];
  const ERRORS: readonly Failure[] = [
    { kind: 'baseline', type: 'BaselineError', summary: 'No', qualifier: 'prod', cause: NETWORK },
    { kind: 'service', type: 'FunctionNotFound', summary: 'No', refusal },
    NETWORK,
    { kind: 'timeout', type: 'Timeout', summary: 'No' },
    { kind: 'trigger', type: 'TriggerError', summary: 'No' },
    { kind: 'too-large', type: 'ResultTooLarge', summary: 'No' },
    { kind: 'output', type: 'OutputError', summary: 'No' },
    { kind: 'internal', type: 'InternalError', summary: 'No' },
    CANCELLED,
  ];

  test.for(
    [['failure', FAILURES] as const, ['error', ERRORS] as const].flatMap(([kind, failures]) =>
      failures.map((failure) => [kind, failure.type, failure] as const),
    ),
  )('has: %s, for %s', ([kind, type, failure]) => {
    const result = resultOfCase([attempt({}, { verdict: 'failed', failures: [failure] })]);
    expect(testCaseOf(result)?.outcome).toMatchObject({ kind, type });
  });

  test('has the cause as its message, and all that failed as details', () => {
    const both = attempt({}, { verdict: 'failed', failures: [NETWORK, EXPECTATION_FAILED] });
    expect(testCaseOf(resultOfCase([both]))?.outcome).toEqual({
      kind: 'error',
      type: 'NetworkError',
      message: 'No connection.',
      details: expect.stringMatching(/^No connection\.\nThe expectation failed: .*degraded.*\.$/),
    });
  });

  test('does not say what was returned with `show-result: false`', () => {
    const result = failed(FUNCTION_FAILED);
    expect(testCaseOf(result, false)?.outcome).toMatchObject({ message: 'The function failed.' });
    expect(testCaseOf(result)?.outcome).toMatchObject({ message: expect.stringMatching('Type') });
    const warned = { ...result, outcome: 'warned' } as const;
    expect(testCaseOf(warned, false)?.systemOut).toBe(`The function failed.\n${LOG}`);
  });

  test('of a case that only warned passes, with its message before the log', () => {
    const warned = resultOfCase([attempt({ failure: FUNCTION_FAILED })], { blocking: false });
    const testCase = testCaseOf(warned);
    expect(testCase?.outcome).toEqual({ kind: 'passed' });
    expect(testCase?.systemOut).toMatch(/^The function failed: TypeError: .*\.\nFC Invoke Start/);
    const silent = { ...warned, attempts: [] };
    expect(testCaseOf(silent)?.systemOut).toMatch(/^The function failed: TypeError: .*\.$/);
  });

  test('of a case with an error that is excused passes, without a message', () => {
    const excused = attempt({ failure: FUNCTION_FAILED }, { verdict: 'passed-with-warning' });
    expect(testCaseOf(resultOfCase([excused]))).toMatchObject({
      outcome: { kind: 'passed' },
      systemOut: LOG,
    });
  });

  test.for<[skip: string | true, reason: string]>([
    ['no prices', 'no prices'],
    [true, ''],
  ])('of a case with `skip: %s` is skipped', ([skip, reason]) => {
    const outcome = testCaseOf(unsentCase(caseOf({ skip })))?.outcome;
    expect(outcome).toEqual({ kind: 'skipped', reason });
  });

  test('has no part of a secret at the start of the log, which FC has cut', () => {
    addSecret('a-secret-in-the-log');
    const logs = 'in-the-log and all of a-secret-in-the-log';
    expect(testCaseOf(resultOfCase([attempt({ metadata: { logs } })]))?.systemOut).toBe(
      '*** and all of ***',
    );
  });
});

describe('a case that was not run has an error', () => {
  const rest = unsentCase(caseOf());

  test('with what ended the step before the first', () => {
    const [testCase] = suiteOf([rest], true, NETWORK).testCases;
    expect(testCase?.outcome).toEqual({
      kind: 'error',
      type: 'NetworkError',
      message: 'Not run. No connection.',
      details: 'No connection.',
    });
  });

  test('with that of the case which ended it, and of no other', () => {
    const ended = endedCase(caseOf(), [], CANCELLED, 1);
    const { testCases } = suiteOf([failed(NETWORK), ended, rest]);
    expect(testCases[2]?.outcome).toMatchObject({
      kind: 'error',
      type: 'Cancelled',
      message: 'Not run. It was cancelled.',
    });
  });

  test('which is never a failure, and says no more if nothing is known', () => {
    const [testCase] = suiteOf([rest], true, FUNCTION_FAILED).testCases;
    expect(testCase?.outcome.kind).toBe('error');
    expect(suiteOf([rest]).testCases[0]?.outcome).toMatchObject({ kind: 'error', type: '' });
  });
});

test('without valid inputs there is one error', () => {
  const failure = inputFailure(['`region` is required', '`timeout` is wrong']);
  const message = '2 problems with the inputs: `region` is required; `timeout` is wrong.';
  expect(junitSuite({ inputs: undefined, results: [], failure })).toEqual({
    name: 'fc-invoke',
    testCases: [
      {
        name: 'fc-invoke',
        className: 'fc-invoke',
        seconds: 0,
        outcome: { kind: 'error', type: 'InvalidInput', message, details: message },
        properties: [],
        systemOut: '',
      },
    ],
  });
  const [testCase] = junitSuite({ inputs: undefined, results: [] }).testCases;
  expect(testCase?.outcome).toMatchObject({ kind: 'error', message: '' });
});

test('a reader counts every outcome of one step', async () => {
  const named = (name: string) => ({ name, source: { file: 'cases.yml', line: 1 } });
  const results = [
    resultOfCase([attempt()], named('passed')),
    resultOfCase([attempt({ failure: FUNCTION_FAILED })], { ...named('warned'), blocking: false }),
    resultOfCase([attempt({ failure: FUNCTION_FAILED })], named('failed')),
    resultOfCase([attempt({ failure: NETWORK })], named('error')),
    unsentCase(caseOf({ ...named('skipped'), skip: 'later' })),
    endedCase(caseOf(named('cancelled')), [], CANCELLED, 1),
    unsentCase(caseOf(named('not run'))),
  ];
  const report = await parse(renderJUnit(suiteOf(results)));
  expect(report).toMatchObject({ tests: 7, failures: 1, errors: 3, skipped: 1, time: 5 });
  const suites = report && 'testsuite' in report ? report.testsuite : undefined;
  const kinds = suites?.[0]?.testcase?.map(({ name, failure, error, skipped }) => [
    name,
    failure?.[0]?.type ?? error?.[0]?.type ?? skipped?.[0]?.message,
  ]);
  expect(kinds).toEqual([
    ['passed', undefined],
    ['warned', undefined],
    ['failed', 'UnhandledInvocationError'],
    ['error', 'NetworkError'],
    ['skipped', 'later'],
    ['cancelled', 'Cancelled'],
    ['not run', 'Cancelled'],
  ]);
});
