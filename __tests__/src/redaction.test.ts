/** Cuts everywhere, and secrets at every place of the texts that are cut. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Failure } from '../../src/failure';
import {
  addFoundSecret,
  addSecret,
  forgetSecrets,
  redacted,
  redactedPiece,
} from '../../src/redaction';
import { reportHeaders } from '../../src/report/progress';
import { reportAttempt } from '../../src/report/report';
import { conclude } from '../../src/run/conclusion';
import { identifierFrom, oneLine } from '../../src/text';
import { readOutputs } from '../runner/files';
import { resultOfCase } from '../support/cases';
import { resultOf } from '../support/results';
import { captured, runnerOf } from '../support/runner';
import { attempt, outcomes } from './report/summary-page';

describe('redacted', () => {
  test.for([
    ['as it is', 'hunter22-Xy', 'key hunter22-Xy!', 'key ***!'],
    ['twice', 'hunter22-Xy', 'hunter22-Xyhunter22-Xy', '***'],
    ['trimmed', ' trimmed-secret \n', 'a trimmed-secret b', 'a *** b'],
    ['a line of it', 'first line\r\nsecond line\n', '> second line <', '> *** <'],
    ['in JSON', 'quo"te\\d-secret', JSON.stringify({ a: 'quo"te\\d-secret' }), '{"a":"***"}'],
    ['in JSON of PHP', 'a/b+c/d-secret', '"a\\/b+c\\/d-secret"', '"***"'],
    ['in JSON of .NET', 'a/b+c/d-secret', '"a/b\\u002Bc/d-secret"', '"***"'],
    ['overlapping many times', 'aaaaaaaa', `b${'a'.repeat(30)}b`, 'b***b'],
    ['beside itself', 'ab-secret', 'ab-secret.ab-secretab-secret', '***.***'],
    ['in a URL', 'a/b+c d=e&f(g)', 'x=a%2Fb%2Bc%20d%3De%26f(g)&y', 'x=***&y'],
    ['in a form', 'a/b+c d=e&f', 'x=a%2Fb%2Bc+d%3De%26f&y', 'x=***&y'],
    ['shorter than 8 characters', 'short', 'short', 'short'],
    ['overlapping', 'abcabcabc', 'abcabcabcabc.', '***.'],
  ] as const)('%s', ([, secret, text, shown]) => {
    addSecret(secret);
    expect(redacted(text)).toBe(shown);
  });

  test('for the first 200 that responses bring, and all that were given', () => {
    const name = (index: number) => `found-secret-${index}.`;
    for (let index = 1; index <= 200; index++) {
      addFoundSecret(name(index));
      addFoundSecret(name(1));
    }
    addFoundSecret(name(201));
    addSecret('given-after-these');
    expect(redacted(`${name(1)} ${name(200)} ${name(201)} given-after-these`)).toBe(
      `*** *** ${name(201)} ***`,
    );
    forgetSecrets();
    addFoundSecret(name(201));
    expect(redacted(name(201))).toBe('***');
  });

  test('in base64, whatever stands before it', () => {
    addSecret('correct-horse-battery');
    for (const user of ['', 'u', 'us', 'use']) {
      const basic = Buffer.from(`${user}:correct-horse-battery!`).toString('base64');
      expect(redacted(basic)).toMatch(/^.{0,8}\*\*\*.{0,6}$/);
    }
  });

  test('up to a length, with a secret that begins before it as a whole', () => {
    addSecret('a-secret-at-the-cut');
    const text = '0123a-secret-at-the-cut56789';
    expect(redacted(text, 3)).toBe('012');
    expect(redacted(text, 4)).toBe('0123');
    expect(redacted(text, 5)).toBe('0123***');
    expect(redacted(text, 24)).toBe('0123***5');
    expect(redacted(text, 1000)).toBe('0123***56789');
  });

  test('of a piece that was cut elsewhere', () => {
    addSecret('secret-of-the-piece');
    expect(redactedPiece('log: secret-of-th', 'end')).toBe('log: ***');
    expect(redactedPiece('the-piece and more', 'start')).toBe('*** and more');
    expect(redactedPiece('and more', 'start')).toBe('and more');
  });
});

test('a line is cut only after its secrets are gone', () => {
  addSecret('0123456789abcdef');
  for (let before = 0; before < 40; before++) {
    const line = oneLine(`${'x'.repeat(before)}0123456789abcdef${'y'.repeat(40)}`, 20);
    expect(line).not.toMatch(/[0-9a-f]{2}/);
    expect(line.length).toBeLessThanOrEqual(20);
  }
});

const TEXTS = 500;
const SECRETS = 10;
const folder = mkdtempSync(join(tmpdir(), 'redaction-'));
const outputFile = join(folder, 'output');
const summaryFile = join(folder, 'summary');
afterAll(() => {
  rmSync(folder, { recursive: true });
  forgetSecrets();
});

beforeEach(() => {
  vi.stubEnv('RUNNER_DEBUG', '1');
  vi.stubEnv('GITHUB_OUTPUT', outputFile);
  vi.stubEnv('GITHUB_STEP_SUMMARY', summaryFile);
  return () => vi.unstubAllEnvs();
});

/** Of characters that no message of the action has six of in a row. */
const secretText = fc
  .string({
    unit: fc.constantFrom(...'QZXJKVWquzxjkv0123456789+/="\\ '),
    minLength: 16,
    maxLength: 60,
  })
  .filter((text) => text.trim().length >= 16);

const ENCODINGS = {
  none: (secret: string) => secret,
  json: (secret: string) => JSON.stringify(secret),
  url: (secret: string) => encodeURIComponent(secret),
  base64: (secret: string) => Buffer.from(secret).toString('base64'),
} as const;

/** Where a secret is in a text: before, at and behind the limits of all messages. */
const place = fc.record({
  before: fc.oneof(
    { weight: 50, arbitrary: fc.integer({ min: 0, max: 300 }) },
    { weight: 49, arbitrary: fc.integer({ min: 400, max: 4_200 }) },
    { weight: 1, arbitrary: fc.integer({ min: 65_300, max: 65_600 }) },
  ),
  after: fc.constantFrom(0, 10, 3_000),
  encoding: fc.constantFrom('none', 'json', 'url', 'base64'),
  filler: fc.constantFrom('-', '- ', '\n', '\u200b', '汉', '<'),
});

/** Every six characters in a row. */
function sixes(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 5) }, (_, at) => text.slice(at, at + 6));
}

describe(`wherever ${TEXTS} texts are cut, six characters of a secret are shown nowhere:`, () => {
  const secrets = fc.sample(secretText, { seed: 11, numRuns: SECRETS });

  test.for(secrets.map((secret, index) => [index, secret] as const))(
    'secret %i',
    ([index, secret]) => {
      captured(() => runnerOf().log.mask(secret));
      const places = fc.sample(place, { seed: index, numRuns: TEXTS / SECRETS });
      for (const [number, where] of places.entries()) {
        const { before, after, encoding, filler } = where;
        const spelling = ENCODINGS[encoding](secret);
        const text = filler.repeat(before / filler.length) + spelling + filler.repeat(after);
        const shown = number % 10 === 0 ? everythingShown(text) : messagesShown(text);
        const parts = [...sixes(secret), ...sixes(spelling)];
        const found = parts.filter((part) => shown.includes(part));
        expect({ where, found }).toEqual({ where, found: [] });
      }
    },
  );

  test('which they are when it is not known', () => {
    expect(everythingShown('unknown-secret-QZXJKV')).toContain('QZXJKV');
  });
});

/** The lines, annotations and outputs of a failed step, with the text wherever one gets. */
function messagesShown(text: string): string {
  writeFileSync(outputFile, '');
  const quote = oneLine(text, 1_000);
  const refusal = { operation: undefined, statusCode: 400, message: text };
  const summary = `FC responded: ${quote}`;
  const failure: Failure = { kind: 'service', type: 'Broken', summary, refusal };
  const invocation = { metadata: { requestId: identifierFrom(text), instanceId: text }, failure };
  const log = captured(() => {
    const runner = runnerOf();
    runner.log.line(text);
    runner.log.warn(text);
    runner.log.debug(text);
    reportHeaders(runner.log, text, { 'x-text': text });
    conclude(runner, {
      inputs: undefined,
      isSummaryWanted: false,
      junitReport: undefined,
      results: [resultOfCase([attempt({ ...invocation, result: undefined })])],
    });
  });
  return [log, readFileSync(outputFile, 'utf8')].join('\n');
}

/** The same, with log, result, expectations and the summary. */
function everythingShown(text: string): string {
  writeFileSync(outputFile, '');
  writeFileSync(summaryFile, '');
  const quote = oneLine(text, 1_000);
  const failure: Failure = { kind: 'function', type: 'E', summary: 'f failed', detail: quote };
  const invocation = {
    metadata: { requestId: identifierFrom(text), logs: text },
    failure,
    result: resultOf(JSON.stringify({ text, deep: [{ text }] })),
  };
  const subject = { ...attempt().invocation, ...invocation };
  const expect = "result.text == 'x'\nresult.deep == 'x'\nlogs == 'x'";
  const attempts = [1, 2].map((number) =>
    attempt(invocation, { number, expectations: outcomes(expect, subject) }),
  );
  const log = captured(() => {
    const runner = runnerOf();
    for (const each of attempts) reportAttempt(runner.log, each, 2, true);
    conclude(runner, {
      inputs: undefined,
      isSummaryWanted: true,
      junitReport: undefined,
      results: [resultOfCase(attempts)],
    });
  });
  const { result, logs, ...outputs } = readOutputs(readFileSync(outputFile));
  const places = [messagesShown(text), log, ...Object.values(outputs)];
  return [...places, readFileSync(summaryFile, 'utf8')].join('\n');
}
