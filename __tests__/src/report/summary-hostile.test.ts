import fc from 'fast-check';
import type { Nodes } from 'hast';
import { describe, expect, test } from 'vitest';
import { renderSummary, type StepReport } from '../../../src/report/summary';
import { resultOf } from '../../support/results';
import { anyString } from '../../support/strings';
import { attempt, elementsIn, markup, outcomes, Page, stepReport, textOf } from './summary-page';

/** GitHub drops a summary of more than 1 MiB. */
const MAX_BYTES = 800 * 1024;

/** Each is or opens something in Markdown, HTML, GitHub's own filters, or a text renderer. */
const HOSTILE_PIECES = [
  '</code></pre></details><script>alert(1)</script>',
  '</td></tr></table><h1>Passed</h1>',
  '<img src=x onerror=alert(1)>',
  '![tracker](https://evil.example/t.png)',
  '[click](javascript:alert(1))',
  '<!-- ',
  '-->',
  '<![CDATA[',
  '<details open><summary>',
  '<plaintext>',
  '<table><tr><td>',
  '&lt;b&gt; &amp; &#60; &copy',
  '\n\n# Heading\n\n',
  '\nsetext\n===\n',
  '\n---\n',
  '\n```\n',
  '\n~~~~\n',
  '`` ` ``',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '\n\n    indented\n',
  '\n\n[ref]: https://evil.example\n\n[ref]',
  '[^1]\n\n[^1]: note',
  '\n- [x] done',
  '@octocat',
  'octo-org/repo#1 #123 GH-123 1234567890abcdef1234567890abcdef12345678',
  ':tada: :+1:',
  '$$x^2$$ $`y`$',
  'www.evil.example https://evil.example a@evil.example',
  '**bold** _em_ ~~gone~~',
  '\\',
  '"\'',
  '\r\n',
  '\r',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u000b',
  '\f',
  '\0',
  '\u001b[31m',
  '\u001b]8;;https://evil.example\u0007',
  '\u202e\u2066',
  '\u200b\u00ad\ufeff',
  '\ud800',
  '𝄞é汉',
  ' ',
  '\t',
  '   \n \n',
  'plain words',
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE_PIECES), anyString()))
  .map((pieces) => pieces.join(''));

const [passed, failed] = outcomes("requestId != 'x'\nrequestId == 'x'");

/** The same text in every place that text from outside can get to. */
function everywhere(text: string, count = 2): StepReport {
  if (passed === undefined || failed === undefined) throw new Error('no expectations');
  const operands = Array.from({ length: 3 }, () => ({
    expression: text.slice(0, 200),
    value: text.slice(0, 200),
    mayShowResult: false,
    notes: [text.slice(0, 200)],
  }));
  const expectations = Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? { ...passed, expectation: { ...passed.expectation, text } }
      : { ...failed, expectation: { ...failed.expectation, text }, operands, reason: text },
  );
  const metadata = {
    requestId: text,
    functionErrorType: text,
    logs: text,
    durationMs: 1,
    instanceId: text,
    functionVersion: text,
    codeChecksum: text,
    asyncTaskId: text,
    asyncTaskStatus: text,
  };
  const failure = { kind: 'function' as const, type: text, summary: text, detail: text };
  const one = attempt({ metadata, failure, result: resultOf(text) }, { expectations });
  return stepReport({
    attempts: Array.from({ length: Math.min(count, 100) }, (_, index) => ({
      ...one,
      number: index + 1,
    })),
    hint: text,
    target: {
      functionName: text,
      serviceName: text,
      qualifier: text,
      region: text,
      endpointOrigin: text,
      invocationType: 'async',
      wait: true,
      trigger: text,
    },
  });
}

/** The same text in all parts of an error that has a stack, and in the log. */
function inError(text: string): StepReport {
  const body = { errorMessage: text, errorType: text, stackTrace: [text, text], errorCause: text };
  const metadata = { functionErrorType: 'E', logs: JSON.stringify(body) };
  return stepReport({ attempts: [attempt({ metadata, result: resultOf(JSON.stringify(body)) })] });
}

const OWN_ELEMENTS = new Set(
  'h3 p strong code pre br table tbody tr th td details summary a'.split(' '),
);

const PROPERTIES: Readonly<Record<string, object>> = {
  th: { align: 'left' },
  details: expect.toSatisfy(({ open = true, ...others }: { open?: true }) => {
    return open && Object.keys(others).length === 0;
  }),
  // Nothing that could lead out of the console.
  a: {
    href: expect.stringMatching(
      /^https:\/\/fcnext\.console\.aliyun\.com(?:\/[\w.!~*'()%-]*){3,6}$/,
    ),
  },
};

/** Everything but the text, and the elements that depend on it. */
function skeleton(page: Page): string {
  return elementsIn(page.tree)
    .map(({ tagName }) => tagName)
    .filter((name) => name !== 'code')
    .join(' ');
}

/** The text that GitHub's own filters look at. */
function textOutsideCode(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (node.type === 'element' && node.tagName === 'code') return '';
  return 'children' in node ? node.children.map(textOutsideCode).join('') : '';
}

function checkIntact(report: StepReport): Page {
  const page = new Page(report);
  // One HTML block from the first line to the last: no Markdown is looked for.
  expect(markup(page.source)).toBe(page.source);
  expect(page.source.trimEnd().split('\n')).not.toContainEqual(expect.stringMatching(/^\s*$/));
  // A page has hundreds of elements, of which few differ.
  const elements = elementsIn(page.tree);
  const kinds = new Map(
    elements.map((each) => [JSON.stringify([each.tagName, each.properties]), each]),
  );
  for (const { tagName, properties } of kinds.values()) {
    expect(OWN_ELEMENTS).toContain(tagName);
    expect(properties).toEqual(PROPERTIES[tagName] ?? {});
  }
  expect(page.source).not.toContain('<!');
  const { sanitized } = page;
  expect(textOf(sanitized)).toBe(page.text);
  expect(elementsIn(sanitized).map(({ tagName }) => tagName)).toEqual(
    elements.map(({ tagName }) => tagName),
  );
  expect(textOutsideCode(page.tree)).not.toMatch(
    /[@#$`<>&_*[\]\\|~]|:\/\/|:\w+:|www\.\w|[a-z]+-\d|\d{7}/i,
  );
  expect(page.text).not.toMatch(/[\p{Bidi_Control}\u2028\u2029]|(?!\n|\t)\p{Cc}/u);
  return page;
}

describe('text from outside stays text', () => {
  describe.each([everywhere, inError])('%o', (reportWith) => {
    const harmless = skeleton(new Page(reportWith('word')));

    test.each(HOSTILE_PIECES.map((piece) => [JSON.stringify(piece), piece]))('%s', (_, piece) => {
      const page = checkIntact(reportWith(piece));
      if (piece.trim() !== '') expect(skeleton(page)).toBe(harmless);
    });
  });

  test('whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        checkIntact(everywhere(text));
        checkIntact(inError(text));
      }),
      { numRuns: 20 },
    );
  });
});

describe('the summary has less than 800 KiB', () => {
  /** More than is shown of any text. */
  const LENGTH = 128 * 1024;

  test.each(['&', '"', '<', '\n', 'a ', 'a @', '汉', '𝄞', '\0', '\ud800', '[', '\\'])(
    'when everything is 128 Ki of %j',
    (character) => {
      const text = character.repeat(LENGTH / character.length);
      const bytes = Buffer.byteLength(renderSummary(everywhere(text, 20)));
      expect(bytes).toBeLessThan(MAX_BYTES);
    },
  );

  test.each(['"', '\u0001', '汉'])('with a stack of %j', (character) => {
    const body = { stackTrace: Array(80).fill(character.repeat(100)) };
    const report = everywhere('"'.repeat(LENGTH), 20);
    const attempts = report.attempts.map((each) => ({
      ...each,
      invocation: { ...each.invocation, result: resultOf(JSON.stringify(body)) },
    }));
    const page = new Page({ ...report, attempts });
    expect(page.folded(/^Error$/)).toContain('more lines');
    expect(Buffer.byteLength(page.source)).toBeLessThan(MAX_BYTES);
  });

  test('when everything is 1 MiB', () => {
    const text = '&'.repeat(1024 * 1024);
    expect(Buffer.byteLength(renderSummary(everywhere(text, 100)))).toBeLessThan(MAX_BYTES);
  });

  test('with thousands of expectations and a hundred attempts, and counts what is left out', () => {
    const page = new Page(everywhere('<&"> https://evil.example '.repeat(20), 2_000));
    expect(Buffer.byteLength(page.source)).toBeLessThan(MAX_BYTES);
    expect(page.texts('p').filter((text) => /^… and \d+ more\.$/.test(text))).toHaveLength(2);
    expect(page.rows('Expectation')[0]?.[0]).toBe('❌ failed');
  });

  test('with 1 MB of hostile Markdown in the result, which leaves all else as it was', () => {
    const text = HOSTILE_PIECES.join('\n').repeat(1_000).slice(0, 1_000_000);
    const page = new Page(stepReport({ attempts: [attempt({ result: resultOf(text) })] }));
    const plain = new Page(stepReport({ attempts: [attempt({ result: resultOf('plain') })] }));
    expect(Buffer.byteLength(page.source)).toBeLessThan(MAX_BYTES);
    expect(markup(page.source)).toBe(page.source);
    expect(skeleton(page)).toBe(skeleton(plain));
    expect(page.texts('td')).toEqual(plain.texts('td'));
    expect(page.folded(/^Function log$/)).toBe(plain.folded(/^Function log$/));
    expect(page.folded(/^Result/)?.length).toBeGreaterThan(40_000);
  });
});

test('nothing depends on the theme: no colour, style or class is set', () => {
  expect(renderSummary(everywhere('word'))).not.toMatch(/style=|class=|color|bgcolor/);
});
