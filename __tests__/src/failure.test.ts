import { expect, test } from 'vitest';
import {
  causesFirst,
  defectFailure,
  type Failure,
  inputFailure,
  isFunctionFailure,
  outputFailure,
  sentence,
  shownSentence,
} from '../../src/failure';
import { outcomes } from './report/summary-page';

const FUNCTION: Failure = { kind: 'function', type: 'E', summary: 'It failed', detail: 'oops' };
const SERVICE: Failure = {
  kind: 'service',
  type: 'E',
  summary: 'FC refused',
  refusal: { operation: undefined, statusCode: 400, message: '' },
};
const EXPECTATIONS: Failure = {
  kind: 'expectation',
  type: 'ExpectationFailed',
  summary: '2 failed',
  failed: outcomes("result.status == 'x'\ndurationMs < `1`"),
};

test.for<readonly [string, Failure, whole: string, withoutResult: string]>([
  ['what the function says', FUNCTION, 'It failed: oops.', 'It failed.'],
  ['nothing more', { ...FUNCTION, detail: undefined }, 'It failed.', 'It failed.'],
  ['an empty detail', { ...FUNCTION, detail: '' }, 'It failed.', 'It failed.'],
  ['a full stop that is there', { ...FUNCTION, detail: 'oops!' }, 'It failed: oops!', 'It failed.'],
  ['one in Chinese', { ...FUNCTION, detail: '失败。' }, 'It failed: 失败。', 'It failed.'],
  ['one in the midst', { ...FUNCTION, detail: 'a. b' }, 'It failed: a. b.', 'It failed.'],
  ['a refusal', SERVICE, 'FC refused.', 'FC refused.'],
  ['words of a trigger', { ...SERVICE, detail: 'no' }, 'FC refused: no.', 'FC refused.'],
  [
    'expectations',
    EXPECTATIONS,
    "2 failed: `result.status == 'x'`, but `result.status` is 'ok'; `durationMs < `1``, but `durationMs` is 412.6.",
    "2 failed: `result.status == 'x'`, but `result.status` is not shown; `durationMs < `1``, but `durationMs` is 412.6.",
  ],
])('one sentence tells of %s', ([, failure, whole, withoutResult]) => {
  expect(sentence(failure)).toBe(whole);
  expect(shownSentence(failure, true)).toBe(whole);
  expect(shownSentence(failure, false)).toBe(withoutResult);
});

test.for<readonly [Failure, string]>([
  [inputFailure(['a']), 'InvalidInput: An input is invalid: a.'],
  [inputFailure(['a', 'b']), 'InvalidInput: 2 problems with the inputs: a; b.'],
  [
    outputFailure('It cannot be written', new Error('EACCES: no')),
    'OutputError: It cannot be written: EACCES: no.',
  ],
  [
    defectFailure(new Error('x')),
    'InternalError: This action has a defect (x); please report it with the debug log of a run with RUNNER_DEBUG=1.',
  ],
])('%j', ([failure, told]) => {
  expect(`${failure.type}: ${sentence(failure)}`).toBe(told);
});

test('what ended an invocation is its cause before what came of it', () => {
  const names = { type: 'E', summary: 'It failed' };
  const differences = { first: [], count: 1 };
  const ordered: readonly Failure[] = [
    { kind: 'baseline', ...names, qualifier: 'live', cause: undefined },
    FUNCTION,
    outputFailure('It cannot be written', new Error('no')),
    { kind: 'difference', ...names, differences },
    EXPECTATIONS,
  ];
  const ofCases = ordered.map((cause): Failure => ({ kind: 'cases', ...names, cause }));
  const ofRuns = ordered.map(
    (cause): Failure => ({ kind: 'runs', ...names, cause, end: undefined }),
  );

  for (const failures of [ordered, ofCases, ofRuns]) {
    expect(causesFirst(failures.toReversed())).toEqual(failures);
  }
});

test('function errors, HTTP statuses and failed tasks are the function’s own', () => {
  const kinds = ['function', 'http', 'task'] as const;
  const own = kinds.map((kind): Failure => ({ ...FUNCTION, kind }));

  expect([...own, SERVICE, EXPECTATIONS].map(isFunctionFailure)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
