/** The contract's "Comparison": in which order both sides are invoked, and what comes of it. */
import { describe, expect, test } from 'vitest';
import { type Failure, sentence } from '../../../src/failure';
import type { Invocation } from '../../../src/function-compute/invocation';
import { type Gate, judged } from '../../../src/gate/attempt';
import { invokeCompared } from '../../../src/gate/baseline';
import { parseExpectations } from '../../../src/gate/expectation';
import { parseIgnoredPaths } from '../../../src/gate/ignored-paths';
import { endsStep } from '../../../src/gate/verdict';
import { resultOf } from '../../support/results';

const refused = (statusCode: number, requestId?: string): Invocation => ({
  statusCode,
  metadata: { requestId, latencyMs: 5 },
  trigger: { method: 'GET', url: 'https://f.example/' },
  failure: {
    kind: 'service',
    type: 'Refused',
    summary: 'FC refused',
    refusal: { operation: undefined, statusCode, message: 'no' },
  },
});
const ended = (failure: Failure): Invocation => ({ metadata: {}, wasSent: true, failure });
const LATE = ended({ kind: 'timeout', type: 'Timeout', summary: 'No response' });
const NETWORK = ended({ kind: 'network', type: 'NetworkError', summary: 'No connection' });
const TRIGGER = ended({ kind: 'trigger', type: 'TriggerError', summary: 'No trigger' });
const LARGE = ended({ kind: 'too-large', type: 'ResultTooLarge', summary: 'Too large' });
const DEFECT = ended({ kind: 'internal', type: 'InternalError', summary: 'A defect' });
const CANCELLED = ended({ kind: 'cancelled', type: 'Cancelled', summary: 'The job ended' });

const ok = (text: string | Uint8Array, functionVersion?: string): Invocation => ({
  wasSent: true,
  statusCode: 200,
  metadata: { functionVersion },
  result: resultOf(text),
});

const broken = (body: string, type = 'UnhandledInvocationError'): Invocation => ({
  ...ok(body),
  failure: { kind: 'function', type, summary: 'It failed', detail: 'x' },
});

const LOST: Invocation = {
  ...ok('1'),
  result: { ...resultOf(Buffer.of(0xff)), digest: async () => undefined },
};

/** What is invoked, `b` for the baseline and `c` for the candidate, and how the attempt is judged. */
async function run(
  candidate: Invocation,
  baselines: readonly Invocation[],
  { expect: text = '', ignore = '', failOn = 'any' as Gate['failOn'] } = {},
) {
  let order = '';
  const left = [...baselines];
  const compared = await invokeCompared(
    {
      candidate: async () => {
        order += 'c';
        return candidate;
      },
      baseline: async () => {
        order += 'b';
        return left.shift() ?? LATE;
      },
    },
    'live',
    parseIgnoredPaths(ignore),
  );
  const expectations = parseExpectations(text, ['baseline']);
  const attempt = judged({ failOn, expectations }, 1, compared);
  const { against, failures } = attempt;
  const differences =
    against !== undefined && 'comparison' in against
      ? against.comparison.differences.count
      : undefined;
  return { order, attempt, differences, types: failures.map(({ type }) => type) };
}

describe('both sides', () => {
  test.for<
    readonly [
      string,
      Invocation,
      readonly Invocation[],
      string,
      number | undefined,
      readonly string[],
    ]
  >([
    ['equal', ok('1'), [ok('1')], 'bc', 0, []],
    ['different', ok('1'), [ok('2'), ok('2')], 'bcb', 1, ['ResultsDiffer']],
    ['noise in part', ok('{"a":1}'), [ok('{"a":2}'), ok('{"a":3}')], 'bcb', 0, []],
    ['noise as a whole', ok('1'), [ok('2'), ok('3')], 'bcb', undefined, ['BaselineError']],
    [
      'another status of the baseline',
      ok('{}'),
      [ok('{"a":1}'), { ...ok('{"a":1}'), statusCode: 201 }],
      'bcb',
      undefined,
      ['BaselineError'],
    ],
    ['no baseline: service', ok('1'), [refused(500)], 'b', undefined, ['BaselineError']],
    ['no baseline: network', ok('1'), [NETWORK], 'b', undefined, ['BaselineError']],
    ['no baseline: timeout', ok('1'), [LATE], 'b', undefined, ['BaselineError']],
    ['no baseline: trigger', ok('1'), [TRIGGER], 'b', undefined, ['BaselineError']],
    ['no baseline: too large', ok('1'), [LARGE], 'b', undefined, ['BaselineError']],
    ['no baseline: cancelled', ok('1'), [CANCELLED], 'b', undefined, ['Cancelled']],
    ['no baseline: a defect', ok('1'), [DEFECT], 'b', undefined, ['InternalError']],
    ['no second baseline', ok('1'), [ok('2'), refused(500)], 'bcb', undefined, ['BaselineError']],
    [
      'no second baseline: cancelled',
      ok('1'),
      [ok('2'), CANCELLED],
      'bcb',
      undefined,
      ['Cancelled'],
    ],
    ['no candidate', refused(404), [ok('1')], 'bc', undefined, ['Refused']],
    ['no candidate: cancelled', CANCELLED, [ok('1')], 'bc', undefined, ['Cancelled']],
    ['a baseline that cannot be read', ok('1'), [LOST], 'bc', undefined, ['BaselineError']],
    ['a candidate that cannot be read', LOST, [ok('1')], 'bc', undefined, ['BaselineError']],
    [
      'equal errors',
      broken('{"errorMessage":"a","stackTrace":[1]}'),
      [broken('{"errorMessage":"a"}')],
      'bc',
      0,
      ['UnhandledInvocationError'],
    ],
    [
      'different errors',
      broken('{"errorMessage":"a"}'),
      [broken('{"errorMessage":"b"}'), broken('{"errorMessage":"b"}')],
      'bcb',
      1,
      ['UnhandledInvocationError', 'ResultsDiffer'],
    ],
    [
      'an error of the candidate alone',
      broken('{"a":1}'),
      [ok('{"a":1}'), ok('{"a":1}')],
      'bcb',
      1,
      ['UnhandledInvocationError', 'ResultsDiffer'],
    ],
    [
      'an error of the baseline alone',
      ok('{"a":1}'),
      [broken('{"a":1}'), broken('{"a":1}')],
      'bcb',
      1,
      ['ResultsDiffer'],
    ],
    [
      'an error, and a cancelled second baseline',
      broken('{"a":1}'),
      [ok('{"a":2}'), CANCELLED],
      'bcb',
      undefined,
      ['Cancelled', 'UnhandledInvocationError'],
    ],
    [
      'an error, and no second baseline',
      broken('{"a":1}'),
      [ok('{"a":2}'), LATE],
      'bcb',
      undefined,
      ['BaselineError', 'UnhandledInvocationError'],
    ],
  ])('%s', async ([, candidate, baselines, order, differences, types]) => {
    const ending = await run(candidate, baselines);
    expect(ending).toMatchObject({ order, types });
    expect(ending.differences).toBe(differences);
    expect(ending.attempt.verdict).toBe(types.length === 0 ? 'passed' : 'failed');
  });

  test('what is ignored does not invoke the baseline again', async () => {
    const { order, types } = await run(ok('{"a":1,"b":1}'), [ok('{"a":2,"b":1}')], { ignore: 'a' });
    expect({ order, types }).toEqual({ order: 'bc', types: [] });
  });

  test('equal errors are judged by fail-on, and different ones fail all the same', async () => {
    const error = broken('{"errorMessage":"a"}');
    const other = broken('{"errorMessage":"b"}');
    const verdict = async (baseline: Invocation) =>
      (await run(error, [baseline, baseline], { failOn: 'none' })).attempt.verdict;
    expect(await verdict(error)).toBe('passed-with-warning');
    expect(await verdict(other)).toBe('failed');
  });
});

describe('a baseline that cannot be obtained', () => {
  test('tells its own response, and that nothing was sent to the candidate', async () => {
    const { attempt } = await run(ok('1'), [refused(403, '1-6')]);
    expect(attempt.invocation).toEqual({
      wasSent: false,
      statusCode: 403,
      metadata: { requestId: '1-6' },
      trigger: { method: 'GET', url: 'https://f.example/' },
    });
    expect(attempt.failures.some(endsStep)).toBe(true);
  });

  test.for<readonly [Invocation, boolean]>([
    [refused(500), false],
    [LATE, false],
    [CANCELLED, true],
  ])('may be attempted again, or not: %#', async ([baseline, isEnd]) => {
    const { attempt } = await run(ok('1'), [baseline]);
    expect(attempt.failures.some(endsStep)).toBe(isEnd);
  });

  test.for<readonly [Invocation, readonly Invocation[], string]>([
    [ok('1'), [LATE], 'The baseline live cannot be obtained: No response.'],
    [
      ok('1'),
      [ok('2'), ok('3')],
      'The baseline live cannot be compared with: of two invocations, it differs from itself in its whole result.',
    ],
    [LOST, [ok('1')], 'The result of the candidate cannot be read, so nothing can be compared.'],
    [ok('1'), [LOST], 'The result of the baseline cannot be read, so nothing can be compared.'],
    [
      ok('{"a":1}'),
      [ok('{"a":2}'), ok('{"a":2}')],
      'The result differs from that of the baseline live in 1 place: `a` is 1, in the baseline 2.',
    ],
    [
      ok('[1,1]'),
      [ok('[2,2]'), ok('[2,2]')],
      'The result differs from that of the baseline live in 2 places: `[0]` is 1, in the baseline 2; `[1]` is 1, in the baseline 2.',
    ],
  ])('is told in one sentence: %#', async ([candidate, baselines, text]) => {
    const [cause] = (await run(candidate, baselines)).attempt.failures;
    expect(cause && sentence(cause)).toBe(text);
  });
});

describe('expectations', () => {
  const BOTH = 'result.a == `1`\nbaseline.result.a == `2`';
  test.for<readonly [string, Invocation, readonly Invocation[], readonly boolean[]]>([
    ['see both', ok('{"a":1}'), [ok('{"a":2}'), ok('{"a":2}')], [true, true]],
    [
      'see the first baseline, noise or not',
      ok('{"a":1}'),
      [ok('{"a":2}'), ok('{"a":3}')],
      [true, true],
    ],
    ['are judged without a second baseline', ok('{"a":1}'), [ok('{"a":2}'), LATE], [true, true]],
    ['are judged on noise as a whole', ok('1'), [ok('2'), ok('3')], [false, false]],
    ['are not judged without a baseline', ok('{"a":1}'), [LATE], []],
    ['are not judged without a candidate', LATE, [ok('{"a":2}')], []],
  ])('%s', async ([, candidate, baselines, passed]) => {
    const { attempt } = await run(candidate, baselines, { expect: BOTH });
    expect(attempt.expectations.map((each) => each.passed)).toEqual(passed);
  });
});

describe('a version that is compared with itself is warned of', () => {
  test.for<readonly [string | undefined, string | undefined, number]>([
    ['7', '7', 1],
    ['7', '8', 0],
    [undefined, undefined, 0],
    ['7', undefined, 0],
  ])('%s and %s: %i', async ([candidate, baseline, count]) => {
    const { attempt } = await run(ok('1', candidate), [ok('1', baseline)]);
    expect(attempt.warnings).toHaveLength(count);
    if (count > 0)
      expect(attempt.warnings[0]).toMatch(/baseline live .* version 7,.* with itself\.$/);
  });
});
