/**
 * Frames on the channel to the emulator: length of the header and of the body (unsigned 32 bit,
 * big-endian), the header as JSON, the body as it is. Reading and writing block, so that a frame
 * is out before the next statement runs, whatever the handler does to the event loop.
 */

import { readSync, writeSync } from 'node:fs';

const CHANNEL = 3;
const PREFIX_BYTES = 8;

export function receiveFrame() {
  const prefix = read(PREFIX_BYTES);
  const header = JSON.parse(read(prefix.readUInt32BE(0)).toString());
  return { header, body: read(prefix.readUInt32BE(4)) };
}

export function sendFrame(message, body = Buffer.alloc(0)) {
  const header = Buffer.from(JSON.stringify(message));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(header.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  for (const part of [prefix, header, body]) write(part);
}

function read(length) {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(CHANNEL, bytes, filled, length - filled, null);
    // The emulator is gone: nobody will ask for the answer.
    if (count === 0) process.exit(1);
    filled += count;
  }
  return bytes;
}

function write(bytes) {
  let written = 0;
  while (written < bytes.length) written += writeSync(CHANNEL, bytes, written);
}
