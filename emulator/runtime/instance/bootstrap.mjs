/**
 * The Node.js runtime of an emulated function instance: one process, one event.
 *
 * It is started in the folder with the function's code. File descriptor 3 is the channel to the
 * emulator, in frames of `frames.mjs`; standard output and error are the function's log.
 * Its behaviour follows FC's own Node.js runtime: the first outcome wins, errors are logged as
 * JSON, a handler that never answers keeps the process until it is timed out.
 */

import { redirectConsole } from './console.mjs';
import { failureOf, reportStacksAsOnFc } from './failures.mjs';
import { receiveFrame, sendFrame } from './frames.mjs';
import { bytesOf, CallbackError, call, load } from './handlers.mjs';
import { callHttpHandler } from './http-handler.mjs';
import { peakMemoryBytes } from './memory.mjs';

reportStacksAsOnFc(process.cwd());
const { header: start, body: event } = receiveFrame();
const { requestId } = start.context;
const logger = redirectConsole(requestId);
const context = { ...start.context, logger };
let answered = false;

process.on('uncaughtException', (error) => fail('UnhandledInvocationError', error));
process.on('unhandledRejection', (reason) => fail('UnhandledInvocationError', reason));
process.on('exit', () => answer({ type: 'exiting' }));
// FC's runtime waits for the next event; so a handler that forgets to answer does not just end.
setInterval(() => {}, 60_000);

try {
  if (start.initializer) await initialize();
  if (!answered) await invoke();
} catch (error) {
  fail('UnhandledInvocationError', error);
}

async function initialize() {
  process.stdout.write(`FC Initialize Start RequestId: ${requestId}\n`);
  sendFrame({ type: 'initializing' });
  try {
    await call(await load(start.initializer), [context]);
  } catch (error) {
    fail('InitializationError', error instanceof CallbackError ? error.reason : error);
    return;
  }
  process.stdout.write(`FC Initialize End RequestId: ${requestId}\n`);
}

async function invoke() {
  process.stdout.write(`FC Invoke Start RequestId: ${requestId}\n`);
  const handler = await load(start.handler);
  sendFrame({ type: 'running' });
  try {
    if (start.http) {
      const { body, ...http } = await callHttpHandler(handler, start.http, event, context);
      answer({ type: 'completed', http }, body);
    } else {
      answer({ type: 'completed' }, bytesOf(await call(handler, [event, context])));
    }
  } catch (error) {
    if (error instanceof CallbackError) fail('HandledInvocationError', error.reason);
    else fail('UnhandledInvocationError', error);
  }
}

function fail(errorType, error) {
  if (answered) return;
  const failure = failureOf(errorType, error);
  logger.error(failure);
  answer({ type: 'failed', errorType }, Buffer.from(failure));
}

/** Ends this process's part: the emulator kills it as soon as it has read this. */
function answer(message, body) {
  if (answered) return;
  answered = true;
  sendFrame({ ...message, peakMemoryBytes: peakMemoryBytes() }, body);
}
