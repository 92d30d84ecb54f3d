/**
 * An instance that is a process of its own: it connects the runtime to the process. It is started
 * in the folder with the function's code. Standard output and error are the function's log;
 * `frames.mjs` describes how events come and reports go.
 */

import { pathToFileURL } from 'node:url';
import { fcPaths, reportStacksAsOnFc } from './failures.mjs';
import { receiveFrame, sendFrame } from './frames.mjs';
import { peakMemoryBytes } from './memory.mjs';
import { Runtime } from './runtime.mjs';

const { header: start } = await receiveFrame();
const codeFolder = process.cwd();
reportStacksAsOnFc(fcPaths(codeFolder));

const runtime = new Runtime(start, {
  codeFolder,
  importModule: (path) => import(pathToFileURL(path).href),
  write: (text) => void process.stdout.write(text),
  report,
});
Object.assign(console, runtime.logger);
process.on('uncaughtException', (error) => runtime.uncaught(error));
process.on('exit', () => report({ type: 'exiting' }));

function report(message, body) {
  sendFrame({ ...message, peakMemoryBytes: peakMemoryBytes() }, body);
}

for (;;) {
  const { header, body } = await receiveFrame();
  runtime.take(header, body);
}
