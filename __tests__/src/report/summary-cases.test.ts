/** The job summary of a step with a case file, as GitHub shows it. */
import { fromHtml } from 'hast-util-from-html';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Attempt } from '../../../src/gate/attempt';
import { casesFailure } from '../../../src/report/annotations';
import { type CasesSummary, renderCasesSummary } from '../../../src/report/summary-cases';
import { type CaseResult, endedCase, unsentCase, verdictOf } from '../../../src/run/results';
import { caseOf, resultOfCase } from '../../support/cases';
import { resultOf } from '../../support/results';
import {
  attempt,
  elementsIn,
  FUNCTION_FAILED,
  INVOCATION,
  markup,
  outcomes,
  SUMMARY_TARGET,
  textOf,
} from './summary-page';

const KIB = 1024;

function summaryOf(results: readonly CaseResult[], rest: Partial<CasesSummary> = {}): string {
  return renderCasesSummary({
    verdict: verdictOf(results, true),
    failure: casesFailure(results),
    hint: undefined,
    target: SUMMARY_TARGET,
    showResult: true,
    results,
    credentials: undefined,
    ...rest,
  });
}

/** The elements of a summary, as a browser builds them. */
function page(summary: string) {
  const elements = elementsIn(fromHtml(markup(summary), { fragment: true }));
  const named = (name: string) => elements.filter(({ tagName }) => tagName === name).map(textOf);
  return {
    headings: named('h3'),
    titles: named('summary').filter((title) => /passed|warning|failed/.test(title)),
    paragraphs: named('p'),
    /** Of the first table. */
    rows: elements
      .filter(({ tagName }) => tagName === 'tr')
      .map((row) =>
        elementsIn(row)
          .filter(({ tagName }) => tagName === 'td')
          .map(textOf),
      )
      .filter(({ length }) => length === 4)
      .map((cells) => cells.map((cell) => cell.replaceAll('\u00a0', ' '))),
  };
}

const passed = (name: string) => resultOfCase([attempt()], { name });
const failed = (name: string, blocking = true) =>
  resultOfCase([attempt({ failure: FUNCTION_FAILED })], { name, blocking });

const WHY =
  "UnhandledInvocationError The function failed: TypeError: Cannot read properties of undefined (reading 'id').";

test('has a row for each case, in the order of the file', () => {
  const first = attempt({ metadata: { requestId: '1-first' } });
  const results = [
    resultOfCase([first, attempt()], { name: 'total of three' }),
    failed('may fail', false),
    failed('empty order'),
    unsentCase(caseOf({ name: 'not yet', skip: 'no prices' })),
    unsentCase(caseOf({ name: 'never', skip: true })),
    unsentCase(caseOf({ name: 'late' })),
    resultOfCase([attempt({ metadata: {} })], { name: 'unknown' }),
  ];
  expect(page(summaryOf(results)).rows).toEqual([
    ['✅ passed', 'total of three', '', '412.6 ms'],
    ['⚠️ warning', 'may fail', WHY, '412.6 ms'],
    ['❌ failed', 'empty order', WHY, '412.6 ms'],
    ['➖ skipped', 'not yet', 'no prices', ''],
    ['➖ skipped', 'never', '', ''],
    ['➖ not run', 'late', '', ''],
    ['✅ passed', 'unknown', '', ''],
  ]);
});

test.for<[heading: string, ...results: CaseResult[]]>([
  ['✅ migrate-orders: 1 of 1 case passed', passed('a')],
  ['⚠️ migrate-orders: 2 of 2 cases passed, 1 only warned', passed('a'), failed('b', false)],
  ['❌ migrate-orders: 1 of 2 cases passed, 1 failed', passed('a'), failed('b')],
  ['❌ migrate-orders: 0 of 1 case passed, 1 not run', unsentCase(caseOf())],
])('begins with %s', ([heading, ...results]) => {
  expect(page(summaryOf(results)).headings).toEqual([heading]);
});

test('says what failed, what to do, and what was invoked', () => {
  const { paragraphs } = page(summaryOf([passed('a'), failed('b')], { hint: 'Look at it.' }));
  expect(paragraphs.slice(0, 3)).toEqual([
    'UnhandledInvocationError 1 of 2 cases failed: "b".',
    'What to do: Look at it.',
    expect.stringMatching(/^Function migrate-orders · qualifier release/),
  ]);
});

describe('the details', () => {
  test('are those of the cases that failed or warned, in the order of the file', () => {
    const summary = summaryOf([failed('w', false), passed('p'), failed('f'), unsentCase(caseOf())]);
    expect(page(summary).titles.map((title) => title.replaceAll('\u00a0', ' '))).toEqual([
      '⚠️ warning: w',
      '❌ failed: f',
    ]);
    expect(summary).not.toContain('more, see the log');
  });

  test('have failure, advice, metrics, expectations, result and log of the last attempt', () => {
    const refusal = { operation: 'fc:InvokeFunction', statusCode: 403, message: 'no' };
    const refused: Failure = { kind: 'service', type: 'AccessDenied', summary: 'No', refusal };
    const expectations = outcomes("result.status == 'other'");
    const last = attempt({ failure: refused }, { expectations });
    const first = attempt({ metadata: { ...INVOCATION.metadata, logs: 'of the first' } });
    const summary = summaryOf([resultOfCase([first, last])]);
    const [, details = ''] = summary.split('<details><summary>❌');
    for (const part of ['AccessDenied', 'What to do', 'Request ID', 'Expectation', 'Attempt']) {
      expect(details).toContain(part);
    }
    expect(details).toContain('migrated 3 tables');
    expect(details).not.toContain('of the first');
  });

  const TIMEOUT: Failure = { kind: 'timeout', type: 'Timeout', summary: 'It took too long' };

  test.for<[advice: string, ...attempts: Attempt[]]>([
    ['Nothing was sent within timeout'],
    ['Nothing was sent within timeout', attempt({ wasSent: true }), attempt({ wasSent: false })],
    [
      'Raise timeout if hello needs longer',
      attempt({ wasSent: false }),
      attempt({ wasSent: false }),
      attempt({ wasSent: true }),
    ],
  ])('advise by what became of the last attempt, if there was one: %s', ([advice, ...attempts]) => {
    const { paragraphs } = page(summaryOf([endedCase(caseOf(), attempts, TIMEOUT, 1)]));
    expect(paragraphs.filter((text) => text.startsWith('What to do:'))).toEqual([
      expect.stringContaining(advice),
    ]);
  });

  test('do not say what was returned with `show-result: false`', () => {
    const results = [failed('a')];
    expect(summaryOf(results)).toMatch(/TypeError/);
    expect(summaryOf(results)).toMatch(/tables(?:"|&quot;)/);
    expect(summaryOf(results, { showResult: false })).not.toMatch(/TypeError|tables(?:"|&quot;)/);
  });

  describe('are those that fit, and the others are counted:', () => {
    const sized = (name: string, kib: number) => {
      const result = resultOf('x'.repeat(kib * KIB));
      return resultOfCase([attempt({ result, failure: FUNCTION_FAILED })], { name });
    };
    const big = (count: number) =>
      Array.from({ length: count }, (_, index) => sized(`big ${index}`, 64));

    test('a hundred small ones', () => {
      const { titles, paragraphs } = page(
        summaryOf(Array.from({ length: 100 }, (_, index) => failed(`n${index}`))),
      );
      expect(titles).toHaveLength(100);
      expect(paragraphs.at(-1)).not.toContain('more, see the log');
    });

    test('a small one after large ones that do not fit', () => {
      const { titles, paragraphs } = page(summaryOf([...big(18), sized('small', 1)]));
      expect(titles.at(-1)).toContain('small');
      expect(titles.length).toBeLessThan(15);
      expect(titles.length).toBeGreaterThan(7);
      expect(paragraphs.at(-1)).toBe(`… and ${19 - titles.length} more, see the log.`);
    });

    test('none after so many that even looking at them would take too long', () => {
      const { titles, paragraphs } = page(summaryOf([...big(30), sized('small', 1)]));
      expect(titles.at(-1)).not.toContain('small');
      expect(paragraphs.at(-1)).toBe(`… and ${31 - titles.length} more, see the log.`);
    });
  });
});

describe('hostile names', () => {
  const NAMES = [
    '::error::x',
    '##[error]x',
    '</summary></details><h1>Passed</h1>',
    '<!-- ',
    '**bold** [a](https://evil.example) ![b](c)',
    '@octocat #1 :tada: www.evil.example',
    '`code` "quoted\'',
    '| a | b |',
    '\u202e\u2066reversed',
    '𝄞'.repeat(100),
    '\ud800',
  ];
  const skeleton = (summary: string) =>
    elementsIn(fromHtml(markup(summary), { fragment: true }))
      .map(({ tagName }) => tagName)
      .filter((name) => name !== 'code')
      .join(' ');
  const everywhere = (name: string) =>
    summaryOf([
      failed(name),
      failed(name, false),
      passed(name),
      unsentCase(caseOf({ name, skip: name })),
      unsentCase(caseOf({ name })),
    ]);

  test.for(NAMES)('%j changes nothing but the text', (name) => {
    const summary = everywhere(name);
    // One HTML block from the first line to the last: no Markdown is looked for.
    expect(markup(summary)).toBe(summary);
    expect(skeleton(summary)).toBe(skeleton(everywhere('plain')));
  });
});

describe('the summary has less than 950 KiB', () => {
  const LONG = 64 * KIB;

  test.for(['&', '"', '汉'])('with 1000 failed cases of which everything is %j', (piece) => {
    const text = piece.repeat(LONG / piece.length);
    // As what functions say is cut where it is read.
    const said = piece.repeat(1_000);
    const [, one] = outcomes("requestId != 'x'\nrequestId == 'x'");
    if (one === undefined) throw new Error('no expectations');
    const failure = { ...FUNCTION_FAILED, summary: said, detail: said };
    const last = attempt(
      { failure, result: resultOf(text), metadata: { ...INVOCATION.metadata, logs: text } },
      { expectations: Array.from({ length: 50 }, () => ({ ...one, reason: said })) },
    );
    const name = piece.repeat(200 / piece.length);
    const results = Array.from({ length: 1000 }, () => resultOfCase([last], { name }));
    const summary = summaryOf(results, { hint: text });
    expect(Buffer.byteLength(summary)).toBeLessThan(950 * KIB);
    expect(summary).toContain('more, see the log');
    // Its verdict and its counts are there, whatever else had no room.
    expect(summary).toMatch(/^<h3>❌.*0 of 1000 cases passed, 1000 failed<\/h3>\n/);
  });

  test('and is safe with whatever texts', () => {
    const plain = resultOfCase([attempt({ failure: FUNCTION_FAILED })], { name: 'plain' });
    for (const text of ['</table>', '\n\n# x', '<script>']) {
      const failure = { ...FUNCTION_FAILED, detail: text };
      const hostile = resultOfCase([attempt({ failure })], { name: text });
      expect(markup(summaryOf([hostile, plain]))).toBe(summaryOf([hostile, plain]));
    }
  });
});
