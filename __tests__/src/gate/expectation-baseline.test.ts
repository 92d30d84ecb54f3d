/** Expectations on `baseline`, which has the same names as the root. */
import { describe, expect, test } from 'vitest';
import { evaluateExpectations, parseExpectations } from '../../../src/gate/expectation';
import { describeFailure } from '../../../src/gate/expectation-outcome';
import { observe } from '../../../src/gate/expectation-subject';
import { ROOT_NAMES } from '../../../src/gate/root-names';
import { resultOf } from '../../support/results';
import { problemsOf } from './expectation-problems';

const NOT_THERE = 'is not a name under `baseline`';

describe('a typo under `baseline` is an input error', () => {
  test.each([
    ['baseline.reslt == result', 10, `\`reslt\` ${NOT_THERE}; did you mean \`result\`?`],
    ['@.baseline.reslt == result', 12, `\`reslt\` ${NOT_THERE}; did you mean \`result\`?`],
    ['baseline | reslt == `1`', 12, `\`reslt\` ${NOT_THERE}; did you mean \`result\`?`],
    ['baseline.[status]', 11, `\`status\` ${NOT_THERE}; did you mean \`statusCode\`?`],
    ['baseline."status" == `1`', 10, `\`status\` ${NOT_THERE}; did you mean \`statusCode\`?`],
    ['baseline.baseline', 10, `\`baseline\` ${NOT_THERE}; there are ${ROOT_NAMES.join(', ')}`],
    ['baseline.runs.count', 10, `\`runs\` ${NOT_THERE}; there are ${ROOT_NAMES.join(', ')}`],
    [
      'basline.result == result',
      1,
      '`basline` is not a name that expectations can use; did you mean `baseline`?',
    ],
    [
      'baseline.headers."X-A" == \'x\'',
      18,
      'names under `headers` are in lower case; write `"x-a"`',
    ],
    [
      "baseline.statusCode == '200'",
      1,
      '`baseline.statusCode` is a number, but is compared with a string; write numbers in backticks: `200`',
    ],
    [
      "(baseline | @.statusCode) == '200'",
      1,
      '`(baseline | @.statusCode)` is a number, but is compared with a string; write numbers in backticks: `200`',
    ],
    [
      '@.baseline.functionVersion != `3`',
      1,
      "`baseline.functionVersion` is a string, but is compared with a number; write strings in single quotes: '3'",
    ],
    [
      'baseline.codeChecksum == deployedCodeChecksum',
      26,
      '`deployedCodeChecksum` can only be used with `wait-for-update`',
    ],
  ])('%s', (text, column, message) => {
    expect(problemsOf(text, ['baseline'])).toEqual([`1, column ${column}: ${message}`]);
  });

  test.each([
    'baseline.result.x == result.x',
    '@.baseline.result == result',
    'baseline.result.reslt',
    'baseline.headers."x-a" == headers."x-a"',
    'durationMs < baseline.durationMs',
    'baseline.statusCode == `null`',
    'baseline.functionVersion != functionVersion',
    'length(keys(baseline)) > `3`',
    'baseline.*',
    'baseline == @',
    ...ROOT_NAMES.map((name) => `baseline.${name} == ${name}`),
  ])('%s is fine', (text) => {
    expect(problemsOf(text, ['baseline'])).toEqual([]);
  });

  test('and so is a name that is there with another input', () => {
    const text = 'baseline.deployedCodeChecksum == deployedCodeChecksum';
    expect(problemsOf(text, ['baseline', 'deployedCodeChecksum'])).toEqual([]);
  });

  test.each(['baseline.result == result', 'baseline', '@.baseline.x'])(
    'without `compare-with`, so is all of it: %s',
    (text) => {
      const [problem, ...others] = problemsOf(text);
      expect(problem).toContain('`baseline` can only be used with `compare-with`');
      expect(others).toEqual([]);
    },
  );
});

test.each(ROOT_NAMES)('baseline.%s with any letter left out is an input error', (name) => {
  for (let index = 0; index < name.length; index++) {
    const text = `!(baseline.${name.slice(0, index)}${name.slice(index + 1)} == \`null\`)`;
    expect([text, problemsOf(text, ['baseline']).length]).toEqual([text, 1]);
  }
});

test.each([
  ['baseline.result == result', ['baseline', 'result']],
  ['baseline.errorType == `null`', ['baseline']],
  ['@.baseline.result', ['baseline']],
])('%s uses the root names %j', (text, names) => {
  const [expectation] = parseExpectations(text, ['baseline']);
  expect([...(expectation?.names ?? [])]).toEqual(names);
  expect(expectation?.runs).toBeUndefined();
});

describe('with `show-result: false`, no value out of the result of the baseline is shown', () => {
  const invocation = { statusCode: 200, metadata: {}, result: resultOf('{"n":1}') };
  const { subject } = observe(invocation);

  test.each([
    ['baseline.result.n == `2`', '`baseline.result.n` is not shown'],
    ['baseline.errorMessage == `null` && `false`', '`baseline.errorMessage` is not shown'],
    ['baseline.statusCode == `201`', '`baseline.statusCode` is 200'],
    ['baseline == `1`', '`baseline` is not shown'],
    ['baseline.* == `1`', '`baseline.*` is not shown'],
    ["keys(baseline) == ['x']", '`keys(baseline)` is not shown; `baseline` is not shown'],
    ['result.baseline.x == `1`', '`result.baseline.x` is not shown'],
  ])('%s', (text, values) => {
    const expectations = parseExpectations(text, ['baseline']);
    const [outcome] = evaluateExpectations(expectations, { ...subject, baseline: { ...subject } });
    expect(outcome && describeFailure(outcome, false)).toBe(`\`${text}\`, but ${values}`);
  });
});
