import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Channel, PlannedMode, WholeLog } from '../../../src/function-compute/invocation';
import type { Attempt } from '../../../src/gate/attempt';
import { addSecret, forgetSecrets } from '../../../src/redaction';
import {
  adviceFor,
  aliasWarning,
  annotationLines,
  reportAttempt,
  warningsOf,
} from '../../../src/report/report';
import { parseRunnerOutput } from '../../runner/commands';
import { caseOf, GET_REQUEST, planOf } from '../../support/cases';
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
  forgetSecrets();
});

function reported(each: Attempt, of = 1, showResult = true) {
  reportAttempt(runnerOf().log, each, of, showResult);
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
    [
      'figures of 0',
      { durationMs: 0, billedDurationMs: 0, memoryUsedMb: 0 },
      'duration 0 ms, billed 0 ms, memory 0 MB',
    ],
    ['the ID of a task', { asyncTaskId: 'nightly' }, 'async task nightly'],
  ] as const)('%s', ([, metadata, line]) => {
    const { log } = reported(attempt({ metadata: { ...metadata, logs: undefined } }));

    expect(log.map(({ text }) => text)).toContain(line);
  });

  test('nothing, and is left out, when nothing is known', () => {
    const trigger = { method: 'GET', url: 'https://f.cn-hangzhou.fcapp.run/' };
    reported(attempt({ trigger, statusCode: undefined, metadata: {}, result: undefined }));

    expect(written).toBe('');
  });

  test('what the trigger responded, without the query, which may hold a token', () => {
    const trigger = { method: 'GET', url: 'https://f.cn-hangzhou.fcapp.run/healthz?token=abc' };
    reported(attempt({ trigger, statusCode: 503, metadata: { requestId: '1-6' } }));

    expect(written).toContain('Request ID 1-6, GET /healthz → 503\n');
    expect(written).not.toContain('token');
  });
});

test('the lines after the groups tell each expectation, and how many passed', () => {
  const expectations = outcomes("result.status == 'ok'\nresult.tables == `4`");
  reported(attempt({ metadata: {}, result: undefined }, { expectations }));

  expect(written.split('\n')).toEqual([
    "✓ result.status == 'ok'",
    '✗ result.tables == `4`: `result.tables` is 3',
    '1 of 2 expectations passed',
    '',
  ]);
});

describe('the groups of an attempt', () => {
  const KIB = 1024;
  const FILE = ', in /tmp/result';
  const binary = resultOf(Buffer.of(0xff, 0xfe));
  const lost = { file: new Error('ENOSPC'), sha256: undefined };
  const group = (title: string, ...lines: string[]) => [
    `::group::${title}`,
    ...lines,
    '::endgroup::',
  ];
  const FIRST = 'Result (the first 64 KiB)';

  test.for([
    ['a text', resultOf('a\nb'), group('Result', 'a', 'b')],
    ['nothing', resultOf(''), ['Result: empty']],
    [
      'no text: size and hash',
      binary,
      [`Result: 2 bytes that are not valid UTF-8, SHA-256 ${binary.sha256}${FILE}`],
    ],
    ['no text that is lost', { ...binary, ...lost }, ['Result: 2 bytes that are not valid UTF-8']],
    ['64 KiB', resultOf('x'.repeat(64 * KIB)), group('Result', 'x'.repeat(64 * KIB))],
    [
      'more: its first 64 KiB',
      resultOf('x'.repeat(64 * KIB + 1)),
      [...group(FIRST, 'x'.repeat(64 * KIB)), `Result: 64 KiB in all${FILE}`],
    ],
    [
      'more, without half of a character',
      resultOf(`${'x'.repeat(64 * KIB - 1)}é`),
      [...group(FIRST, 'x'.repeat(64 * KIB - 1)), `Result: 64 KiB in all${FILE}`],
    ],
    [
      'more, with what the function itself has in place of a character',
      resultOf(`\ufffd${'x'.repeat(64 * KIB - 4)}é`),
      [...group(FIRST, `\ufffd${'x'.repeat(64 * KIB - 4)}`), `Result: 64 KiB in all${FILE}`],
    ],
    [
      'more, without a part of a secret',
      resultOf(`${'x'.repeat(64 * KIB - 6)}hunter2-hunter2`),
      [...group(FIRST, `${'x'.repeat(64 * KIB - 6)}***`), `Result: 64 KiB in all${FILE}`],
    ],
  ] as const)('show a result: %s', ([, result, lines]) => {
    addSecret('hunter2-hunter2');
    reported(attempt({ metadata: {}, result }));

    expect(written.split('\n').slice(0, -1)).toEqual(lines);
  });

  test('show the log without what is left of a secret at its start', () => {
    addSecret('hunter2-hunter2');
    reported(attempt({ metadata: { logs: '2-hunter2 is the end' }, result: undefined }));

    expect(written).toBe('::group::Function log\n*** is the end\n::endgroup::\n');
  });

  test.for([
    ['nothing of a short one', {}, []],
    [
      'where the rest of a long one is',
      { isCut: true },
      ['Log: only its end is shown, the whole log is in /tmp/logs'],
    ],
    ['nothing of a long one that is lost', { isCut: true, file: new Error('ENOSPC') }, []],
    [
      'whose lines are in it',
      { foreignLines: 1 },
      ['Log: 1 line of other requests that the instance served at the same time'],
    ],
  ] as const)('tell of the whole log: %s', ([, different, lines]) => {
    const wholeLog: WholeLog = {
      file: '/tmp/logs',
      end: 'x',
      isCut: false,
      foreignLines: 0,
      text: () => 'x',
      discard: () => undefined,
      ...different,
    };
    const invocation = { metadata: { logs: 'x' }, result: undefined, wholeLog };

    reported(attempt(invocation));

    expect(written.split('\n').slice(0, -1)).toEqual([...group('Function log', 'x'), ...lines]);
  });

  test('show only the size of a result that is not to be shown', () => {
    reported(attempt({ metadata: {}, result: resultOf('personal') }), 1, false);

    expect(written).toBe('Result: 8 bytes, not shown\n');
  });

  test('are titled, with several attempts, with the number and how it ended', () => {
    const failed = { failure: FUNCTION_FAILED, result: resultOf('x') };
    const titles = (each: Attempt, of: number) =>
      reported(each, of).groups.map(({ title }) => title);

    expect(titles(attempt(failed, { number: 2 }), 5)).toEqual([
      'Attempt 2 of 5, failed: log',
      'Attempt 2 of 5, failed: result',
    ]);
    written = '';
    expect(titles(attempt(failed, { number: 2, verdict: 'passed-with-warning' }), 2)).toEqual([
      'Attempt 2 of 2, passed: log',
      'Attempt 2 of 2, passed: result',
    ]);
    written = '';
    expect(titles(attempt(failed), 1)).toEqual(['Function log', 'Result']);
  });
});

describe('the error of a function', () => {
  const BODY = JSON.stringify({
    errorMessage: 'boom',
    errorType: 'TypeError',
    stackTrace: ['TypeError: boom', '    at f (/code/a.js:1:2)'],
  });
  const metadata = { logs: `[ERROR] ${BODY}`, functionErrorType: 'UnhandledInvocationError' };
  const failed = attempt({ metadata, result: resultOf(BODY), failure: FUNCTION_FAILED });
  const groups = (titles: readonly string[], log: string) => [
    `::group::${titles[0]}`,
    log,
    '::endgroup::',
    `::group::${titles[1]}`,
    BODY,
    '::endgroup::',
  ];
  const COUNTED = metadata.logs.replace(/\[".*"\]/, '[… 2 lines, see Error]');

  test('is told in lines after the groups, and once as JSON', () => {
    reported(failed);

    expect(written.split('\n')).toEqual([
      ...groups(['Function log', 'Result'], COUNTED),
      ...['', 'Error', '  TypeError: boom', '      at f (/code/a.js:1:2)', '', ''],
    ]);
  });

  test('is titled, with several attempts, with the number', () => {
    reported(failed, 2);

    expect(written.split('\n')).toEqual([
      ...groups(['Attempt 1 of 2, failed: log', 'Attempt 1 of 2, failed: result'], COUNTED),
      ...['', 'Attempt 1 of 2, failed: error', '  TypeError: boom'],
      ...['      at f (/code/a.js:1:2)', '', ''],
    ]);
  });

  test('is not told where the result is not to be shown; the log is the function’s own', () => {
    reported(failed, 1, false);

    expect(written.split('\n')).toEqual([
      '::group::Function log',
      metadata.logs,
      '::endgroup::',
      `Result: ${BODY.length} bytes, not shown`,
      '',
    ]);
  });
});

describe('a warning is worth', () => {
  const NOT_FC = 'The response has no X-Fc-Request-Id';
  test.for([
    ['nothing', { metadata: { requestId: '1-6' }, statusCode: 200 }, []],
    ['nothing when nothing came', { metadata: {}, statusCode: undefined }, []],
    ['a response without a request ID', { metadata: {}, statusCode: 404 }, [NOT_FC]],
    [
      'a log that is not base64',
      { metadata: { requestId: '1-6', logIsMalformed: true }, statusCode: 200 },
      ['The log cannot be shown'],
    ],
    ['what was found on the way', { metadata: {}, warnings: ['one', 'two'] }, ['one', 'two']],
  ] as const)('%s', ([, invocation, warnings]) => {
    expect(warningsOf(invocation)).toEqual(warnings.map((each) => expect.stringContaining(each)));
  });
});

describe('what to do depends on', () => {
  const ASYNC = { type: 'async', wait: false, taskId: undefined } as const;
  const AWAITED = { type: 'async', wait: true, onCancel: 'stop', logType: 'tail' } as const;
  const TIMEOUT: Failure = { kind: 'timeout', type: 'Timeout', summary: 'No response' };
  const CONFLICT: Failure = {
    kind: 'service',
    type: 'SomeConflict',
    summary: 'Refused',
    refusal: { operation: 'fc:InvokeFunction', statusCode: 409, message: 'no' },
  };
  const UNAUTHORIZED: Failure = { kind: 'http', type: 'HttpError', summary: '401', detail: '' };
  const TRIGGER: Channel = { kind: 'trigger', which: 'of-qualifier', request: GET_REQUEST };
  const TRIGGER_URL: Channel = {
    kind: 'trigger-url',
    url: new URL('https://f.cn-hangzhou.fcapp.run/'),
    request: GET_REQUEST,
  };
  const { request } = caseOf();

  test.for<[what: string, failure: Failure, mode: PlannedMode, advice: string | undefined]>([
    ['a response', TIMEOUT, request.mode, 'Raise timeout if hello needs longer'],
    ['an event', TIMEOUT, ASYNC, 'FC accepts an asynchronous invocation within seconds'],
    ['a task', TIMEOUT, { ...AWAITED, taskId: undefined }, 'The task is not stopped by timeout'],
    ['no task', CONFLICT, request.mode, undefined],
    ['a task without an ID', CONFLICT, { ...AWAITED, taskId: undefined }, undefined],
    [
      'a task with an ID',
      CONFLICT,
      { ...ASYNC, taskId: 'a' },
      'A task with this ID already exists',
    ],
  ])('what was waited for: %s', ([, failure, mode, advice]) => {
    const hint = adviceFor(failure, { ...request, mode }, undefined, { wasSent: true });

    if (advice === undefined) expect(hint).toBeUndefined();
    else expect(hint).toContain(advice);
  });

  test('whether anything was sent, which nothing was unless that is known', () => {
    expect(adviceFor(TIMEOUT, request, undefined, {})).toContain('Nothing was sent within timeout');
  });

  test.for<[what: string, channel: Channel, authType: string | undefined, advice: string]>([
    ['a URL', TRIGGER_URL, undefined, 'A URL is called without a signature'],
    ['a trigger', TRIGGER, 'jwt', 'The HTTP trigger has authType jwt'],
  ])('what was called: %s', ([, channel, authType, advice]) => {
    const trigger = { method: 'GET', url: 'https://f.cn-hangzhou.fcapp.run/', authType };
    const invocation = { wasSent: true, statusCode: 401, trigger };

    expect(adviceFor(UNAUTHORIZED, { ...request, channel }, undefined, invocation)).toContain(
      advice,
    );
  });
});

describe('an alias that cannot be read', () => {
  const TEXT = 'Alias prod cannot be read, so it is not known whether it has weights: No.';
  const PLAN = planOf({ waitForUpdateSeconds: 1 });

  function warningOf(type: string): string {
    const deployment = { codeChecksum: undefined, qualifier: 'prod', alias: undefined };
    const refusal = { operation: 'fc:GetAlias', statusCode: 403, message: 'no' };
    const failure: Failure = { kind: 'service', type, summary: 'No', refusal };
    return aliasWarning(deployment, failure, { plan: PLAN, credentials: undefined });
  }

  test('is told with its reason and what to do', () => {
    expect(warningOf('AccessDenied')).toContain(`${TEXT} Attach a policy with this permission to `);
  });

  test('is told with its reason alone where nothing else is known', () => {
    expect(warningOf('Teapot')).toBe(TEXT);
  });
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
      expect.stringMatching(/^✗ result\.status == 'x': .*'ok'/),
      expect.stringMatching(/^✗ result\.tables == `4`: .*3/),
      'Request ID: 1-6. Do this.',
    ]);
  });

  test('has the sentence alone when nothing else is known', () => {
    expect(
      annotationLines({
        ...told,
        failures: [{ ...FUNCTION_FAILED, detail: undefined }],
        requestId: undefined,
        hint: undefined,
      }),
    ).toEqual(['UnhandledInvocationError: The function failed.']);
  });

  test('tells one failed expectation in its sentence, and what failed besides', () => {
    const failed = outcomes("result.status == 'x'");
    const expectation: Failure = { kind: 'expectation', type: 'E', summary: 'It failed', failed };

    expect(annotationLines({ ...told, failures: [FUNCTION_FAILED, expectation] })).toEqual([
      "UnhandledInvocationError: The function failed: TypeError: Cannot read properties of undefined (reading 'id'). It failed: `result.status == 'x'`, but `result.status` is 'ok'. Request ID: 1-6. Do this.",
    ]);
  });

  test('says nothing that the function returned when that is not to be shown', () => {
    const failed = outcomes("result.status == 'x'\nresult.tables == `4`");
    const expectations: Failure = { kind: 'expectation', type: 'E', summary: '2 failed', failed };
    const lines = annotationLines({
      ...told,
      failures: [FUNCTION_FAILED, expectations],
      showResult: false,
    });

    expect(lines).toEqual([
      'UnhandledInvocationError: The function failed. 2 failed:',
      "✗ result.status == 'x': `result.status` is not shown",
      '✗ result.tables == `4`: `result.tables` is not shown',
      'Request ID: 1-6. Do this.',
    ]);
  });

  test('cuts a failed expectation at 250 code units', () => {
    const failed = outcomes(`result.status == '${'x'.repeat(300)}'\nresult.tables == \`4\``);
    const expectations: Failure = { kind: 'expectation', type: 'E', summary: '2 failed', failed };

    expect(annotationLines({ ...told, failures: [expectations] })[1]).toHaveLength(250);
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
