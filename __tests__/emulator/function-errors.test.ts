import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployment, Emulator, InstanceKind } from '../../emulator';
import { invoke } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTestEmulator();
});

afterAll(() => emulator.close());

async function failureOf(source: string, more: Partial<Deployment>) {
  await emulator.deploy({ functionName: 'failing', code: { 'index.js': source }, ...more });
  const { status, headers, body, log } = await invoke(emulator, 'failing', { log: 'Tail' });
  expect(status).toBe(200);
  return { type: headers['x-fc-error-type'], error: JSON.parse(body.toString()), log, headers };
}

const KINDS: readonly InstanceKind[] = ['processes', 'in-process'];

describe.each(KINDS)('instances: %s', (instances) => {
  const failing = (source: string, more: Partial<Deployment> = {}) =>
    failureOf(source, { instances, ...more });

  test('an exception is unhandled, and its stack lies in /code', async () => {
    const { type, error, log } = await failing(
      `exports.handler = async () => {\n  throw new TypeError('oops');\n};`,
    );

    expect(type).toBe('UnhandledInvocationError');
    expect(error).toMatchObject({ errorMessage: 'oops', errorType: 'TypeError' });
    expect(error.stackTrace[0]).toBe('TypeError: oops');
    expect(error.stackTrace[1]).toMatch(/^ {4}at .*\(\/code\/index\.js:2:9\)$/);
    expect(log).toContain('[ERROR] {"errorMessage":"oops"');
    expect(log).toMatch(/FC Invoke End RequestId: \S+, Error: Unhandled function error/);
  });

  test('a stack that the handler prints lies in /code too', async () => {
    const { log } = await failing(
      `exports.handler = async () => { console.log(new Error('x')); throw new Error('y'); };`,
    );

    expect(log).toContain('(/code/index.js:1:');
    expect(log).not.toContain('fc-emulator-');
  });

  test('callback(err) is handled', async () => {
    const { type, error, log } = await failing(
      `exports.handler = (event, context, callback) => callback(new RangeError('reported'));`,
    );

    expect(type).toBe('HandledInvocationError');
    expect(error).toMatchObject({ errorMessage: 'reported', errorType: 'RangeError' });
    expect(log).toContain(', Error: Handled function error');
  });

  test('callback(text) has no stack', async () => {
    const { type, error } = await failing(
      `exports.handler = (event, context, callback) => callback('just text');`,
    );

    expect(type).toBe('HandledInvocationError');
    expect(error).toEqual({ errorMessage: 'just text', errorType: 'FunctionHandledError' });
  });

  test('what is thrown need not be an Error', async () => {
    const { type, error } = await failing(`exports.handler = async () => { throw 'just text'; };`);

    expect(type).toBe('UnhandledInvocationError');
    expect(error).toEqual({ errorMessage: 'just text', errorType: 'FunctionUnhandledError' });
  });

  test.each([
    ['an exception in a timer', `() => { setTimeout(() => { throw new Error('late'); }, 5); `],
    [
      'a rejection nobody handles',
      `() => { setTimeout(() => Promise.reject(new Error('late')), 5); `,
    ],
  ])('%s comes back as handled, as from the runtime of FC', async (_what, start) => {
    const { type, error, log } = await failing(
      `exports.handler = ${start} return new Promise(() => {}); };`,
    );

    expect(type).toBe('HandledInvocationError');
    expect(error).toEqual({
      errorType: 'FunctionHandledError',
      errorMessage: 'FunctionUnhandledError: uncaughtException',
    });
    expect(log).toContain('Error: late');
  });

  test('an exception that is thrown at once, beside a callback, is unhandled', async () => {
    const { type, error } = await failing(
      `exports.handler = (event, context, callback) => { throw new TypeError('at once'); };`,
    );

    expect(type).toBe('UnhandledInvocationError');
    expect(error).toMatchObject({ errorMessage: 'at once', errorType: 'TypeError' });
  });

  test('a module that cannot be loaded is unhandled', async () => {
    const executions = emulator.executions();
    const { type, error } = await failing('exports.handler = ;');

    expect(type).toBe('UnhandledInvocationError');
    expect(error.errorType).toBe('SyntaxError');
    expect(error.stackTrace[0]).toContain('/code/index.js:1');
    expect(emulator.executions()).toBe(executions);
  });

  test('a function that takes longer than its timeout is ended', async () => {
    const { type, error, log } = await failing('exports.handler = () => new Promise(() => {});', {
      timeout: 0.1,
    });

    expect(type).toBe('UnhandledInvocationError');
    expect(error).toEqual({
      errorMessage: expect.stringMatching(
        /^Function timed out after 0\.1 seconds \(maxMemoryUsage: \d+\.\d\dMB\)$/,
      ),
    });
    expect(log).toContain(error.errorMessage);
    expect(
      (await emulator.waitForExecutionEnd('failing', emulator.executions('failing'))).state,
    ).toBe('timed-out');
  });

  test('a callback that is never called is a timeout', async () => {
    const { error } = await failing('exports.handler = (event, context, callback) => {};', {
      timeout: 0.1,
    });

    expect(error.errorMessage).toContain('timed out');
  });

  test('a failing initializer keeps the event from the handler', async () => {
    await emulator.deploy({
      functionName: 'uninitialized',
      instances,
      initializer: 'index.initialize',
      code: {
        'index.js': `exports.initialize = async () => { throw new Error('no database'); };
          exports.handler = async () => 'never';`,
      },
    });

    const { headers, body, log } = await invoke(emulator, 'uninitialized', { log: 'Tail' });

    expect(headers['x-fc-error-type']).toBe('InitializationError');
    expect(JSON.parse(body.toString())).toMatchObject({ errorMessage: 'no database' });
    expect(log).toContain('FC Initialize End');
    expect(log).not.toContain('FC Invoke');
    expect(emulator.executions('uninitialized')).toBe(0);
  });

  test('code that cannot be loaded for the initializer is an InitializationError', async () => {
    const { type, error } = await failing('throw new Error("at load");', {
      initializer: 'index.initialize',
    });

    expect(type).toBe('InitializationError');
    expect(error.errorMessage).toBe('at load');
  });

  test('an initializer that never ends is an InitializationError', async () => {
    const { type, error } = await failing(
      `exports.initialize = () => new Promise(() => {}); exports.handler = () => 1;`,
      { initializer: 'index.initialize', initializationTimeout: 0.1 },
    );

    expect(type).toBe('InitializationError');
    expect(error.errorMessage).toContain('timed out after 0.1 seconds');
  });
});

describe('only a process of its own', () => {
  const failing = (source: string, more: Partial<Deployment> = {}) =>
    failureOf(source, { instances: 'processes', ...more });

  test('a loop that never yields is ended by its timeout too', async () => {
    const { error } = await failing('exports.handler = () => { for (;;); };', { timeout: 0.1 });

    expect(error.errorMessage).toContain('timed out');
  });

  test('a process that ends itself is reported with what was observed', async () => {
    const { type, error } = await failing('exports.handler = () => process.exit(0);');

    expect(type).toBe('UnhandledInvocationError');
    expect(error).toEqual({
      errorMessage: expect.stringMatching(
        /^Process exited unexpectedly before completing request \(duration: \d+ms, maxMemoryUsage: [1-9]\d+MB\)$/,
      ),
    });
  });

  test.runIf(process.platform === 'linux')(
    'a function that takes too much memory is ended',
    async () => {
      const { type, error, headers } = await failing(
        `exports.handler = async () => {
        const kept = [];
        for (;;) {
          kept.push(Buffer.alloc(4 * 1024 * 1024, 1));
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      };`,
        { memorySize: 96, timeout: 30 },
      );

      expect(type).toBe('UnhandledInvocationError');
      expect(error.errorMessage).toContain('Process exited unexpectedly');
      expect(Number(headers['x-fc-max-memory-usage'])).toBeGreaterThan(96);
    },
  );

  test('an answer does not save a function that took too much memory for it', async () => {
    const { error } = await failing(
      `exports.handler = () => String(Buffer.alloc(100 * 1024 * 1024, 1).length);`,
      { memorySize: 96 },
    );

    expect(error.errorMessage).toContain('Process exited unexpectedly');
  });

  test('what a handler writes to the channel of the runtime is not believed', async () => {
    const { type } = await failing(
      `exports.handler = async () => {
        require('node:fs').writeSync(4, Buffer.alloc(64, 'x'));
        await new Promise(() => {});
      };`,
    );

    expect(type).toBe('UnhandledInvocationError');
  });
});

test.each([
  ['process.exit', 'index.handler', { 'index.js': 'exports.handler = () => process.exit(0);' }],
  ['ES modules', 'index.handler', { 'index.mjs': 'export const handler = () => 1;' }],
])('in-process, %s says that it needs a process', async (what, handler, code) => {
  const { error } = await failureOf('', { instances: 'in-process', handler, code });

  expect(error.errorMessage).toMatch(
    new RegExp(`^${what} needs? a process: deploy the function with { instances: 'processes' }`),
  );
});
