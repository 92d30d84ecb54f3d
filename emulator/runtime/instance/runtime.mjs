/**
 * The Node.js runtime of a function instance, wherever that runs: it initializes once, calls the
 * handler with one event after the other, or with several at once if the emulator sends them, and
 * reports how each fares. Its behaviour follows FC's own Node.js runtime: the first outcome of an
 * event counts, errors are logged as JSON, a handler that never responds is left to its timeout.
 *
 * `runtime.d.mts` has its types.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { newLogger } from './console.mjs';
import { failureOf, fcPaths } from './failures.mjs';
import { bytesOf, CallbackError, call, load } from './handlers.mjs';
import { callHttpHandler } from './http-handler.mjs';

/** FC's words for an exception outside of the handler's promise; the exception itself is only logged. */
const UNCAUGHT = 'FunctionUnhandledError: uncaughtException';

/**
 * The request whose code is running, and its runtime. One for all runtimes of a process: before
 * Node.js 24 each storage makes every promise of the process slower.
 */
const current = new AsyncLocalStorage();

export class Runtime {
  /** Invocations that have no outcome yet. */
  #open = new Set();
  #latestRequestId = '';
  #start;
  #host;
  #toFcPaths;
  #initialization;
  #loading;

  constructor(start, host) {
    this.#start = start;
    this.#host = host;
    this.#toFcPaths = fcPaths(host.codeFolder);
    this.logger = newLogger(host.write, () => this.#requestId());
  }

  take({ context, http }, event) {
    const { requestId } = context;
    this.#latestRequestId = requestId;
    const invocation = {
      requestId,
      context: { ...context, logger: this.logger },
      http,
      event,
      stage: 'loading',
      stageStart: performance.now(),
    };
    this.#open.add(invocation);
    this.#as(requestId, () => void this.#work(invocation));
  }

  uncaught(error) {
    this.logger.error(error?.stack ?? error);
    // Nothing says whose it is; FC's runtime gives it to the event that it is working on.
    for (const invocation of this.#open) {
      const isInitializing = invocation.stage === 'initializing';
      this.#fail(
        invocation,
        isInitializing ? 'InitializationError' : 'HandledInvocationError',
        UNCAUGHT,
      );
    }
  }

  async #work(invocation) {
    try {
      if (this.#start.initializer && !(await this.#initialized(invocation))) return;
      await this.#invoke(invocation);
    } catch (error) {
      this.#fail(invocation, 'UnhandledInvocationError', error);
    }
  }

  /** @returns whether the instance is initialized, which only its first event has to do */
  async #initialized(invocation) {
    const isFirst = this.#initialization === undefined;
    if (isFirst) {
      this.#host.write(`FC Initialize Start RequestId: ${invocation.requestId}\n`);
      this.#enter(invocation, 'initializing');
    }
    this.#initialization ??= this.#load(this.#start.initializer).then((found) =>
      call(found, [invocation.context]),
    );
    try {
      await this.#initialization;
    } catch (error) {
      const reason = error instanceof CallbackError ? error.reason : error;
      this.#fail(invocation, 'InitializationError', reason);
      return false;
    }
    if (isFirst) this.#host.write(`FC Initialize End RequestId: ${invocation.requestId}\n`);
    return this.#open.has(invocation);
  }

  async #invoke(invocation) {
    const { requestId, context, http, event } = invocation;
    this.#host.write(`FC Invoke Start RequestId: ${requestId}\n`);
    this.#loading ??= this.#load(this.#start.handler);
    const handler = await this.#loading;
    this.#enter(invocation, 'running');
    try {
      if (http) {
        const { body, ...head } = await callHttpHandler(handler, http, event, context);
        this.#end(invocation, { type: 'completed', http: head }, body);
      } else {
        const result = bytesOf(await call(handler, [event, context]));
        this.#end(invocation, { type: 'completed' }, result);
      }
    } catch (error) {
      if (error instanceof CallbackError) {
        this.#fail(invocation, 'HandledInvocationError', error.reason);
      } else {
        this.#fail(invocation, 'UnhandledInvocationError', error);
      }
    }
  }

  #as(requestId, work) {
    current.run({ runtime: this, requestId }, work);
  }

  #requestId() {
    const running = current.getStore();
    return running?.runtime === this ? running.requestId : this.#latestRequestId;
  }

  #load(name) {
    return load(name, this.#host.codeFolder, this.#host.importModule);
  }

  #enter(invocation, stage) {
    invocation.stage = stage;
    invocation.stageStart = performance.now();
    this.#report(invocation, { type: stage });
  }

  #fail(invocation, errorType, error) {
    if (!this.#open.has(invocation)) return;
    const failure = failureOf(errorType, error, this.#toFcPaths);
    this.#as(invocation.requestId, () => this.logger.error(failure));
    this.#end(invocation, { type: 'failed', errorType }, Buffer.from(failure));
  }

  /** The first outcome counts. */
  #end(invocation, message, body) {
    const durationMs = performance.now() - invocation.stageStart;
    if (this.#open.delete(invocation)) this.#report(invocation, { ...message, durationMs }, body);
  }

  #report({ requestId }, message, body) {
    this.#host.report({ ...message, requestId }, body);
  }
}
