/**
 * The Node.js runtime of an emulated function instance: one process, one event after the other, or
 * several at once if the emulator sends them.
 *
 * It is started in the folder with the function's code. Standard output and error are the
 * function's log; `frames.mjs` describes how events come and reports go. Its behaviour follows FC's
 * own Node.js runtime: the first outcome of an event counts, errors are logged as JSON, a handler
 * that never responds keeps the process until it is timed out.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { redirectConsole } from './console.mjs';
import { failureOf, reportStacksAsOnFc } from './failures.mjs';
import { receiveFrame, sendFrame } from './frames.mjs';
import { bytesOf, CallbackError, call, load } from './handlers.mjs';
import { callHttpHandler } from './http-handler.mjs';
import { peakMemoryBytes } from './memory.mjs';

/** FC's words for an exception outside of the handler's promise; the exception itself is only logged. */
const UNCAUGHT = 'FunctionUnhandledError: uncaughtException';

const { header: start } = await receiveFrame();
reportStacksAsOnFc(process.cwd());
/** The request whose code is running. */
const current = new AsyncLocalStorage();
/** Invocations that have no outcome yet. */
const open = new Set();
let latestRequestId = '';
const logger = redirectConsole(() => current.getStore() ?? latestRequestId);
let initialization;
let loading;

process.on('uncaughtException', (error) => {
  console.error(error?.stack ?? error);
  // Nothing says whose it is; FC's runtime gives it to the event that it is working on.
  for (const invocation of open) {
    const isInitializing = invocation.stage === 'initializing';
    invocation.fail(isInitializing ? 'InitializationError' : 'HandledInvocationError', UNCAUGHT);
  }
});
process.on('exit', () => report({ type: 'exiting' }));

class Invocation {
  stage = 'loading';
  stageStart = performance.now();

  constructor({ context, http }, event) {
    this.requestId = context.requestId;
    this.context = { ...context, logger };
    this.http = http;
    this.event = event;
  }

  async work() {
    try {
      if (start.initializer && !(await this.initialized())) return;
      await this.invoke();
    } catch (error) {
      this.fail('UnhandledInvocationError', error);
    }
  }

  /** @returns whether the instance is initialized, which only its first event has to do */
  async initialized() {
    const isFirst = initialization === undefined;
    if (isFirst) {
      process.stdout.write(`FC Initialize Start RequestId: ${this.requestId}\n`);
      this.enter('initializing');
    }
    initialization ??= load(start.initializer).then((found) => call(found, [this.context]));
    try {
      await initialization;
    } catch (error) {
      this.fail('InitializationError', error instanceof CallbackError ? error.reason : error);
      return false;
    }
    if (isFirst) process.stdout.write(`FC Initialize End RequestId: ${this.requestId}\n`);
    return open.has(this);
  }

  async invoke() {
    process.stdout.write(`FC Invoke Start RequestId: ${this.requestId}\n`);
    loading ??= load(start.handler);
    const handler = await loading;
    this.enter('running');
    try {
      if (this.http) {
        const { body, ...http } = await callHttpHandler(
          handler,
          this.http,
          this.event,
          this.context,
        );
        this.end({ type: 'completed', http }, body);
      } else {
        this.end({ type: 'completed' }, bytesOf(await call(handler, [this.event, this.context])));
      }
    } catch (error) {
      if (error instanceof CallbackError) this.fail('HandledInvocationError', error.reason);
      else this.fail('UnhandledInvocationError', error);
    }
  }

  enter(stage) {
    this.stage = stage;
    this.stageStart = performance.now();
    this.report({ type: stage });
  }

  fail(errorType, error) {
    if (!open.has(this)) return;
    const failure = failureOf(errorType, error);
    current.run(this.requestId, () => logger.error(failure));
    this.end({ type: 'failed', errorType }, Buffer.from(failure));
  }

  /** The first outcome counts. */
  end(message, body) {
    const durationMs = performance.now() - this.stageStart;
    if (open.delete(this)) this.report({ ...message, durationMs }, body);
  }

  report(message, body) {
    report({ ...message, requestId: this.requestId }, body);
  }
}

function report(message, body) {
  sendFrame({ ...message, peakMemoryBytes: peakMemoryBytes() }, body);
}

for (;;) {
  const { header, body } = await receiveFrame();
  latestRequestId = header.context.requestId;
  const invocation = new Invocation(header, body);
  open.add(invocation);
  current.run(latestRequestId, () => void invocation.work());
}
