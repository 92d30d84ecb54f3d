import { redacted, redactedPiece } from '../redaction';
import { oneLine } from '../text';
import { plainLines } from './plain-lines';
import { document, element, NOTHING, textContent, type Xml } from './xml';

/** What a JUnit report says of a step. Its counts and its time are derived from the test cases. */
export interface JUnitSuite {
  readonly name: string;
  readonly testCases: readonly JUnitTestCase[];
}

export interface JUnitTestCase {
  readonly name: string;
  /** `{function}.{qualifier}`, or `fc-invoke`. */
  readonly className: string;
  /** Wall time. */
  readonly seconds: number;
  readonly outcome: JUnitOutcome;
  readonly properties: readonly (readonly [name: string, value: string])[];
  /** An empty one is left out. */
  readonly systemOut: string;
  /** Of the case file, relative to the repository. */
  readonly file?: string;
  /** Where the case starts in the case file, from 1. */
  readonly line?: number;
}

export type JUnitOutcome =
  | { readonly kind: 'passed' }
  | {
      readonly kind: 'failure' | 'error';
      readonly type: string;
      /** One line; `details` may have several. */
      readonly message: string;
      readonly details: string;
    }
  | { readonly kind: 'skipped'; readonly reason: string };

const MAX_NAME_LENGTH = 300;
const MAX_MESSAGE_LENGTH = 1_000;

/** The least and the most of one text, `details` or `systemOut`, and what all may take together. */
const MIN_TEXT_SIZE = 1024;
const MAX_TEXT_SIZE = 64 * 1024;
const MAX_SIZE_OF_TEXTS = 8 * 1024 * 1024;

/**
 * The JUnit XML of a step, in the form that Jenkins defined (`junit-10.xsd`) and that its readers
 * have extended: `properties`, `file` and `line` of a test case, and `skipped` of all suites.
 *
 * It is well-formed XML 1.0 whatever the strings hold, has no known secret, and is limited: names and
 * messages are single lines that are cut; `details` and `systemOut` are lines without what only a
 * terminal understands, of at most 64 KiB each, as they are and as markup. Where all of them
 * together exceed 8 MiB, the longest lose their middle, so that all of these have the same size,
 * at least 1 KiB. With 1,000 cases, that leaves each 2 KiB of 10 MiB for its short strings.
 */
export function renderJUnit({ name, testCases }: JUnitSuite): string {
  const counts = {
    tests: String(testCases.length),
    failures: countOf('failure', testCases),
    errors: countOf('error', testCases),
    skipped: countOf('skipped', testCases),
    time: secondsText(testCases.reduce((sum, { seconds }) => sum + seconds, 0)),
  };
  const attributes = { name: oneLine(name, MAX_NAME_LENGTH), ...counts };
  const elements = renderTestCases(testCases);
  return document(element('testsuites', attributes, [element('testsuite', attributes, elements)]));
}

function countOf(kind: JUnitOutcome['kind'], testCases: readonly JUnitTestCase[]): string {
  return String(testCases.filter(({ outcome }) => outcome.kind === kind).length);
}

function secondsText(seconds: number): string {
  return seconds.toFixed(3);
}

function renderTestCases(testCases: readonly JUnitTestCase[]): Xml[] {
  const raw = testCases.flatMap(({ outcome, systemOut }) => [
    'details' in outcome ? outcome.details : '',
    systemOut,
  ]);
  const texts = longTexts(raw);
  return testCases.map((testCase, index) => {
    const [details = NOTHING, systemOut = NOTHING] = texts.slice(2 * index, 2 * index + 2);
    return renderTestCase(testCase, details, systemOut);
  });
}

function renderTestCase(testCase: JUnitTestCase, details: Xml, systemOut: Xml): Xml {
  const { name, className, seconds, file, line, properties } = testCase;
  return element(
    'testcase',
    {
      name: oneLine(name, MAX_NAME_LENGTH),
      classname: oneLine(className, MAX_NAME_LENGTH),
      time: secondsText(seconds),
      file: file === undefined ? undefined : oneLine(file, MAX_NAME_LENGTH),
      line: line === undefined ? undefined : String(line),
    },
    [
      ...renderProperties(properties),
      ...renderOutcome(testCase.outcome, details),
      ...(systemOut.bytes === 0 ? [] : [element('system-out', {}, systemOut)]),
    ],
  );
}

function renderProperties(properties: JUnitTestCase['properties']): Xml[] {
  const elements = properties.map(([name, value]) =>
    element(
      'property',
      { name: oneLine(name, MAX_NAME_LENGTH), value: oneLine(value, MAX_NAME_LENGTH) },
      NOTHING,
    ),
  );
  return elements.length === 0 ? [] : [element('properties', {}, elements)];
}

function renderOutcome(outcome: JUnitOutcome, details: Xml): Xml[] {
  switch (outcome.kind) {
    case 'passed':
      return [];
    case 'skipped':
      return [
        element('skipped', { message: oneLine(outcome.reason, MAX_MESSAGE_LENGTH) }, NOTHING),
      ];
    case 'failure':
    case 'error': {
      const type = oneLine(outcome.type, MAX_NAME_LENGTH);
      const message = oneLine(outcome.message, MAX_MESSAGE_LENGTH);
      return [element(outcome.kind, { type, message }, details)];
    }
  }
}

/** Texts of several lines, each with the room that all together leave it. */
function longTexts(raw: readonly string[]): Xml[] {
  // First in characters: nothing that is left out takes time.
  const maxLength = fairShare(raw.map(({ length }) => length));
  const clean = raw.map((text) => cleanText(text, maxLength));
  const markups = clean.map((text) => textContent(text));
  const maxBytes = fairShare(markups.map(({ bytes }) => bytes));
  return clean.map((text, index) => shortened(text, markups[index] ?? NOTHING, maxBytes));
}

/**
 * What tells a reader to add a file of its machine (`[[ATTACHMENT|/path]]`: Jenkins, GitLab,
 * testbeats) or a property: a function's log must not. It stays readable.
 */
const INSTRUCTION = /\[\[(?=[A-Za-z]+\|)/g;

/** Lines as a page can show them, without secrets and instructions; both ends of a long text. */
function cleanText(text: string, maxLength: number): string {
  const known = text.length <= maxLength ? redacted(text) : bothEnds(text, maxLength);
  const plain = plainLines(known);
  // A secret may have been interrupted by a colour.
  return (plain === known ? plain : redacted(plain)).replace(INSTRUCTION, '[ [');
}

const LEFT_OUT = '\n[middle left out]\n';

/** A text that is longer than `maxLength`, cut to that, without secrets. */
function bothEnds(text: string, maxLength: number): string {
  const length = Math.floor((maxLength - LEFT_OUT.length) / 2);
  const end = text.slice(text.length - length);
  return redacted(text, length) + LEFT_OUT + redactedPiece(end, 'start');
}

/** As much of the ends of a text as `maxBytes` of markup, at least 1 KiB, have room for. */
function shortened(text: string, whole: Xml, maxBytes: number): Xml {
  let markup = whole;
  for (let length = text.length; markup.bytes > maxBytes; ) {
    // Not all characters take as many bytes, so one step may not be enough.
    length = Math.floor((length * maxBytes) / markup.bytes);
    markup = textContent(bothEnds(text, length));
  }
  return markup;
}

/** The size to which all texts must be limited so that they fit together, as large as possible. */
function fairShare(sizes: readonly number[]): number {
  let share = MAX_TEXT_SIZE;
  let room = MAX_SIZE_OF_TEXTS;
  for (const [index, size] of sizes.toSorted((one, other) => one - other).entries()) {
    share = Math.floor(room / (sizes.length - index));
    if (size > share) break;
    room -= size;
  }
  return Math.min(MAX_TEXT_SIZE, Math.max(MIN_TEXT_SIZE, share));
}
