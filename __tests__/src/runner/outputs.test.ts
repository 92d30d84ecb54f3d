import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { type Failure, inputFailure } from '../../../src/failure';
import type { Invocation } from '../../../src/function-compute/invocation';
import { addSecret, forgetSecrets } from '../../../src/redaction';
import { OUTPUT_NAMES } from '../../../src/runner/action-metadata';
import { outputsOf, resultWarning, writeOutputs } from '../../../src/runner/outputs';
import type { Result } from '../../../src/runner/result';
import { readOutputs } from '../../runner/files';
import { resultOf } from '../../support/results';

/** What nobody knows is an empty output, and no output is left out. */
const UNKNOWN = Object.fromEntries(OUTPUT_NAMES.map((name) => [name, '']));

const FUNCTION_FAILED: Failure = {
  kind: 'function',
  type: 'UnhandledInvocationError',
  summary: 'Function hello failed',
  detail: 'oops',
};

type Row = readonly [
  what: string,
  invocation: Invocation,
  failure: Failure | undefined,
  attempts: number,
  known: Readonly<Record<string, string>>,
];

const ROWS: readonly Row[] = [
  [
    'inputs that are invalid',
    { metadata: {} },
    inputFailure(['`timeout` must be a number']),
    0,
    {
      'error-type': 'InvalidInput',
      'error-message': 'An input is invalid: `timeout` must be a number.',
      attempts: '0',
    },
  ],
  [
    'a function that returned',
    {
      statusCode: 200,
      metadata: {
        requestId: '1-6',
        logs: 'log\n',
        durationMs: 12.5,
        billedDurationMs: 13,
        memoryUsedMb: 57.31,
        memorySizeMb: 512,
        latencyMs: 20.25,
        instanceId: 'c-1',
        functionVersion: '7',
        codeChecksum: '123',
      },
      result: resultOf('{"a":1}'),
    },
    undefined,
    1,
    {
      result: '{"a":1}',
      'result-file': '/tmp/result',
      'request-id': '1-6',
      'status-code': '200',
      logs: 'log\n',
      'duration-ms': '12.5',
      'billed-duration-ms': '13',
      'memory-used-mb': '57.31',
      'latency-ms': '20.25',
      'instance-id': 'c-1',
      'function-version': '7',
      'code-checksum': '123',
      attempts: '1',
    },
  ],
  [
    'figures of 0, which are known',
    { metadata: { durationMs: 0, billedDurationMs: 0, memoryUsedMb: 0, latencyMs: 0 } },
    undefined,
    2,
    {
      'duration-ms': '0',
      'billed-duration-ms': '0',
      'memory-used-mb': '0',
      'latency-ms': '0',
      attempts: '2',
    },
  ],
  [
    'a function that failed',
    {
      statusCode: 200,
      metadata: { requestId: '1-6' },
      result: resultOf('{"errorMessage":"oops"}'),
    },
    FUNCTION_FAILED,
    3,
    {
      result: '{"errorMessage":"oops"}',
      'result-file': '/tmp/result',
      'request-id': '1-6',
      'error-type': 'UnhandledInvocationError',
      'error-message': 'Function hello failed: oops.',
      'status-code': '200',
      attempts: '3',
    },
  ],
  [
    'a result whose file cannot be written',
    { metadata: {}, result: { ...resultOf('x'), file: new Error('ENOSPC') } },
    undefined,
    1,
    { result: 'x', attempts: '1' },
  ],
  [
    'a task',
    { statusCode: 202, metadata: { asyncTaskId: 'nightly', asyncTaskStatus: 'Succeeded' } },
    undefined,
    1,
    {
      'status-code': '202',
      'async-task-id': 'nightly',
      'async-task-status': 'Succeeded',
      attempts: '1',
    },
  ],
];

test.for(ROWS)('the outputs of %s', ([, invocation, failure, attempts, known]) => {
  expect(outputsOf(invocation, failure, attempts)).toEqual({ ...UNKNOWN, ...known });
});

const KIB = 1024;
const IN_FILE = '; read the file that the output result-file names.';
const TOO_LONG = `The result is longer than 400,000 UTF-16 code units, so the output result is empty${IN_FILE}`;

describe('the output `result` holds', () => {
  const whole = (text: string) => [text, resultOf(text), text] as const;
  const unread: Result = {
    ...resultOf('x'),
    bytes: 1_200_001,
    text: () => {
      throw new Error('A long result is not even decoded.');
    },
  };

  test.for([
    ['128 KiB', ...whole('x'.repeat(128 * KIB)), undefined],
    [
      'more, which no environment variable holds',
      ...whole('x'.repeat(128 * KIB + 1)),
      `The result has 131073 bytes and does not fit an environment variable, which holds 128 KiB${IN_FILE}`,
    ],
    ['400,000 code units', ...whole('x'.repeat(400_000)), expect.stringContaining('400000 bytes')],
    [
      'as many of three bytes each',
      ...whole('函'.repeat(400_000)),
      expect.stringContaining('1200000 bytes'),
    ],
    ['no more', 'x', resultOf('x'.repeat(400_001)), '', TOO_LONG],
    ['nothing that is longer in any case', 'x', unread, '', TOO_LONG],
    [
      'nothing that is not UTF-8',
      '',
      resultOf(Buffer.of(0xff)),
      '',
      `The result is not valid UTF-8, so the output result is empty${IN_FILE}`,
    ],
    [
      'no NUL, which no variable holds',
      '',
      resultOf('a\0b'),
      '',
      `The result contains NUL, so the output result is empty${IN_FILE}`,
    ],
    [
      'nothing, without a file to point to',
      '',
      { ...resultOf('a\0b'), file: new Error('ENOSPC') },
      '',
      'The result contains NUL, so the output result is empty.',
    ],
  ] as const)('%s', ([, , result, text, warning]) => {
    expect(outputsOf({ metadata: {}, result }, undefined, 1).result).toBe(text);
    expect(resultWarning(result)).toEqual(warning);
  });

  test('nothing, and nobody is warned, when there is none', () => {
    expect(resultWarning(undefined)).toBeUndefined();
  });
});

describe('the output `logs` holds', () => {
  test.for([
    ['64 KiB', 'x'.repeat(64 * KIB), 'x'.repeat(64 * KIB)],
    ['the end of more', `ab${'x'.repeat(64 * KIB - 1)}`, `b${'x'.repeat(64 * KIB - 1)}`],
    [
      'no half of a character',
      `👩${'x'.repeat(64 * KIB - 1)}`,
      `\ufffd${'x'.repeat(64 * KIB - 1)}`,
    ],
    ['no NUL', 'a\0b\0', 'a\ufffdb\ufffd'],
  ])('%s', ([, logs, output]) => {
    expect(outputsOf({ metadata: { logs } }, undefined, 1).logs).toBe(output);
  });
});

test('the output `error-message` is one line of 4,000 code units at most', () => {
  const failure: Failure = { ...FUNCTION_FAILED, detail: `a\nb${'x'.repeat(5_000)}` };
  const message = outputsOf({ metadata: {} }, failure, 1)['error-message'];

  expect(message).toHaveLength(4_000);
  expect(message).toMatch(/^Function hello failed: a bx+…$/);
});

describe('the outputs are written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outputs-'));
  const path = join(folder, 'output');
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => {
    vi.unstubAllEnvs();
    forgetSecrets();
  });

  /** Each output with the same text. */
  function written(text: string, GITHUB_OUTPUT: string | undefined) {
    writeFileSync(path, '');
    vi.stubEnv('GITHUB_OUTPUT', path);
    const outputs = { ...outputsOf({ metadata: {} }, undefined, 0) };
    for (const name of OUTPUT_NAMES) outputs[name] = text;
    writeOutputs(outputs, { GITHUB_OUTPUT });
    return readOutputs(readFileSync(path));
  }

  test('all of them; what the function returned and logged as it is, all others without secrets', () => {
    addSecret('hunter2-hunter2');
    const all = Object.fromEntries(OUTPUT_NAMES.map((name) => [name, 'a *** b']));
    const asReceived = 'a hunter2-hunter2 b';

    expect(written(asReceived, path)).toEqual({
      ...all,
      result: asReceived,
      // Who makes it sees to its texts.
      cases: asReceived,
      'result-file': asReceived,
      logs: asReceived,
      'logs-file': asReceived,
      runs: asReceived,
    });
  });

  test.for([undefined, ''])('nowhere when GITHUB_OUTPUT is %j, which is an error', (variable) => {
    expect(() => written('x', variable)).toThrow('GITHUB_OUTPUT does not name a file');
  });
});
