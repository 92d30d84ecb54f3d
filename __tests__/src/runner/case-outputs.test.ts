/** The contract's outputs `cases`, `cases-passed` and `cases-failed`, and their limits. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import { addSecret, forgetSecrets } from '../../../src/redaction';
import { type CaseResult, endedCase, unsentCase } from '../../../src/run/results';
import { withCases } from '../../../src/runner/case-outputs';
import { outputsOf } from '../../../src/runner/outputs';
import { caseOf, resultOfCase } from '../../support/cases';
import { resultOf } from '../../support/results';
import { attempt, FUNCTION_FAILED } from '../report/summary-page';

const CANCELLED: Failure = { kind: 'cancelled', type: 'Cancelled', summary: 'Cancelled' };

function outputs(results: readonly CaseResult[], result?: string, file?: string | Error) {
  const returned = result === undefined ? undefined : resultOf(result);
  const told = returned && { ...returned, file: file ?? returned.file };
  return withCases(outputsOf({ metadata: {}, result: told }, undefined, 1), results);
}

function casesOf(...results: readonly CaseResult[]): Record<string, unknown>[] {
  return JSON.parse(outputs(results).outputs.cases);
}

afterEach(forgetSecrets);

describe('a case', () => {
  test('that failed has all that is known, in this order', () => {
    const sent = attempt({ wasSent: true, statusCode: 200, failure: FUNCTION_FAILED });
    const { metadata } = sent.invocation;
    const last = attempt({ ...sent.invocation, metadata: { ...metadata, latencyMs: 12.5 } });
    const [only] = casesOf(resultOfCase([sent, attempt(), last], { name: 'a "case"' }));
    expect(Object.entries(only ?? {})).toEqual([
      ['name', 'a "case"'],
      ['outcome', 'failed'],
      ['errorType', 'UnhandledInvocationError'],
      ['errorMessage', expect.stringMatching(/^The function failed: TypeError: .*\.$/)],
      ['requestId', '1-650c0f0d-ae96ae24839e741e3ce1ba72'],
      ['statusCode', 200],
      ['durationMs', 412.6],
      ['latencyMs', 12.5],
      // One of the attempts could not be sent.
      ['attempts', 2],
      ['differences', null],
      ['runs', null],
      ['resultFile', '/tmp/result'],
    ]);
  });

  test.for<[outcome: string, result: CaseResult, file: string | null]>([
    ['passed', resultOfCase([attempt()]), null],
    ['failed', resultOfCase([attempt({ failure: FUNCTION_FAILED })]), '/tmp/result'],
    ['warned', resultOfCase([attempt({ failure: FUNCTION_FAILED })], { blocking: false }), null],
    ['skipped', unsentCase(caseOf({ skip: true })), null],
    ['not-run', unsentCase(caseOf()), null],
    ['failed', endedCase(caseOf(), [], CANCELLED, 1), null],
    ['failed', resultOfCase([attempt({ result: undefined, failure: FUNCTION_FAILED })]), null],
    [
      'failed',
      resultOfCase([
        attempt({
          result: { ...resultOf(''), file: new Error('ENOSPC') },
          failure: FUNCTION_FAILED,
        }),
      ]),
      null,
    ],
  ])('that is %s', ([outcome, result, resultFile]) => {
    expect(casesOf(result)).toEqual([expect.objectContaining({ outcome, resultFile })]);
  });

  test('that nothing is known of has null for it, and leaves nothing out', () => {
    expect(casesOf(unsentCase(caseOf({ name: 'a' })))).toEqual([
      {
        name: 'a',
        outcome: 'not-run',
        errorType: null,
        errorMessage: null,
        requestId: null,
        statusCode: null,
        durationMs: null,
        latencyMs: null,
        attempts: 0,
        differences: null,
        runs: null,
        resultFile: null,
      },
    ]);
  });

  test('has an error message of at most 200 characters', () => {
    const messageOf = (length: number) => {
      const failure = { ...CANCELLED, summary: 'm'.repeat(length) };
      return casesOf(endedCase(caseOf(), [], failure, 1))[0]?.errorMessage;
    };
    expect(messageOf(199)).toBe(`${'m'.repeat(199)}.`);
    expect(messageOf(200)).toBe(`${'m'.repeat(199)}…`);
  });
});

test('those that passed or warned and those that failed are counted', () => {
  const failed = attempt({ failure: FUNCTION_FAILED });
  const results = [
    resultOfCase([attempt()]),
    resultOfCase([failed], { blocking: false }),
    resultOfCase([failed], { blocking: false }),
    resultOfCase([failed]),
    unsentCase(caseOf()),
    unsentCase(caseOf({ skip: true })),
  ];
  expect(outputs(results).outputs).toMatchObject({ 'cases-passed': '3', 'cases-failed': '1' });
  expect(casesOf(...results).map(({ outcome }) => outcome)).toEqual([
    'passed',
    'warned',
    'warned',
    'failed',
    'not-run',
    'skipped',
  ]);
});

test('a secret is in no text of a case, and what is no text stays JSON', () => {
  addSecret('12345678');
  addSecret('"outcome":"failed"');
  const failure = { ...CANCELLED, type: 'T-12345678', summary: `${'x'.repeat(195)}12345678` };
  const metadata = { durationMs: 12345678, requestId: '1-x' };
  const result = resultOfCase([attempt({ metadata, failure })], { name: 'case 12345678' });
  expect(casesOf(result)[0]).toMatchObject({
    name: 'case ***',
    outcome: 'failed',
    errorType: 'T-***',
    errorMessage: `${'x'.repeat(195)}***.`,
    durationMs: 12345678,
  });
});

describe('limits:', () => {
  /** Cases whose JSON has a length of 100,000 and this many more. */
  function sized(more: number): readonly CaseResult[] {
    const named = (length: number) => [unsentCase(caseOf({ name: 'n'.repeat(length) }))];
    return named(100_000 + more - outputs(named(0)).outputs.cases.length);
  }

  test('the result is emptied if it and the cases have more than 450,000 code units', () => {
    const result = 'r'.repeat(350_000);
    const fits = outputs(sized(0), result);
    expect(fits.outputs.cases).toHaveLength(100_000);
    expect(fits.outputs.result).toBe(result);
    expect(fits.warnings).toEqual([]);

    const long = outputs(sized(1), result);
    expect(long.outputs.cases).toHaveLength(100_001);
    expect(long.outputs.result).toBe('');
    expect(long.outputs['result-file']).toBe('/tmp/result');
    expect(long.warnings).toEqual([
      'The result and the output cases have more than 450,000 UTF-16 code units together, so the output result is empty; read the file that the output result-file names.',
    ]);
  });

  test('which names no file if there is none, and is not said of no result', () => {
    const [warning] = outputs(sized(1), 'r'.repeat(350_000), new Error('ENOSPC')).warnings;
    expect(warning).toMatch(/so the output result is empty\.$/);
    expect(outputs(sized(400_000)).warnings).toEqual([expect.stringMatching(/^The output cases/)]);
  });

  test('above 128 KiB a warning says that they do not fit an environment variable', () => {
    expect(outputs(sized(31_072)).warnings).toEqual([]);
    expect(outputs(sized(31_073)).warnings).toEqual([
      'The output cases has 131073 bytes and does not fit an environment variable, which holds 128 KiB; a junit-report holds the same.',
    ]);
  });

  test('in bytes', () => {
    const results = [unsentCase(caseOf({ name: '例'.repeat(50_000) }))];
    expect(outputs(results).warnings).toEqual([expect.stringMatching(/has 15\d{4} bytes/)]);
  });
});
