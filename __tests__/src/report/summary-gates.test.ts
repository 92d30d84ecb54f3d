/** Comparisons and repeated invocations in the job summary. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Against } from '../../../src/gate/baseline';
import { compare } from '../../../src/gate/comparison';
import { evaluateOn, parseExpectations } from '../../../src/gate/expectation';
import { Runs } from '../../../src/gate/runs';
import { renderSummary } from '../../../src/report/summary';
import { renderCasesSummary } from '../../../src/report/summary-cases';
import { caseOf, resultOfCase } from '../../support/cases';
import { resultOf } from '../../support/results';
import { attempt, INVOCATION, markup, Page, SUMMARY_TARGET, stepReport } from './summary-page';

async function comparisonOf(candidate: unknown, baseline: unknown, again = baseline) {
  const sides = [candidate, baseline, again].map((value) => ({
    statusCode: 200,
    result: resultOf(JSON.stringify(value)),
  }));
  const [one, other, another] = sides;
  if (one === undefined || other === undefined) throw new Error('There are two sides.');
  const comparison = await compare(one, other, another, []);
  if (comparison.kind !== 'compared') throw new Error(`It ended as ${comparison.kind}.`);
  return { comparison, qualifier: 'live' } satisfies Against;
}

const pageOf = (against: Against, showResult = true) =>
  new Page(stepReport({ attempts: [attempt({}, { against })], showResult }));

describe('a comparison', () => {
  test('tells each place with both values', async () => {
    const page = pageOf(await comparisonOf({ a: 1, b: ['x'] }, { a: 2, b: [null], c: {} }));
    expect(page.text).toContain('Differs from the baseline live:');
    expect(page.rows('Place')).toEqual([
      ['a', '1', '2'],
      ['b[0]', "'x'", 'null'],
      ['c', 'no value', '{}'],
    ]);
    expect(page.text).not.toContain('places in all');
    expect(page.text).not.toContain('Not counted');
  });

  test('tells that both are equal, and what differs from itself', async () => {
    const page = pageOf(await comparisonOf({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 3, b: 1 }));
    expect(page.text).toContain('Equals the baseline live.');
    expect(page.texts('summary')).toContain(
      'Not counted, since the baseline differs from itself there: 1',
    );
    expect(page.rows('Place')).toEqual([['a', '1', '2']]);
  });

  test('hides values, not paths, if the result is not to be shown', async () => {
    const page = pageOf(
      await comparisonOf(
        { a: 'new-1', b: 'new-2' },
        { a: 'old-1', b: 'old-2' },
        { a: 'x', b: 'old-2' },
      ),
      false,
    );
    expect(page.rows('Place')).toEqual([['b', 'not shown', 'not shown']]);
    expect(page.text).not.toMatch(/new-|old-/);
  });

  test('without a baseline shows nothing of it', () => {
    const failure: Failure = {
      kind: 'baseline',
      type: 'BaselineError',
      summary: 'No baseline',
      qualifier: 'live',
      cause: undefined,
    };
    expect(pageOf({ failure }).text).not.toContain('Differs');
  });

  test('of more places than are kept counts them all', async () => {
    const list = (value: number) => Array.from({ length: 1234 }, () => value);
    const against = await comparisonOf(list(1), list(2));
    const summary = renderSummary(stepReport({ attempts: [attempt({}, { against })] }));
    expect(summary).toContain('<p>1234 places in all.</p>');
    // 1000 are kept, and a table has as many rows as fit.
    expect(summary.split('<tr>').length).toBeGreaterThan(400);
    expect(summary).toMatch(/<p>… and \d+ more\.<\/p>/);
  });

  test('has no markup of field names or values', async () => {
    const names = [
      '</code></td><script>alert(1)</script>',
      '\n\n# Heading\n\n',
      '![x](https://evil.example/x.png)',
      '`@octocat` #1',
      '<!--',
    ];
    const side = (value: string) =>
      Object.fromEntries(names.map((name) => [name, `${value}${name}`]));
    const { source, tree, sanitized } = pageOf(await comparisonOf(side('a'), side('b')));
    const plain = pageOf(await comparisonOf({ a: 1 }, { a: 2 }));
    expect(source).not.toContain('\n\n');
    expect(tree).toEqual(sanitized);
    expect(new Set(markup(source).match(/<\w+/g))).toEqual(
      new Set(markup(plain.source).match(/<\w+/g)),
    );
  });
});

/** The longest that a step can tell: everything is escaped, and every limit is reached. */
async function longest() {
  const quotes = (length: number) => '"'.repeat(length);
  const side = (value: string) =>
    Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [quotes(300) + index, value.repeat(500)]),
    );
  const against = await comparisonOf(side('<'), side('>'));
  const differences = { ...against.comparison.differences, count: 1_000_000 };
  const comparison = { ...against.comparison, differences, noise: differences };
  const failure: Failure = {
    kind: 'difference',
    type: 'ResultsDiffer',
    summary: 'It differs',
    differences,
  };
  const lines = Array.from({ length: 100 }, (_, index) => `result == '${quotes(400)}${index}'`);
  const invocation = {
    ...INVOCATION,
    metadata: { ...INVOCATION.metadata, logs: quotes(64 * 1024) },
    result: resultOf(quotes(64 * 1024)),
  };
  const { outcomes } = evaluateOn(parseExpectations(lines.join('\n')), invocation);
  const one = attempt(invocation, {
    against: { comparison, qualifier: 'live' },
    expectations: outcomes,
    failures: [failure],
    verdict: 'failed',
  });
  return { failure, attempts: Array.from({ length: 50 }, () => one) };
}

describe('the longest comparison', async () => {
  const { attempts, failure } = await longest();

  test('of a step has less than 800 KiB', () => {
    expect(Buffer.byteLength(renderSummary(stepReport({ attempts })))).toBeLessThan(800 * 1024);
  });

  test('of a case is shown, and all of a step have less than 960 KiB', () => {
    const results = Array.from({ length: 200 }, (_, index) =>
      resultOfCase(attempts, caseOf({ name: `${'"'.repeat(190)}${index}` })),
    );
    const summary = renderCasesSummary({
      verdict: 'failed',
      failure,
      hint: undefined,
      target: SUMMARY_TARGET,
      showResult: true,
      results,
      credentials: undefined,
    });
    expect(Buffer.byteLength(summary)).toBeLessThan(960 * 1024);
    expect(summary).toContain('Differs from the baseline');
    expect(summary.match(/… and \d+ more, see the log/g)).toHaveLength(1);
  });
});

describe('repeated invocations', () => {
  const expectations = parseExpectations("runs.count == `2`\nresult.status == 'ok'", [], 2);
  const gate = { failOn: 'any', expectations, attempts: 1, attemptIntervalSeconds: 0 } as const;

  function pageOfRuns(...durations: readonly (number | undefined)[]): Page {
    const runs = new Runs(gate);
    for (const [index, durationMs] of durations.entries()) {
      const metadata = { requestId: `1-${index}`, instanceId: 'c-1', durationMs };
      runs.add(runs.judge(index + 1, { ...INVOCATION, metadata }));
    }
    const attempts = runs.told === undefined ? [] : [runs.told];
    return new Page(stepReport({ attempts, runs: runs.end() }));
  }

  test('have a table of the figures, the slowest requests and all expectations', () => {
    const page = pageOfRuns(10, 20.126);
    expect(page.text).toContain('2 runs, 0 with an error, on 1 instance');
    expect(page.texts('th').join(' ')).toContain('Figure min mean p50 p90 p95 p99 max');
    expect(page.rows('Figure')).toEqual([
      ['durationMs', '10', '15.06', '10', '–', '–', '–', '20.13'],
    ]);
    expect(page.rows('Slowest requests')).toEqual([
      ['1-1', '20.126 ms'],
      ['1-0', '10 ms'],
    ]);
    expect(page.rows('Expectation').map(([verdict, text]) => [verdict, text])).toEqual([
      ['✅ passed', 'runs.count == `2`'],
      ['✅ passed', "result.status == 'ok'"],
    ]);
  });

  test('have no table of figures that nothing was measured for', () => {
    const page = pageOfRuns(undefined, undefined);
    expect(page.texts('th')).not.toContain('Figure');
    expect(page.texts('th')).not.toContain('Slowest requests');
  });
});
