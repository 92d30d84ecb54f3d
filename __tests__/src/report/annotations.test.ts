/** The annotations of a step with a case file, and the failure that its last one tells of. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import { sentence } from '../../../src/failure';
import { caseAnnotations, casesFailure } from '../../../src/report/annotations';
import type { Case } from '../../../src/run/plan';
import { type CaseResult, endedCase, unsentCase } from '../../../src/run/results';
import { caseOf, resultOfCase } from '../../support/cases';
import { attempt, EXPECTATION_FAILED, FUNCTION_FAILED } from './summary-page';

const SETTINGS = { credentials: undefined, showResult: true };
const CANCELLED: Failure = { kind: 'cancelled', type: 'Cancelled', summary: 'It was cancelled' };

function passed(name: string): CaseResult {
  return resultOfCase([attempt()], { name });
}

function failed(name: string, different: Partial<Case> = {}): CaseResult {
  return resultOfCase([attempt({ failure: FUNCTION_FAILED })], { name, ...different });
}

function warned(name: string): CaseResult {
  return failed(name, { blocking: false });
}

function cancelled(name: string): CaseResult {
  return endedCase(caseOf({ name }), [], CANCELLED, 1);
}

/** It failed, and the job ended while its log was read. */
function cancelledLater(name: string): CaseResult {
  const failures = [FUNCTION_FAILED, CANCELLED];
  return resultOfCase([attempt({ failure: FUNCTION_FAILED }, { failures })], { name });
}

describe('there is an annotation', () => {
  test('for each case that failed, then for each that warned, in the order of the file', () => {
    const excused = resultOfCase(
      [attempt({ failure: FUNCTION_FAILED }, { verdict: 'passed-with-warning' })],
      { name: 'excused' },
    );
    const results = [
      passed('a'),
      warned('b'),
      failed('c'),
      unsentCase(caseOf({ name: 'd' })),
      unsentCase(caseOf({ name: 'e', skip: true })),
      excused,
      warned('g'),
      failed('h'),
    ];
    expect(
      caseAnnotations(results, SETTINGS).map(({ level, title }) => [level, title.split(':')[0]]),
    ).toEqual([
      ['error', 'c'],
      ['error', 'h'],
      ['warning', 'b'],
      ['warning', 'g'],
    ]);
  });

  test('for eight at most, of which warned ones go first', () => {
    const titles = (failures: number, warnings: number) =>
      caseAnnotations(
        [
          ...Array.from({ length: warnings }, (_, index) => warned(`w${index}`)),
          ...Array.from({ length: failures }, (_, index) => failed(`f${index}`)),
        ],
        SETTINGS,
      )
        .map(({ title }) => title.split(':')[0])
        .join(' ');
    expect(titles(8, 1)).toBe('f0 f1 f2 f3 f4 f5 f6 f7');
    expect(titles(6, 3)).toBe('f0 f1 f2 f3 f4 f5 w0 w1');
    expect(titles(1000, 0)).toBe('f0 f1 f2 f3 f4 f5 f6 f7');
  });
});

test('there is none for a case of which no failure is known', () => {
  expect(caseAnnotations([endedCase(caseOf(), [], undefined, 1)], SETTINGS)).toEqual([]);
});

describe('the annotation of a case', () => {
  test('says which it is, where it is written, what failed, and the request ID', () => {
    const source = { file: 'tests/cases.yml', line: 12 };
    expect(caseAnnotations([failed('empty order', { source })], SETTINGS)).toEqual([
      {
        level: 'error',
        title: 'empty order: hello (LATEST) in cn-hangzhou',
        lines: [
          expect.stringMatching(
            /^UnhandledInvocationError: The function failed: TypeError: .* Request ID: 1-650c0f0d-ae96ae24839e741e3ce1ba72\./,
          ),
        ],
        location: source,
      },
    ]);
  });

  test('says it of the last attempt, with all that failed, and what to do', () => {
    const refusal = { operation: 'fc:InvokeFunction', statusCode: 403, message: 'no' };
    const refused: Failure = { kind: 'service', type: 'AccessDenied', summary: 'No', refusal };
    const first = attempt({ failure: FUNCTION_FAILED, metadata: { requestId: '1-first' } });
    const last = attempt(
      { failure: refused, metadata: { requestId: '1-last' } },
      { failures: [refused, EXPECTATION_FAILED] },
    );
    const [annotation] = caseAnnotations([resultOfCase([first, last])], SETTINGS);
    const text = annotation?.lines.join('\n');
    expect(text).toMatch(/^AccessDenied: No\. The expectation failed: .* Request ID: 1-last\. /);
    expect(text).toContain('fc:InvokeFunction');
    expect(text).not.toContain('1-first');
  });

  test('does not say what was returned with `show-result: false`', () => {
    const hidden = { ...SETTINGS, showResult: false };
    expect(caseAnnotations([failed('a')], hidden)[0]?.lines.join()).not.toContain('TypeError');
    expect(caseAnnotations([failed('a')], SETTINGS)[0]?.lines.join()).toContain('TypeError');
  });

  test('of one that was never sent has no request ID', () => {
    const [annotation] = caseAnnotations([cancelled('a')], SETTINGS);
    expect(annotation).toMatchObject({ level: 'error', location: undefined });
    expect(annotation?.lines.join()).toMatch(/^Cancelled: It was cancelled\./);
    expect(annotation?.lines.join()).not.toContain('Request ID');
  });
});

describe('the failure of a step', () => {
  const told = (...results: readonly CaseResult[]) => {
    const failure = casesFailure(results);
    return failure && [failure.type, sentence(failure)];
  };

  test.for<[what: string, sentence: string | undefined, ...results: CaseResult[]]>([
    ['no failure', undefined, passed('a'), unsentCase(caseOf({ skip: true }))],
    ['no case', undefined],
    ['cases that were not run', undefined, unsentCase(caseOf())],
    ['one of one', '1 of 1 case failed: "a".', failed('a')],
    ['one of several', '1 of 3 cases failed: "b".', passed('a'), failed('b'), passed('c')],
    ['those that failed', '2 of 3 cases failed: "b", "c".', warned('a'), failed('b'), failed('c')],
    [
      'those that warned',
      '2 of 3 cases failed without blocking: "a", "c".',
      warned('a'),
      passed('b'),
      warned('c'),
    ],
    [
      'a cancelled job',
      '2 of 3 cases failed: "a", "b"; the job was cancelled.',
      failed('a'),
      cancelled('b'),
      unsentCase(caseOf()),
    ],
    [
      'a job that was cancelled behind a failure',
      '1 of 2 cases failed: "a"; the job was cancelled.',
      cancelledLater('a'),
      unsentCase(caseOf()),
    ],
  ])('%s', ([, message, ...results]) => {
    expect(told(...results)?.[1]).toBe(message);
  });

  test('has the type of the case that the outputs are of', () => {
    const expectation = resultOfCase([
      attempt({}, { failures: [EXPECTATION_FAILED], verdict: 'failed' }),
    ]);
    expect(told(warned('a'), expectation, failed('c'))?.[0]).toBe('ExpectationFailed');
    expect(told(cancelled('a'), failed('b'))?.[0]).toBe('UnhandledInvocationError');
    expect(told(warned('a'), cancelled('b'))?.[0]).toBe('Cancelled');
    expect(casesFailure([failed('a')])).toMatchObject({ kind: 'cases', cause: FUNCTION_FAILED });
  });

  test('names ten at most', () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    const quoted = (count: number) =>
      names
        .slice(0, count)
        .map((name) => `"${name}"`)
        .join(', ');
    const message = (count: number) =>
      told(...names.slice(0, count).map((name) => failed(name)))?.[1];
    expect(message(10)).toBe(`10 of 10 cases failed: ${quoted(10)}.`);
    expect(message(11)).toBe(`11 of 11 cases failed: ${quoted(10)} and 1 more.`);
    expect(message(12)).toBe(`12 of 12 cases failed: ${quoted(10)} and 2 more.`);
  });

  test('has no more than 100 characters of a name, in a line', () => {
    expect(told(failed('n'.repeat(200)))?.[1]).toBe(`1 of 1 case failed: "${'n'.repeat(99)}…".`);
    expect(told(failed('a\u2028::error::b'))?.[1]).toBe('1 of 1 case failed: "a ::error::b".');
  });
});
