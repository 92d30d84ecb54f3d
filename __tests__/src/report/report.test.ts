import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Attempt } from '../../../src/gate/attempt';
import { annotationLines, reportAttempt } from '../../../src/report/report';
import { parseRunnerOutput } from '../../runner/commands';
import { resultOf } from '../../support/results';
import { runnerOf } from '../../support/runner';
import { attempt, FUNCTION_FAILED, INVOCATION, outcomes } from './summary-page';

let written = '';

beforeEach(() => {
  written = '';
  vi.stubEnv('RUNNER_DEBUG', '1');
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

function reported(each: Attempt, of = 1) {
  reportAttempt(runnerOf().log, each, of, true);
  return parseRunnerOutput(written);
}

describe('the line about an attempt tells', () => {
  test.for([
    [
      'request ID, durations and memory',
      { ...INVOCATION.metadata, memorySizeMb: 512 },
      'Request ID 1-650c0f0d-ae96ae24839e741e3ce1ba72, duration 412.6 ms, billed 413 ms, memory 57.31 of 512 MB',
    ],
    ['memory without its size', { memoryUsedMb: 57.31 }, 'memory 57.31 MB'],
    ['the ID of a task', { asyncTaskId: 'nightly' }, 'async task nightly'],
  ] as const)('%s', ([, metadata, line]) => {
    const { log } = reported(attempt({ metadata: { ...metadata, logs: undefined } }));

    expect(log.map(({ text }) => text)).toContain(line);
  });

  test('what the trigger responded, without the query, which may hold a token', () => {
    const trigger = { method: 'GET', url: 'https://f.cn-hangzhou.fcapp.run/healthz?token=abc' };
    reported(attempt({ trigger, statusCode: 503, metadata: { requestId: '1-6' } }));

    expect(written).toContain('Request ID 1-6, GET /healthz → 503\n');
    expect(written).not.toContain('token');
  });
});

test('the groups of several attempts say which and how it ended', () => {
  const failed = attempt({ failure: FUNCTION_FAILED, result: resultOf('x') }, { number: 2 });
  const { groups } = reported(failed, 5);

  expect(groups.map(({ title }) => title)).toEqual([
    'Attempt 2 of 5, failed: log',
    'Attempt 2 of 5, failed: result',
  ]);
});

describe('the annotation', () => {
  const told = {
    failures: [FUNCTION_FAILED] as [Failure],
    requestId: '1-6',
    hint: 'Do this.',
    showResult: true,
  };

  test('has type, message, request ID and what to do', () => {
    expect(
      annotationLines({ ...told, failures: [{ ...FUNCTION_FAILED, detail: 'oops' }] }),
    ).toEqual(['UnhandledInvocationError: The function failed: oops. Request ID: 1-6. Do this.']);
  });

  test('has a line for each of several failed expectations', () => {
    const failure: Failure = {
      kind: 'expectation',
      type: 'ExpectationFailed',
      summary: '2 of 3 expectations failed',
      failed: outcomes("result.status == 'x'\nresult.tables == `4`"),
    };

    expect(annotationLines({ ...told, failures: [failure] })).toEqual([
      'ExpectationFailed: 2 of 3 expectations failed:',
      expect.stringMatching(/^✗ `result\.status == 'x'` failed: .*'ok'/),
      expect.stringMatching(/^✗ `result\.tables == `4`` failed: .*3/),
      'Request ID: 1-6. Do this.',
    ]);
  });

  test('lists ten of many, and counts the rest', () => {
    const failed = outcomes('`1` == `2`\n'.repeat(30));
    const failure: Failure = { kind: 'expectation', type: 'E', summary: '30 failed', failed };
    const lines = annotationLines({ ...told, failures: [failure] });

    expect(lines).toHaveLength(13);
    expect(lines.at(-2)).toBe('… and 20 more, see the log');
    expect(lines.at(-1)).toBe('Request ID: 1-6. Do this.');
  });

  test('is one for the runner, with a title and a place, whatever its lines are', () => {
    runnerOf().log.conclude({
      level: 'error',
      title: 'hello (LATEST) in cn-hangzhou',
      lines: ['first', 'second\n::error::third'],
      location: { file: 'index.js', line: 3, column: 5 },
    });

    expect(parseRunnerOutput(written).annotations).toEqual([
      {
        level: 'error',
        title: 'hello (LATEST) in cn-hangzhou',
        message: 'first\nsecond ::error::third',
        file: 'index.js',
        line: 3,
        column: 5,
      },
    ]);
  });
});
