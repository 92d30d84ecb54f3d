import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  evaluateExpectations,
  InvalidExpectations,
  parseExpectations,
} from '../../../src/gate/expectation';
import {
  type ObservedInvocation,
  observe,
  type Subject,
} from '../../../src/gate/expectation-subject';
import { ROOT_NAMES } from '../../../src/gate/root-names';
import { parse } from '../../../src/jmespath/parser';
import { SyntaxProblem } from '../../../src/jmespath/syntax';
import { resultOf } from '../../support/results';

/** Every kind of expectation that people write, most of them so that a `null` would pass. */
const VALID = [
  "result.status != 'failed'",
  "result.status == 'ok'",
  '!result.failed',
  'result.ready == `true`',
  'result.ready != `false`',
  'result.error == `null`',
  'result.id == `1234567890123456789`',
  'result.tags != `["broken"]`',
  'result.tags != `[]`',
  "length(result.items[?status == 'failed']) == `0`",
  "result.items[?status != 'ok'] | length(@) == `0`",
  "!contains(result.items[*].status, 'failed')",
  "result | status != 'failed'",
  "!contains(['failed', 'broken'], result.status)",
  "length(result.items[?contains(name, 'bad')]) == `0`",
  'result.items[?ready == `false`] == `[]`',
  'statusCode != `500`',
  'statusCode == `200`',
  '!errorType',
  "errorType != 'UnhandledInvocationError'",
  'errorMessage == `null`',
  "!contains(logs, 'ERROR')",
  "!ends_with(logs, 'killed')",
  'headers."content-type" != \'text/html\'',
  'durationMs < `500` && billedDurationMs != `900`',
  'latencyMs != `900`',
  '!(memoryUsedMb > `100`)',
  'memorySizeMb != `3072` || !result.failed',
  "functionVersion != '3' && instanceId != 'c-old'",
  "codeChecksum != '999'",
  "!starts_with(requestId, '2-')",
  "not_null(errorType, 'none') == 'none'",
];

const GOOD: ObservedInvocation = {
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  metadata: {
    requestId: '1-65',
    logs: 'FC Invoke Start RequestId: 1-65\nmigrated\n',
    durationMs: 12.5,
    billedDurationMs: 13,
    latencyMs: 20,
    memoryUsedMb: 25.9,
    memorySizeMb: 128,
    instanceId: 'c-1',
    functionVersion: '4',
    codeChecksum: '123',
  },
  result: resultOf(
    '{"status":"ok","failed":false,"ready":true,"id":1234567890123456789,"tags":["a"],"items":[{"status":"ok","name":"good","ready":true}]}',
  ),
};

/** Of this, every expectation is false. */
const BAD: ObservedInvocation = {
  statusCode: 500,
  headers: { 'content-type': 'text/html' },
  metadata: {
    requestId: '2-65',
    logs: 'ERROR killed',
    durationMs: 900,
    billedDurationMs: 900,
    latencyMs: 900,
    memoryUsedMb: 3000,
    memorySizeMb: 3072,
    instanceId: 'c-old',
    functionVersion: '3',
    codeChecksum: '999',
  },
  result: resultOf(
    '{"status":"failed","failed":true,"ready":false,"error":"x","id":1234567890123456788,"tags":[],"items":[{"status":"failed","name":"bad","ready":false}]}',
  ),
  failure: { kind: 'function', type: 'UnhandledInvocationError', summary: 'It failed', detail: '' },
};

/** Of this, `tags` is another value that an expectation excludes. */
const BROKEN: ObservedInvocation = { ...BAD, result: resultOf('{"tags":["broken"]}') };

const SUBJECTS = [GOOD, BAD, BROKEN, { metadata: {} }].map((each) => observe(each).subject);

const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_');

/** One letter left out, put in, replaced, or exchanged with the next one. */
function misspelt(name: string): fc.Arbitrary<string> {
  const at = fc.nat({ max: name.length - 1 });
  const kind = fc.constantFrom('leave out', 'put in', 'replace', 'exchange');
  return fc.tuple(at, letter, kind).map(([index, other, what]) => {
    const [before, own, after] = [name.slice(0, index), name[index], name.slice(index + 1)];
    if (what === 'leave out') return before + after;
    if (what === 'put in') return before + other + own + after;
    if (what === 'replace') return before + other + after;
    return before + after.slice(0, 1) + own + after.slice(1);
  });
}

/** Where a root name stands as one, and not as a member or within quotes. */
const ROOT_NAME = new RegExp(`(?<![.\\w'"\`-])(?:${ROOT_NAMES.join('|')})(?![\\w'"\`-])`, 'g');

function withMisspeltName(text: string): fc.Arbitrary<string> {
  const matches = [...text.matchAll(ROOT_NAME)];
  return fc.constantFrom(...matches).chain(({ index, 0: name }) =>
    fc
      .tuple(misspelt(name), fc.boolean())
      .chain(([once, twice]) => (twice && once !== '' ? misspelt(once) : fc.constant(once)))
      .map((wrong) => text.slice(0, index) + wrong + text.slice(index + name.length)),
  );
}

/** Double quotes for a string; for a number of the root, quotes of either kind. */
function withWrongQuotes(text: string): fc.Arbitrary<string> {
  const strings = [...text.matchAll(/'[^']*'/g)].map((match) => ({
    match,
    quotes: ['"', '`', '’'],
  }));
  const numbers = [...text.matchAll(/(?<=(?:Code|Ms|Mb) .?. ?)`\d+`/g)].map((match) => ({
    match,
    quotes: ["'", '"', '´'],
  }));
  const literals = [...strings, ...numbers];
  if (literals.length === 0) return withoutBackticks(text);
  return fc.constantFrom(...literals).chain(({ match: { index, 0: literal }, quotes }) =>
    fc.constantFrom(...quotes).map((quote) => {
      const wrong = quote + literal.slice(1, -1) + quote;
      return text.slice(0, index) + wrong + text.slice(index + literal.length);
    }),
  );
}

function withoutBackticks(text: string): fc.Arbitrary<string> {
  const literals = [...text.matchAll(/`[^`]*`/g)];
  if (literals.length === 0) return withMisspeltName(text);
  return fc.constantFrom(...literals).map(({ index, 0: literal }) => {
    return text.slice(0, index) + literal.slice(1, -1) + text.slice(index + literal.length);
  });
}

const misspelling = fc
  .tuple(
    fc.constantFrom(...VALID),
    fc.constantFrom(withMisspeltName, withWrongQuotes, withoutBackticks),
  )
  .chain(([original, mistake]) => mistake(original).map((text) => ({ original, text })))
  .filter(({ original, text }) => text !== original);

/** For each subject, whether an expectation passes; `undefined` when it is an input error. */
function verdicts(text: string): readonly (boolean | undefined)[] | undefined {
  try {
    const expectations = parseExpectations(text);
    return SUBJECTS.map((subject) => evaluateExpectations(expectations, subject)[0]?.passed);
  } catch (error) {
    if (error instanceof InvalidExpectations) return undefined;
    throw error;
  }
}

/** The same without the check of names. */
function uncheckedVerdicts(text: string): readonly (boolean | undefined)[] | undefined {
  try {
    const expectation = { text, line: 1, syntax: parse(text), names: new Set<keyof Subject>() };
    return SUBJECTS.map((subject) => evaluateExpectations([expectation], subject)[0]?.passed);
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

/** Whether a misspelling passes on what its original does not pass on. */
function opensAGate(
  { original, text }: { original: string; text: string },
  judge: (text: string) => readonly (boolean | undefined)[] | undefined,
): boolean {
  const found = judge(text);
  if (found === undefined) return false;
  const meant = judge(original);
  return found.some((passed, index) => passed && meant?.[index] !== true);
}

const MISSPELLINGS = fc.sample(misspelling, { seed: 20261127, numRuns: 1_000 });

test('every original passes on what it is meant for, and on nothing else', () => {
  for (const text of VALID) expect([text, verdicts(text)?.slice(0, 1)]).toEqual([text, [true]]);
  const open = VALID.filter((text) => verdicts(text)?.[1] !== false);
  expect(open).toEqual(['result.tags != `["broken"]`']);
  expect(verdicts('result.tags != `["broken"]`')?.[2]).toBe(false);
});

test('no misspelling passes that says anything else than its original', () => {
  const opened = MISSPELLINGS.filter((each) => opensAGate(each, verdicts));
  expect(opened.map(({ text }) => text)).toEqual([]);
});

test('without the check, many would', () => {
  const opened = MISSPELLINGS.filter((each) => opensAGate(each, uncheckedVerdicts));
  const kinds = ['reslt', '"failed"', 'true', '[]'];
  expect(opened.length).toBeGreaterThan(MISSPELLINGS.length / 10);
  for (const kind of kinds) expect(opened.some(({ text }) => text.includes(kind))).toBe(true);
});
