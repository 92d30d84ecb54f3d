/**
 * Hostile texts through everything that writes: log, annotations, outputs, summary. What comes out
 * is read by the model of the runner, which must take the action's own commands and no other.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { InvocationMetadata } from '../../../src/function-compute/metadata';
import type { Attempt } from '../../../src/gate/attempt';
import { reportHeaders } from '../../../src/report/progress';
import { reportAttempt } from '../../../src/report/report';
import { conclude } from '../../../src/run/conclusion';
import { OUTPUT_NAMES } from '../../../src/runner/action-metadata';
import { CORPUS, hostileText, MARKER } from '../../hostile/texts';
import { parseRunnerOutput, type RunnerOutput } from '../../runner/commands';
import { readOutputs, readStepSummary } from '../../runner/files';
import { findForeignCommands } from '../../runner/foreign-commands';
import { resultOfCase } from '../../support/cases';
import { resultOf } from '../../support/results';
import { captured, runnerOf } from '../../support/runner';

const GENERATED_TEXTS = 300;

const folder = mkdtempSync(join(tmpdir(), 'fc-hostile-'));
const outputFile = join(folder, 'output');
const summaryFile = join(folder, 'summary');

beforeEach(() => {
  vi.stubEnv('RUNNER_DEBUG', '1');
  vi.stubEnv('GITHUB_OUTPUT', outputFile);
  vi.stubEnv('GITHUB_STEP_SUMMARY', summaryFile);
  return () => vi.unstubAllEnvs();
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the log', () => {
  test.for(CORPUS.map((text, index) => [index, text] as const))('corpus text %i', ([, text]) => {
    expect(writtenToLog(text)).toEqual(OWN_COMMANDS);
  });

  test(`${GENERATED_TEXTS} generated texts`, () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(writtenToLog(text)).toEqual(OWN_COMMANDS);
      }),
      { numRuns: GENERATED_TEXTS },
    );
  });

  test.for([
    ['a plain text', '{"status": "ok"}\n# heading [1]: x', false],
    ['a command', 'a\n::error::x', true],
    ['an old command', 'text ##[error]x', true],
    ['what is shown with its code', ':\u00ad:error:\u200b:x', false],
    ['full-width punctuation with a joiner', '＃\u200d＃［error］x', true],
    ['full-width punctuation', '＃＃［error］x', true],
    ['two colons anywhere', 'std::vector', true],
  ] as const)('commands are stopped only where there could be one: %s', ([, text, isStopped]) => {
    const { commands } = parseRunnerOutput(captured(() => runnerOf().log.group('Result', text)));

    expect(commands.map(({ name }) => name)).toEqual(
      isStopped ? ['group', 'stop-commands', 'resume', 'endgroup'] : ['group', 'endgroup'],
    );
  });

  test('without protection, commands of the same texts are taken', () => {
    const texts = [...fc.sample(hostileText, 200), ...CORPUS];
    const taken = texts.filter((text) => parseRunnerOutput(text).commands.length > 0);
    expect(taken.length).toBeGreaterThan(texts.length / 2);
  });
});

/** What {@link writtenToLog} lets the action itself say to the runner, in this order. */
const OWN_COMMANDS = ['group', 'endgroup', 'debug', 'debug', 'warning', 'error'];

/** The names of the commands that the runner takes when every writer writes the text. */
function writtenToLog(text: string): string[] {
  const location = { file: text, line: 1 };
  return namesOf(
    captured(() => {
      const { log } = runnerOf();
      log.line(text);
      log.group(text, text);
      log.debug(text);
      reportHeaders(log, text, { [text]: text });
      for (const level of ['warning', 'error'] as const) {
        log.conclude({ level, title: text, lines: [text, text], location });
      }
    }),
  );
}

describe('a whole attempt, in all its fields', () => {
  test.for(CORPUS.map((text, index) => [index, text] as const))('corpus text %i', ([, text]) => {
    const { log, outputs, summary } = concluded(text);
    expect(findForeignCommands(log.commands, [MARKER])).toEqual([]);
    expect(log.annotations.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(outputs).toEqual([...OUTPUT_NAMES]);
    expect(summary).not.toMatch(/\n\n/);
  });

  test('100 generated texts', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { log, outputs } = concluded(text);
        expect(findForeignCommands(log.commands, [MARKER])).toEqual([]);
        expect(log.stillStopped).toBe(false);
        expect(log.annotations.filter(({ level }) => level === 'error')).toHaveLength(1);
        expect(outputs).toEqual([...OUTPUT_NAMES]);
      }),
      { numRuns: 100 },
    );
  });
});

interface Concluded {
  readonly log: RunnerOutput;
  /** The names that GITHUB_OUTPUT holds. */
  readonly outputs: readonly string[];
  readonly summary: string;
}

/** Reports and concludes a step whose attempt failed and holds the text wherever one fits. */
function concluded(text: string): Concluded {
  writeFileSync(outputFile, '');
  writeFileSync(summaryFile, '');
  const attempt = attemptOf(text);
  const output = captured(() => {
    const runner = runnerOf();
    reportAttempt(runner.log, attempt, 2, true);
    conclude(runner, {
      inputs: undefined,
      isSummaryWanted: true,
      junitReport: undefined,
      results: [resultOfCase([attempt])],
    });
  });
  return {
    log: parseRunnerOutput(output),
    outputs: Object.keys(readOutputs(readFileSync(outputFile))),
    summary: readStepSummary(readFileSync(summaryFile)).trim(),
  };
}

function attemptOf(text: string): Attempt {
  const failure = {
    kind: 'function',
    type: 'UnhandledInvocationError',
    summary: 'x',
    detail: text,
  } as const;
  const metadata: InvocationMetadata = {
    requestId: text,
    functionErrorType: text,
    logs: text,
    instanceId: text,
    functionVersion: text,
    codeChecksum: text,
    asyncTaskId: text,
    asyncTaskStatus: text,
  };
  return {
    number: 1,
    expectations: [],
    failures: [failure],
    warnings: [],
    verdict: 'failed',
    invocation: {
      statusCode: 200,
      headers: { [text]: text },
      metadata,
      result: resultOf(text),
      failure,
    },
  };
}

/** Around texts that need it. */
const PROTECTION: readonly string[] = ['stop-commands', 'resume'];

function namesOf(output: string): string[] {
  const { commands, stillStopped } = parseRunnerOutput(output);
  const foreign = findForeignCommands(commands).map(({ command }) => command.line);
  return [
    ...commands.map(({ name }) => name).filter((name) => !PROTECTION.includes(name)),
    ...foreign,
    ...(stillStopped ? ['still stopped'] : []),
  ];
}
