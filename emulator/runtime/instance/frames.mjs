/**
 * The two channels to the emulator: file descriptor 3 brings events, 4 takes reports. Both carry
 * frames: length of the header and of the body (unsigned 32 bit, big-endian), the header as JSON,
 * the body as it is. Events are read without blocking, so that several can be worked on at once.
 * Reports are written synchronously: a frame is out before the next statement runs, whatever the
 * handler does to the event loop.
 */

import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

const EVENTS = 3;
const REPORTS = 4;
const PREFIX_BYTES = 8;

const events = new Socket({ fd: EVENTS, readable: true, writable: false });
const chunks = events[Symbol.asyncIterator]();
/** What has arrived and is not read yet. */
let arrived = [];

/** Waits for the next frame. When the emulator is gone, all that was started here ends. */
export async function receiveFrame() {
  const prefix = await read(PREFIX_BYTES);
  const header = JSON.parse((await read(prefix.readUInt32BE(0))).toString());
  return { header, body: await read(prefix.readUInt32BE(4)) };
}

export function sendFrame(message, body = Buffer.alloc(0)) {
  const header = Buffer.from(JSON.stringify(message));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(header.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  for (const part of [prefix, header, body]) write(part);
}

async function read(length) {
  let available = arrived.reduce((sum, chunk) => sum + chunk.length, 0);
  while (available < length) {
    // A channel that failed is as closed as one that ended.
    const { value: chunk, done } = await chunks.next().catch(() => ({ done: true }));
    if (done) endWithAllStartedHere();
    arrived.push(chunk);
    available += chunk.length;
  }
  const bytes = Buffer.concat(arrived);
  arrived = [bytes.subarray(length)];
  return bytes.subarray(0, length);
}

function write(bytes) {
  let written = 0;
  while (written < bytes.length) written += writeSync(REPORTS, bytes, written);
}

/** The process group is this instance's own; Windows has none. */
function endWithAllStartedHere() {
  process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
}
