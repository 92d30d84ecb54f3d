/**
 * Runs a web function (custom runtime): starts its server in the folder of the code, waits until it
 * listens, passes requests on and reports the responses. The server's output is the function's log;
 * the channels to the emulator are those of `frames.mjs`.
 */

import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { receiveFrame, sendFrame } from './frames.mjs';
import { peakMemoryBytes } from './memory.mjs';

const HOST = '127.0.0.1';
const POLL_MS = 10;

/** How long a server that has cut the connection is given to show that it has ended. */
const EXIT_GRACE_MS = 200;

const { header } = await receiveFrame();
const { command, args = [], port = await freePort() } = header.customRuntimeConfig;
const [program, ...ownArgs] = command;
let peakBytes = 0;

const server = spawn(program, [...ownArgs, ...args], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, FC_SERVER_PORT: String(port) },
});
server.once('error', (error) => {
  console.error(error.message);
  report({ type: 'exiting' });
});
server.once('exit', () => report({ type: 'exiting' }));

const listening = untilListening();

for (;;) {
  const event = await receiveFrame();
  void serve(event.header, event.body);
}

async function serve({ context: { requestId }, http }, body) {
  await listening;
  process.stdout.write(`FC Invoke Start RequestId: ${requestId}\n`);
  report({ type: 'running', requestId });
  const start = performance.now();
  const poll = setInterval(noteMemory, POLL_MS);
  const { content, ...outcome } = await passOn(http, body).catch(cutOff);
  clearInterval(poll);
  report({ ...outcome, requestId, durationMs: performance.now() - start }, content);
}

function passOn({ method, target, headers }, body) {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: HOST,
      port,
      method,
      path: target,
      headers: { ...headers, 'content-length': body.length, connection: 'close' },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(outcomeOf(headers, response, Buffer.concat(chunks))));
    });
    sent.end(body);
  });
}

/** If it was the server's end that has cut the connection, that end is reported first. */
async function cutOff(error) {
  await sleep(EXIT_GRACE_MS);
  const failure = { errorMessage: error.message, errorType: error.name };
  return {
    type: 'failed',
    errorType: 'UnhandledInvocationError',
    content: Buffer.from(JSON.stringify(failure)),
  };
}

/**
 * A server says with `x-fc-status: 404` that it has failed (documentation, "custom runtime
 * specification"); its status code alone says nothing about the function.
 */
function outcomeOf(sentHeaders, response, content) {
  const isEvent = sentHeaders['x-fc-control-path'] === '/invoke';
  if (isEvent && response.headers['x-fc-status'] === '404') {
    return { type: 'failed', errorType: 'UnhandledInvocationError', content };
  }
  const headers = [];
  for (let index = 0; index < response.rawHeaders.length; index += 2) {
    headers.push([response.rawHeaders[index], response.rawHeaders[index + 1]]);
  }
  return { type: 'completed', http: { status: response.statusCode, headers }, content };
}

/** FC waits for the port too, before it sends anything. */
async function untilListening() {
  while (!(await isListening())) await sleep(POLL_MS);
}

function isListening() {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, HOST, () => {
      const { port: found } = probe.address();
      probe.close(() => resolve(found));
    });
  });
}

/** Again and again, because an ended process tells nothing. */
function noteMemory() {
  peakBytes = Math.max(peakBytes, peakMemoryBytes(server.pid));
}

function report(message, content) {
  noteMemory();
  sendFrame({ ...message, peakMemoryBytes: peakBytes }, content);
}
