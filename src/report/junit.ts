import { redacted, redactedPiece } from '../redaction';
import { oneLine } from '../text';
import { plainLines } from './plain-lines';
import { document, element, NOTHING, text, type Xml } from './xml';

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

/** In UTF-16 code units; of a longer text the middle is left out, and so it is in bytes below. */
const MAX_TEXT_LENGTH = 64 * 1024;
const MAX_TEXT_BYTES = 64 * 1024;

/** Less of a log is of no use. */
const MIN_TEXT_BYTES = 1024;

/** What all `details` and `systemOut` together may take; of 1,000 cases, each has 2 KiB for the rest. */
const MAX_BYTES_OF_TEXTS = 8 * 1024 * 1024;

/**
 * The JUnit XML of a step, in the form that Jenkins defined (`junit-10.xsd`) and that its readers
 * have extended: `properties`, `file` and `line` of a test case, and `skipped` of all suites.
 *
 * It is well-formed XML 1.0 whatever the texts hold, has no known secret, and is limited: names and
 * messages are single lines that are cut; `details` and `systemOut` are lines without what only a
 * terminal understands, of at most 64 KiB each. Where all of them together exceed 8 MiB, the
 * longest are shortened, all to the same size, as little as possible, and never below 1 KiB.
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
  const withTexts = testCases.map((testCase) => {
    const { outcome, systemOut } = testCase;
    const details = 'details' in outcome ? outcome.details : '';
    return { testCase, details: cleanText(details), systemOut: cleanText(systemOut) };
  });
  const sizes = withTexts.flatMap(({ details, systemOut }) => [
    text(details).bytes,
    text(systemOut).bytes,
  ]);
  const share = fairShare(sizes, MAX_BYTES_OF_TEXTS);
  const maxBytes = Math.min(MAX_TEXT_BYTES, Math.max(MIN_TEXT_BYTES, share));
  return withTexts.map(({ testCase, details, systemOut }) =>
    renderTestCase(testCase, shortened(details, maxBytes), shortened(systemOut, maxBytes)),
  );
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

/**
 * What tells a reader to add a file of its machine (`[[ATTACHMENT|/path]]`: Jenkins, GitLab,
 * testbeats) or a property: a function's log must not. It stays readable.
 */
const INSTRUCTION = /\[\[(?=[A-Za-z]+\|)/g;

/** Lines as a page can show them, without secrets and instructions; both ends of a long text. */
function cleanText(text: string): string {
  const known = text.length <= MAX_TEXT_LENGTH ? redacted(text) : bothEnds(text, MAX_TEXT_LENGTH);
  const plain = plainLines(known);
  // A secret may have been interrupted by a colour.
  return (plain === known ? plain : redacted(plain)).replace(INSTRUCTION, '[ [');
}

const LEFT_OUT = '\n[middle left out]\n';

/** A text that is longer than `maxLength`, cut to that, without secrets. */
function bothEnds(text: string, maxLength: number): string {
  const length = Math.max(0, Math.floor((maxLength - LEFT_OUT.length) / 2));
  const end = text.slice(text.length - length);
  return redacted(text, length) + LEFT_OUT + redactedPiece(end, 'start');
}

/** A text with as much of its ends as `maxBytes` of markup have room for, at least 1 KiB. */
function shortened(clean: string, maxBytes: number): Xml {
  let markup = text(clean);
  for (let length = clean.length; markup.bytes > maxBytes; ) {
    // Not all characters take as many bytes, so one step may not be enough.
    length = Math.floor((length * maxBytes) / markup.bytes);
    markup = text(bothEnds(clean, length));
  }
  return markup;
}

/** The largest size to which all sizes can be limited so that their sum is at most `total`. */
function fairShare(sizes: readonly number[], total: number): number {
  let room = total;
  for (const [index, size] of sizes.toSorted((one, other) => one - other).entries()) {
    const share = Math.floor(room / (sizes.length - index));
    if (size > share) return share;
    room -= size;
  }
  return total;
}
