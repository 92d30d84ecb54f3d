/** A whole step: what it leaves behind for each way in which it can end. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator';
import { run } from '../../src/main';
import { forgetSecrets } from '../../src/redaction';
import type { ActionOptions, ActionResult } from '../runner/action';
import { parseRunnerOutput } from '../runner/commands';
import { emulatorInputs } from '../runner/emulator-inputs';
import { readOutputs } from '../runner/files';
import { runInProcess, startInProcess } from '../runner/in-process';
import { runnerOf } from '../support/runner';

/** Handlers by the name of their function. */
const HANDLERS = {
  returns: "async () => ({ status: 'ok' })",
  fails: "async () => { throw new Error('personal data'); }",
  reports: "(event, context, callback) => callback('personal data')",
  'fails-once': "async () => { if (!global.ran) { global.ran = true; throw new Error('oops'); } }",
} as const;

let emulator: Emulator;
const steps: ActionResult[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
  for (const [functionName, handler] of Object.entries(HANDLERS)) {
    const code = { 'index.js': `exports.handler = ${handler};` };
    await emulator.deploy({ functionName, code, asyncInvokeConfig: { asyncTask: true } });
  }
});

afterAll(async () => {
  for (const step of steps) step.dispose();
  await emulator.close();
});

type Inputs = ActionOptions['inputs'];
type Options = Omit<ActionOptions, 'inputs' | 'action' | 'node' | 'main'>;

function optionsOf(inputs: Inputs, options: Options = {}) {
  return { inputs: { ...emulatorInputs(emulator), ...inputs }, ...options };
}

async function invoke(inputs: Inputs, options: Options = {}): Promise<ActionResult> {
  const step = await runInProcess(optionsOf(inputs, options));
  steps.push(step);
  return step;
}

function linesOf({ log }: ActionResult): string[] {
  return log.map(({ text }) => text);
}

const TITLE = (name: string) => `${name} (LATEST) in cn-hangzhou`;
const NO_OUTPUT = { env: { GITHUB_OUTPUT: undefined } };

describe('a step ends', () => {
  /** Error type and attempts; exit code; level and title of the annotation; the summary's heading. */
  type End = readonly [
    what: string,
    inputs: Inputs,
    errorType: string,
    attempts: string,
    exitCode: number,
    annotation: readonly [level: string, title: string] | undefined,
    heading: string,
  ];
  const ENDS: readonly End[] = [
    [
      'with what the function returned',
      { 'function-name': 'returns' },
      '',
      '1',
      0,
      undefined,
      '✅ <code>returns</code> passed',
    ],
    [
      'with a function error',
      { 'function-name': 'fails' },
      'UnhandledInvocationError',
      '1',
      1,
      ['error', TITLE('fails')],
      '❌ <code>fails</code> failed',
    ],
    [
      'with one that fail-on tolerates',
      { 'function-name': 'fails', 'fail-on': 'none' },
      'UnhandledInvocationError',
      '1',
      0,
      ['warning', TITLE('fails')],
      '⚠️ <code>fails</code> passed with a warning',
    ],
    [
      'with one that was expected',
      {
        'function-name': 'fails',
        'fail-on': 'none',
        expect: "errorType == 'UnhandledInvocationError'",
      },
      'UnhandledInvocationError',
      '1',
      0,
      undefined,
      '✅ <code>fails</code> passed',
    ],
    [
      'with a failed expectation',
      { 'function-name': 'returns', expect: "result.status == 'no'" },
      'ExpectationFailed',
      '1',
      1,
      ['error', TITLE('returns')],
      '❌ <code>returns</code> failed',
    ],
    [
      'with a refusal of FC',
      { 'function-name': 'absent' },
      'FunctionNotFound',
      '1',
      1,
      ['error', TITLE('absent')],
      '❌ <code>absent</code> failed',
    ],
    [
      'with invalid inputs',
      { 'function-name': '' },
      'InvalidInput',
      '0',
      1,
      ['error', 'fc-invoke'],
      '❌ The function was not invoked',
    ],
    [
      'without credentials',
      { 'function-name': 'returns', 'access-key-id': '', 'access-key-secret': '' },
      'CredentialsError',
      '0',
      1,
      ['error', TITLE('returns')],
      '❌ <code>returns</code> was not invoked',
    ],
    [
      'with a second attempt',
      { 'function-name': 'fails-once', attempts: '3', 'attempt-interval': '0' },
      '',
      '2',
      0,
      undefined,
      '✅ <code>fails-once</code> passed',
    ],
    [
      'with an event that FC took',
      { 'function-name': 'returns', 'invocation-type': 'async' },
      '',
      '1',
      0,
      undefined,
      '✅ The event for <code>returns</code> was accepted',
    ],
  ];

  test.for(ENDS)('%s', async ([, inputs, errorType, attempts, exitCode, annotation, heading]) => {
    const step = await invoke(inputs);

    expect(step.outputs).toMatchObject({ 'error-type': errorType, attempts });
    expect(step.exitCode).toBe(exitCode);
    expect(step.annotations.map(({ level, title }) => [level, title])).toEqual(
      annotation === undefined ? [] : [annotation],
    );
    expect(/<h3>(.*)<\/h3>/.exec(step.summary)?.[1]).toBe(heading);
  });
});

test('an expected error is a line, and what to do is said of one that is not', async () => {
  const expected = await invoke({
    'function-name': 'fails',
    'fail-on': 'none',
    expect: "errorType == 'UnhandledInvocationError'",
  });
  const refused = await invoke({ 'function-name': 'absent' });

  expect(linesOf(expected).at(-1)).toMatch(
    /^As expected: UnhandledInvocationError: .*personal data.* Request ID: 1-\S+\.$/,
  );
  expect(refused.annotations[0]?.message).toMatch(/Request ID: .*Check function-name \(absent\)/);
  expect(refused.summary).toContain('What to do:');
});

describe('several attempts', () => {
  test('say why there is another, keep the file of the last, and end with one that passes', async () => {
    const before = emulator.executions('fails');
    const step = await invoke({
      'function-name': 'fails',
      attempts: '2',
      'attempt-interval': '0',
      'show-result': 'false',
      'log-type': 'none',
    });

    expect(emulator.executions('fails') - before).toBe(2);
    expect(linesOf(step).filter((line) => line.startsWith('Attempt '))).toEqual([
      'Attempt 1 of 2 failed: Function fails failed. Next attempt in 0 s',
    ]);
    expect(readdirSync(step.tempFolder)).toHaveLength(1);
    expect(step.outputs['result-file']).toContain(step.tempFolder);
  });

  test('each of an awaited task have an ID of their own, printed before it is sent', async () => {
    const step = await invoke({
      'function-name': 'fails',
      'invocation-type': 'async',
      wait: 'true',
      attempts: '2',
      'attempt-interval': '0',
    });

    const ids = linesOf(step).flatMap((line) => /^Async task ID (\S+)$/.exec(line)?.[1] ?? []);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^gh-1658821493-1-invoke-[0-9a-f]{12}$/);
    expect(step.outputs).toMatchObject({
      'async-task-id': ids[1],
      'async-task-status': 'Failed',
      'error-type': 'AsyncTaskFailed',
    });
  });

  test('of a task with an ID of the user’s own there are none', async () => {
    const step = await invoke({
      'function-name': 'returns',
      'invocation-type': 'async',
      wait: 'true',
      'async-task-id': 'nightly',
    });

    expect(linesOf(step)).not.toContainEqual(expect.stringMatching(/^Async task ID /));
    expect(step.outputs['async-task-id']).toBe('nightly');
    expect(step.summary).toContain('asynchronous, awaited');
  });
});

describe('with `show-result: false`', () => {
  test.for([
    ['fails', {}],
    ['reports', {}],
    ['reports', { 'fail-on': 'unhandled' }],
    ['returns', { expect: "result.status == 'no'\nresult.status == 'never'" }],
    ['fails', { 'fail-on': 'none', expect: "errorMessage == 'no'\nresult == 'no'" }],
    ['fails', { 'fail-on': 'none', expect: "errorType == 'UnhandledInvocationError'" }],
    ['fails', { attempts: '2', 'attempt-interval': '0' }],
  ] as const)(
    'nothing that %s returned is in log, annotations and summary: %j',
    async ([functionName, inputs]) => {
      const step = await invoke({
        'function-name': functionName,
        'show-result': 'false',
        // The log is the function's own to fill.
        'log-type': 'none',
        ...inputs,
      });

      const shown = `${step.stdout}${step.summary}`.replaceAll(/result\.status/g, '');
      expect(shown).not.toMatch(/personal|'ok'|"ok"/);
      expect(step.outputs.result).not.toBe('');
    },
  );
});

describe('with `source-path` the annotation is placed where the function failed', () => {
  const source = { 'source-path': 'app' };
  const files = { workspaceFiles: { 'app/index.js': '' } };

  test.for([
    ['as its result says', {}, files, { file: 'app/index.js', line: 1 }],
    ['but not when it is not set', { 'source-path': '' }, files, {}],
    ['but not outside of the workspace', {}, {}, {}],
    ['but not by a result that is not shown', { 'show-result': 'false' }, files, {}],
  ] as const)('%s', async ([, inputs, options, place]) => {
    const step = await invoke(
      { 'function-name': 'fails', 'log-type': 'none', ...source, ...inputs },
      options,
    );

    const [error] = step.annotations.filter(({ level }) => level === 'error');
    expect(error && { file: error.file, line: error.line }).toEqual({
      file: undefined,
      line: undefined,
      ...place,
    });
  });
});

describe('a file that cannot be written', () => {
  test('fails the step when it is that of the outputs', async () => {
    const step = await invoke({ 'function-name': 'returns' }, NO_OUTPUT);

    expect(step.exitCode).toBe(1);
    expect(step.annotations.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^OutputError: The outputs cannot be written: GITHUB_OUTPUT does not name a file\./,
      ),
    ]);
    expect(step.summary).toContain('❌ <code>returns</code> failed');
  });

  test('is said besides what happened before', async () => {
    const step = await invoke({ 'function-name': 'fails', 'fail-on': 'none' }, NO_OUTPUT);

    expect(step.exitCode).toBe(1);
    expect(step.annotations[0]?.message).toMatch(
      /^UnhandledInvocationError: .*personal data.* The outputs cannot be written/,
    );
  });

  test('is a warning when it is that of the summary', async () => {
    const step = await invoke(
      { 'function-name': 'returns' },
      { env: { GITHUB_STEP_SUMMARY: undefined } },
    );

    expect(step.exitCode).toBe(0);
    expect(step.annotations).toEqual([
      {
        level: 'warning',
        title: TITLE('returns'),
        message: 'The job summary cannot be written: GITHUB_STEP_SUMMARY does not name a file.',
      },
    ]);
  });
});

test.for([{ 'function-name': 'returns' }, { 'function-name': '' }])(
  'without `summary` there is none: %j',
  async (inputs) => {
    const step = await invoke({ ...inputs, summary: 'false' });

    expect(step.summary).toBe('');
    expect(step.annotations.filter(({ level }) => level === 'warning')).toEqual([]);
  },
);

test('warnings are titled with what is invoked', async () => {
  const step = await invoke({ 'function-name': 'returns', region: 'cn-hangzou' });

  expect(step.annotations[0]).toMatchObject({
    level: 'warning',
    title: 'returns (LATEST) in cn-hangzou',
    message: expect.stringContaining('cn-hangzhou'),
  });
});

test('all that is secret is masked before the first line', async () => {
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'family-1-id-1234',
    ALICLOUD_SECRET_KEY: 'family-2-secret-1234',
    ALIBABACLOUD_SECURITY_TOKEN: 'family-3-token-1234',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-1234',
    HTTPS_PROXY: 'http://user:proxy-password@127.0.0.1:9',
  };
  const step = await invoke({ 'function-name': 'returns', 'security-token': '' }, { env });
  const { accessKeyId, accessKeySecret } = emulator.accessKey;

  const isMask = (line: string) => line.startsWith('::add-mask::');
  const lines = step.stdout.split('\n');
  const first = lines.findIndex((line) => !isMask(line));
  const masked = lines.slice(0, first).map((line) => line.replace('::add-mask::', ''));
  const { HTTPS_PROXY: _, ...values } = env;
  expect(masked).toEqual(
    expect.arrayContaining([
      accessKeyId,
      accessKeySecret,
      ...Object.values(values),
      'proxy-password',
    ]),
  );
  expect(lines.slice(first).filter(isMask)).toEqual([]);
});

describe('a trigger', () => {
  test('is named in the summary by the URL that was called, without its query', async () => {
    const options = { triggerName: 'web', authType: 'anonymous' };
    const { http } = await emulator.createTrigger('returns', options);
    const event = '{"method": "GET", "path": "/health", "queries": {"token": "of-the-query"}}';
    const url = http?.urlInternet ?? '';
    const inputs = { 'function-name': 'returns', event };
    const keyless = { 'access-key-id': '', 'access-key-secret': '' };
    const byLookup = await invoke({ ...inputs, 'http-trigger': 'true' });
    const byUrl = await invoke({ ...inputs, ...keyless, 'http-trigger': url });

    for (const step of [byLookup, byUrl]) {
      expect(step.exitCode).toBe(0);
      expect(step.summary).toMatch(/HTTP trigger <code>GET http\S+\/health<\/code>/);
      expect(step.summary).not.toContain('of-the-query');
    }
    expect(linesOf(byUrl)[0]).toMatch(/no credentials needed$/);
  });

  test('that was not called is named as the inputs name it', async () => {
    const step = await invoke({ 'function-name': 'fails', 'http-trigger': 'absent' });

    expect(step.outputs['error-type']).toBe('TriggerError');
    expect(step.summary).toMatch(/HTTP trigger <code>its HTTP trigger absent/);
  });

  test('has its token masked before the first line', async () => {
    const event = '{"method": "GET", "headers": {"authorization": "Bearer token-1234"}}';
    const url = `${emulator.endpoint}/absent`;
    const step = await invoke({ 'function-name': 'returns', event, 'http-trigger': url });

    expect(step.masks).toContain('token-1234');
    const lines = step.stdout.split('\n');
    expect(lines.indexOf('::add-mask::token-1234')).toBeLessThan(
      lines.findIndex((line) => !line.startsWith('::add-mask::')),
    );
  });
});

describe('what ends a step from outside', () => {
  test('cancelling, while nothing runs', async () => {
    const running = startInProcess(optionsOf({ 'function-name': 'returns' }));
    running.cancel('SIGTERM');
    const step = await running.finished;
    steps.push(step);

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      'error-type': 'Cancelled',
      'error-message': 'The job was cancelled (SIGTERM) while no invocation was running.',
      attempts: '0',
    });
  });

  describe('an error that nobody caught', () => {
    const folder = mkdtempSync(join(tmpdir(), 'step-'));
    const path = join(folder, 'output');
    let stdout = '';
    afterAll(() => rmSync(folder, { recursive: true }));
    afterEach(() => {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
      forgetSecrets();
    });

    async function runWith(
      stop: AbortSignal,
      isDebug: boolean,
      onText: (text: string) => void = () => undefined,
    ) {
      writeFileSync(path, '');
      stdout = '';
      vi.stubEnv('GITHUB_OUTPUT', path);
      vi.stubEnv('RUNNER_DEBUG', isDebug ? '1' : '0');
      vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
        stdout += String(text);
        onText(String(text));
        return true;
      });
      const inputs = { ...emulatorInputs(emulator), 'function-name': 'returns', summary: 'false' };
      const variables = Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      );
      let failed = false;
      const fail = () => {
        failed = true;
      };
      await run(runnerOf({ stop, fail, variables: { ...variables, GITHUB_OUTPUT: path } }));
      vi.restoreAllMocks();
      return {
        failed,
        outputs: readOutputs(readFileSync(path)),
        ...parseRunnerOutput(stdout, { stepDebug: isDebug }),
      };
    }

    test.for([
      [new Error('oops'), 'oops', /##\[debug\]Error: oops$/],
      ['oops', 'oops', /##\[debug\]oops$/],
    ] as const)(
      'is a defect, with its stack in debug output: %s',
      async ([thrown, said, debug]) => {
        const step = await runWith(AbortSignal.abort(thrown), true);

        expect(step.failed).toBe(true);
        expect(step.outputs).toMatchObject({
          'error-type': 'InternalError',
          'error-message': expect.stringContaining(`This action has a defect (${said})`),
        });
        expect(step.log.map(({ text }) => text)).toContainEqual(expect.stringMatching(debug));
      },
    );

    test('fails the step also when it came after the last response', async () => {
      const stop = new AbortController();
      const step = await runWith(stop.signal, false, (text) => {
        if (text.startsWith('Request ID ')) stop.abort(new Error('oops'));
      });

      expect(step.failed).toBe(true);
      expect(step.outputs).toMatchObject({ 'error-type': 'InternalError', attempts: '1' });
    });
  });
});
