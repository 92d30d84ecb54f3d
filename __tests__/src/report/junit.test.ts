import fc from 'fast-check';
import { parse } from 'junit2json';
import { afterEach, describe, expect, test } from 'vitest';
import { addSecret, forgetSecrets } from '../../../src/redaction';
import { type JUnitTestCase, renderJUnit } from '../../../src/report/junit';
import { hostileText } from '../../hostile/texts';
import {
  findElement,
  readXml,
  SAMPLE,
  SAMPLE_COUNTS,
  testCase,
  type XmlElement,
} from './junit-sample';

const KIB = 1024;
const MIB = 1024 * KIB;
const LEFT_OUT = '\n[middle left out]\n';

function render(...testCases: JUnitTestCase[]): string {
  return renderJUnit({ name: 'orders.LATEST', testCases });
}

/** What a strict reader finds of the only test case of a report. */
function read(of: Partial<JUnitTestCase>): XmlElement {
  const root = readXml(render(testCase(of)));
  const found = findElement(root, 'testcase');
  if (found === undefined) throw new Error('There is no test case.');
  return found;
}

function systemOut(text: string): string | undefined {
  return findElement(read({ systemOut: text }), 'system-out')?.text;
}

afterEach(forgetSecrets);

test('a report has one suite with its test cases in order', () => {
  const { testCases } = SAMPLE;
  const document = renderJUnit({ ...SAMPLE, testCases: testCases.slice(2, 5) });

  expect(document).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="orders.LATEST" tests="3" failures="1" errors="1" skipped="1" time="0.350">
<testsuite name="orders.LATEST" tests="3" failures="1" errors="1" skipped="1" time="0.350">
<testcase name="函数 &quot;quoted&quot; &lt;b&gt;" classname="orders.LATEST" time="0.250" file="cases/orders.yml" line="10">
<properties>
<property name="request-id" value="1-67a1-failed"></property>
</properties>
<failure type="ExpectationFailed" message="1 of 2 expectations failed: result.status == 'ok'">✓ statusCode == \`200\`
✗ result.status == 'ok' (result.status is &quot;]]&gt;&quot;)</failure>
<system-out>red
\ufffd done</system-out>
</testcase>
<testcase name="unknown function" classname="orders.LATEST" time="0.100" file="cases/orders.yml" line="15">
<error type="FunctionNotFound" message="function orders does not exist">FunctionNotFound: function orders does not exist
Request ID: 1-67a1-error</error>
</testcase>
<testcase name="not yet" classname="orders.LATEST" time="0.000" file="cases/orders.yml" line="20">
<skipped message="waiting for the new price list"></skipped>
</testcase>
</testsuite>
</testsuites>
`);
});

test('a test case without anything to tell is one element', () => {
  expect(read({})).toEqual({
    name: 'testcase',
    attributes: { name: 'total of three', classname: 'orders.LATEST', time: '0.000' },
    elements: [],
    text: '\n',
  });
});

test('a parser of reporters counts every outcome, and finds what belongs to it', async () => {
  const report = await parse(renderJUnit(SAMPLE));

  const { tests, failures, errors, skipped } = SAMPLE_COUNTS;
  expect(report).toMatchObject({ tests, failures, errors, skipped, time: 1.562 });
  expect(report).toMatchObject({
    testsuite: [
      {
        name: 'orders.LATEST',
        ...{ tests, failures, errors, skipped },
        testcase: [
          {
            name: 'total of three',
            time: 0.012,
            file: 'cases/orders.yml',
            line: 1,
            properties: [{ name: 'request-id', value: '1-67a1-passed' }],
            'system-out': ['FC Invoke Start RequestId: 1-67a1-passed\ntotal <29.7> & more\n'],
          },
          {
            name: 'slow path',
            'system-out': ['Warned: durationMs < `800` (durationMs is 1200)'],
          },
          {
            name: '函数 "quoted" <b>',
            failure: [
              {
                type: 'ExpectationFailed',
                message: "1 of 2 expectations failed: result.status == 'ok'",
                inner: '✓ statusCode == `200`\n✗ result.status == \'ok\' (result.status is "]]>")',
              },
            ],
          },
          { name: 'unknown function', error: [{ type: 'FunctionNotFound' }] },
          { name: 'not yet', skipped: [{ message: 'waiting for the new price list' }] },
          { name: 'after the job was cancelled', error: [{ type: 'Cancelled' }] },
        ],
      },
    ],
  });
});

describe('text is written so that a reader gets it back', () => {
  test.for([
    ['markup', `<a b="c">&amp;'`, `<a b="c">&amp;'`],
    ['the end of a CDATA section', ']]>', ']]>'],
    ['tabs, line ends and spaces', ' \ta\n\n b \n', ' \ta\n\n b \n'],
    ['line ends of other systems', 'a\r\nb\rc\u0085d\u2028e', 'a\nb\nc\nd\ne'],
    ['colours', '\u001b[1;31mred\u001b[0m', 'red'],
    ['the first characters and the last', ' \ud7ff\ue000\ufffd', ' \ud7ff\ue000\ufffd'],
    ['control characters', '\0\u0008\u000b\u000c\u000e\u001f\u007f\u009f', '\ufffd'.repeat(8)],
    ['what is not a character', '\ufffe\uffff', '\ufffd\ufffd'],
    ['other planes', '👩𝄞\u{1fffe}\u{10ffff}', '👩𝄞\u{1fffe}\u{10ffff}'],
    ['halves of a character', 'a\ud83dz\udc69', 'a\ufffdz\ufffd'],
    ['what reorders text', 'a\u202eb', 'a\ufffdb'],
  ] as const)('%s', ([, text, shown]) => {
    const outcome = { kind: 'failure', type: 'x', message: 'x', details: text } as const;
    const found = read({ outcome, systemOut: text });

    expect(findElement(found, 'failure')?.text).toBe(shown);
    expect(findElement(found, 'system-out')?.text).toBe(shown);
  });

  const UNUSUAL = [
    [0x9, 0xa],
    [0x0, 0x8],
    [0x1c, 0x3f],
    [0x7e, 0xa0],
    [0xd7fe, 0xe001],
    [0xfff0, 0x1000f],
    [0x1fffd, 0x20000],
    [0x10fffe, 0x10ffff],
  ] as const;
  const unit = fc.oneof(
    fc.constantFrom(
      '&',
      '<',
      '>',
      '"',
      "'",
      ']]>',
      '<![CDATA[',
      '&#0;',
      '<?',
      '-->',
      '\n',
      'x',
      '函',
    ),
    ...UNUSUAL.map(([min, max]) =>
      fc.integer({ min, max }).map((code) => String.fromCodePoint(code)),
    ),
  );

  /** Production 2 of XML 1.0, less what is said to be left out. */
  function expected(text: string): string {
    return Array.from(text.replace(/\u0085/g, '\n'), (character) => {
      const code = character.codePointAt(0) ?? 0;
      const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
      const isXml =
        code < 0xd800 ||
        (code >= 0xe000 && code <= 0xfffd) ||
        (code >= 0x10000 && code <= 0x10ffff);
      return '\t\n'.includes(character) || (isXml && !isControl) ? character : '\ufffd';
    }).join('');
  }

  test('1,000 logs of nasty code points', () => {
    const log = fc
      .array(unit, { minLength: 1, maxLength: 20 })
      .map((units) => units.join(''))
      // What is left out is in the table above.
      .filter((text) => !text.includes('\u001b'));
    fc.assert(
      fc.property(log, (text) => {
        expect(systemOut(text)).toBe(expected(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('1,000 hostile texts in every place', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom('failure', 'error', 'skipped'), (text, kind) => {
        const outcome =
          kind === 'skipped'
            ? { kind, reason: text }
            : { kind, type: text, message: text, details: text };
        const found = read({
          name: text,
          className: text,
          outcome,
          properties: [[text, text]],
          systemOut: text,
          file: text,
        });

        expect(Object.keys(found.attributes)).toEqual(['name', 'classname', 'time', 'file']);
        const names = found.elements.map(({ name }) => name);
        expect(names).toEqual(['properties', kind, ...(names[2] ? ['system-out'] : [])]);
        expect(found.elements.slice(1).flatMap(({ elements }) => elements)).toEqual([]);
        // None of these texts is long: as an attribute, each is the same line.
        const { name, classname, file } = found.attributes;
        expect([classname, file]).toEqual([name, name]);
        expect(JSON.stringify(found)).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what a log tells a reader to do is only text', () => {
  test.for([
    ['[[ATTACHMENT|/etc/passwd]]', '[ [ATTACHMENT|/etc/passwd]]'],
    ['[[[attachment|x]]', '[[ [attachment|x]]'],
    ['[[PROPERTY|request-id=x]]', '[ [PROPERTY|request-id=x]]'],
    ['[[PROPERTY|a]]\nb\n[[/PROPERTY]]', '[ [PROPERTY|a]]\nb\n[[/PROPERTY]]'],
    ['[[\u001b[0mATTACHMENT|x]]', '[ [ATTACHMENT|x]]'],
    ['[[1, 2], [3, 4]] [[a]] [[]]', '[[1, 2], [3, 4]] [[a]] [[]]'],
  ] as const)('%j', ([text, shown]) => {
    expect(systemOut(text)).toBe(shown);
  });
});

describe('a single line', () => {
  const outcome = { kind: 'failure', details: '' } as const;
  test.for([
    ['name', 300, (text: string) => read({ name: text }).attributes.name],
    ['class name', 300, (text: string) => read({ className: text }).attributes.classname],
    ['file', 300, (text: string) => read({ file: text }).attributes.file],
    [
      'name of a property',
      300,
      (text: string) =>
        findElement(read({ properties: [[text, 'x']] }), 'property')?.attributes.name,
    ],
    [
      'value of a property',
      300,
      (text: string) =>
        findElement(read({ properties: [['x', text]] }), 'property')?.attributes.value,
    ],
    [
      'type of a failure',
      300,
      (text: string) =>
        read({ outcome: { ...outcome, type: text, message: '' } }).elements[0]?.attributes.type,
    ],
    [
      'message of a failure',
      1000,
      (text: string) =>
        read({ outcome: { ...outcome, type: '', message: text } }).elements[0]?.attributes.message,
    ],
    [
      'reason to skip',
      1000,
      (text: string) =>
        read({ outcome: { kind: 'skipped', reason: text } }).elements[0]?.attributes.message,
    ],
    [
      'name of the suite',
      300,
      (text: string) => readXml(renderJUnit({ name: text, testCases: [] })).attributes.name,
    ],
  ] as const)('is the %s, of at most %i characters and without secrets', ([, length, of]) => {
    addSecret('hunter22-Xy');

    expect(of('a\nb\t"<&>"')).toBe('a b "<&>"');
    expect(of('x'.repeat(length))).toBe('x'.repeat(length));
    expect(of('x'.repeat(length + 1))).toBe(`${'x'.repeat(length - 1)}…`);
    expect(of(`${'x'.repeat(length - 4)}hunter22-Xy`)).toBe(`${'x'.repeat(length - 4)}***`);
  });
});

describe('no part of a secret is in a log', () => {
  const SECRET = 'hunter22-Xy';
  /** What is shown of each end of a long log, to the character. */
  const END = Math.floor((64 * KIB - LEFT_OUT.length) / 2);
  test.for([
    ['as it is', `a ${SECRET} b`, 'a *** b'],
    ['in colour', 'a hunter\u001b[31m22-Xy b', 'a *** b'],
    ['with markup', 'a "quo<&>ted" b', 'a *** b'],
    [
      'at the end of what is shown of its start',
      `${'x'.repeat(END - 4)}${SECRET}${'y'.repeat(64 * KIB)}`,
      /^x+\*\*\*\n\[middle left out]\ny+$/,
    ],
    [
      'at the start of what is shown of its end',
      `${'x'.repeat(64 * KIB)}${SECRET}${'y'.repeat(END - 4)}`,
      /^x+\n\[middle left out]\n\*\*\*y+$/,
    ],
  ] as const)('%s', ([, text, shown]) => {
    addSecret(SECRET);
    addSecret('"quo<&>ted"');

    expect(systemOut(text)).toEqual(
      typeof shown === 'string' ? shown : expect.stringMatching(shown),
    );
  });
});

describe('a long text', () => {
  test('of 64 KiB is there as it is', () => {
    expect(systemOut('x'.repeat(64 * KIB))).toBe('x'.repeat(64 * KIB));
  });

  test.for([
    ['x', 64 * KIB + 1],
    ['x', 10 * MIB],
    ['函', 64 * KIB],
    ['&', 64 * KIB],
    // Half of it takes five times as much as the other half.
    ['&x', 50 * KIB],
    ['👩', 50 * KIB],
  ] as const)('keeps both ends within 64 KiB of markup: %s %i times', ([character, count]) => {
    const body = character.repeat(count);
    const text = `first ${character === '&x' ? [...body].sort().join('') : body} last`;
    const xml = render(testCase({ systemOut: text }));
    const [, markup = ''] = /<system-out>([\s\S]*)<\/system-out>/.exec(xml) ?? [];
    const shown = systemOut(text) ?? '';
    const [start = '', end = ''] = shown.split(LEFT_OUT);

    expect(Buffer.byteLength(markup)).toBeLessThanOrEqual(64 * KIB);
    expect(Buffer.byteLength(markup)).toBeGreaterThan(50 * KIB);
    expect(start).toMatch(/^first /);
    expect(end).toMatch(/ last$/);
    expect(Math.abs(start.length - end.length)).toBeLessThanOrEqual(1);
  });

  test('is shortened where all together are too long, and others are not', () => {
    const short = Array.from({ length: 900 }, () => testCase({ systemOut: 's'.repeat(4 * KIB) }));
    const long = Array.from({ length: 100 }, () =>
      testCase({
        systemOut: 'x'.repeat(60 * KIB),
        outcome: { kind: 'failure', type: 'x', message: 'x', details: 'd'.repeat(60 * KIB) },
      }),
    );
    const xml = render(...short, ...long);
    const found = findElement(readXml(xml), 'testsuite')?.elements ?? [];
    const lengths = found.flatMap(({ elements }) => elements.map(({ text }) => text.length));

    // 8 MiB less 900 times 4 KiB, for 200 texts.
    const share = Math.floor((8 * MIB - 900 * 4 * KIB) / 200);
    expect(lengths.slice(0, 900)).toEqual(Array(900).fill(4 * KIB));
    expect(Math.max(...lengths.slice(900))).toBeLessThanOrEqual(share);
    expect(Math.min(...lengths.slice(900))).toBeGreaterThan(share - 50);
    expect(Buffer.byteLength(xml)).toBeLessThan(9 * MIB);
  });

  test('is not shortened where all together are just not too long', () => {
    const texts = (count: number) =>
      Array.from({ length: count }, () => testCase({ systemOut: 'x'.repeat(64 * KIB) }));

    expect(render(...texts(128))).not.toContain('left out');
    expect(render(...texts(129))).toContain('left out');
  });

  test('has 1 KiB, however many there are', () => {
    const testCases = Array(9_000).fill(testCase({ systemOut: 'x'.repeat(2 * KIB) }));
    const [first] = renderJUnit({ name: 'x', testCases }).match(/(?<=<system-out>)[^<]*/) ?? [];

    const end = 'x'.repeat((KIB - LEFT_OUT.length - 1) / 2);
    expect(first).toBe(`${end}${LEFT_OUT}${end}`);
  });
});
