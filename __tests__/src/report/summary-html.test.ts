import { afterEach, describe, expect, test } from 'vitest';
import { addSecret, forgetSecrets } from '../../../src/redaction';
import {
  block,
  code,
  consoleLink,
  details,
  html,
  joined,
  NOTHING,
  prose,
  sentence,
  table,
} from '../../../src/report/summary-html';
import { prettyJson } from '../../../src/report/summary-json';

afterEach(forgetSecrets);

describe('an identifier is code', () => {
  test.for([
    ['hello', 'hello'],
    ['a\nb', 'a b'],
    [`<&>"'`, '&lt;&amp;&gt;&quot;&apos;'],
    ['x'.repeat(300), 'x'.repeat(300)],
    ['x'.repeat(301), `${'x'.repeat(299)}…`],
  ] as const)('%j', ([text, shown]) => {
    expect(String(code(text))).toBe(`<code>${shown}</code>`);
  });

  test('up to another length', () => {
    expect(String(code('12345', 4))).toBe('<code>123…</code>');
  });
});

describe('a sentence from outside is text only when it has nothing but plain words', () => {
  test.for([
    'The function failed.',
    'Failed (twice), in 12.5 s, at 1.',
    'well-known don’t 123456 1.123456',
    'really?… yes;',
  ])('text: %s', (text) => {
    expect(String(sentence(text, 100))).toBe(text);
  });

  test.for([
    'a_b',
    'see @octocat',
    'octocat@x',
    'a-1',
    'a--b',
    '-a',
    'a-',
    '#1',
    '1234567',
    '1.1234567',
    '.5',
    'a:b',
    '函数',
    'a  b',
  ])('code: %s', (text) => {
    expect(String(sentence(text, 100))).toBe(`<code>${text}</code>`);
  });

  test('of a limited length', () => {
    expect(String(sentence('plain words', 7))).toBe('<code>plain …</code>');
    expect(String(sentence('a_b c_d', 5))).toBe('<code>a_b …</code>');
  });
});

describe('our own sentence has names and quotes as code', () => {
  test.for([
    ['The function failed.', 'The function failed.'],
    ['Check a_b and c', 'Check <code>a_b</code> and c'],
    ['a_b c_d and e_f', '<code>a_b c_d</code> and <code>e_f</code>'],
    ['is "two words" here', 'is <code>&quot;two words&quot;</code> here'],
    ["is 'two words' here", 'is <code>&apos;two words&apos;</code> here'],
    ["is 'two words'.", 'is <code>&apos;two words&apos;.</code>'],
    ['is `two words` here', 'is <code>two words</code> here'],
    ['a_b `c` d_e', '<code>a_b</code> <code>c</code> <code>d_e</code>'],
    ['(`a == `1``), `b`.', '(<code>a == `1`</code>), <code>b</code>.'],
    ['`` and `', '<code>``</code> and <code>`</code>'],
    ["don't, can't", 'don&apos;t, can&apos;t'],
    ['a " b', 'a <code>&quot;</code> b'],
    ['a ` b', 'a <code>`</code> b'],
    ['a "b', 'a &quot;b'],
  ] as const)('%s', ([text, shown]) => {
    expect(String(prose(text, 100))).toBe(shown);
  });

  test('and has a limited length', () => {
    expect(String(prose('plain words and more', 10))).toBe('plain wor…');
  });
});

test('a block has no secret that a colour interrupts', () => {
  addSecret('hunter2-hunter2');

  expect(String(block('a hunter2-\u001b[31mhunter2'))).toBe('<pre><code>a ***</code></pre>');
});

describe('a block shows lines', () => {
  const ESC = '\u001b';
  test.for([
    ['line ends', 'a\r\nb\rc\u0085d\u2028e\u2029f', 'a&#10;b&#10;c&#10;d&#10;e&#10;f'],
    ['colours', `${ESC}[31mred${ESC}[0m`, 'red'],
    ['cursors', `a${ESC}[?25lb${ESC}[1 qc`, 'abc'],
    ['titles', `a${ESC}]0;title\u0007b${ESC}]0;title${ESC}\\c`, 'abc'],
    ['a title that does not end', `a${ESC}]0;title`, 'a'],
    ['controls', 'a\0b\u202ec\td', 'a\ufffdb\ufffdc\td'],
    ['markup', `<&>"'`, '&lt;&amp;&gt;&quot;&apos;'],
    ['halves of characters', 'a\ud800b', 'a\ufffdb'],
  ] as const)('%s', ([, text, shown]) => {
    expect(String(block(text))).toBe(`<pre><code>${shown}</code></pre>`);
  });

  test('of JSON with its quotes', () => {
    expect(String(block(`<"'`, true))).toBe('<pre><code>&lt;"&apos;</code></pre>');
  });
});

describe('a table has as many rows as fit, and counts the others', () => {
  const rows = ['1', '2', '3'].map((cell) => [html`${code(cell)}`]);
  /** `<tr><td><code>1</code></td></tr>` and a line feed. */
  const ROW_BYTES = 33;

  test.for([
    [3 * ROW_BYTES, ['1', '2', '3'], ''],
    [3 * ROW_BYTES - 1, ['1', '2'], '<p>… and 1 more.</p>\n'],
    [0, [], '<p>… and 3 more.</p>\n'],
  ] as const)('in %i bytes', ([bytes, shown, more]) => {
    const lines = shown.map((cell) => `<tr><td><code>${cell}</code></td></tr>\n`).join('');

    expect(String(table([html`A`], rows, bytes))).toBe(
      `<table>\n<tr><th align="left">A</th></tr>\n${lines}</table>\n${more}`,
    );
  });
});

test('parts are joined, nothing is nothing, and details open or close on a click', () => {
  expect(String(joined([html`a`, html`b`, html`c`], html`-`))).toBe('a-b-c');
  expect(String(joined([], html`-`))).toBe('');
  expect(String(NOTHING)).toBe('');
  expect(String(details(html`a`, html`b`))).toBe('<details><summary>a</summary>b</details>');
  expect(String(details(html`a`, html`b`, 'open'))).toBe(
    '<details open><summary>a</summary>b</details>',
  );
});

test('a link leads into the console, whatever its parts are', () => {
  expect(String(consoleLink(['a', '../b"', 'c\nd'], html`x`))).toBe(
    '<a href="https://fcnext.console.aliyun.com/a/..%2Fb%22/c%20d">x</a>',
  );
});

describe('JSON is indented', () => {
  test.for([
    ['[]', 2, '[]'],
    ['[]', 1, undefined],
    ['[1]', 7, '[\n  1\n]'],
    ['[1]', 6, undefined],
    ['{"a":[1,{}],"b":"x,y"}', 100, '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": "x,y"\n}'],
    ['"a\\"b\\\\"', 100, '"a\\"b\\\\"'],
    [' [ 1.50 , null ] ', 100, '[\n  1.50,\n  null\n]'],
  ] as const)('%s in %i characters', ([json, maxLength, shown]) => {
    expect(prettyJson(json, maxLength)).toBe(shown);
  });
});
