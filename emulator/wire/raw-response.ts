/** Responses written to the socket by hand: what an HTTP server would refuse to send, or to break off. */

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './reply';

/** The bytes up to the empty line; nothing is checked or escaped. */
export function headOf({ status, reason = STATUS_CODES[status] ?? '', headers }: Reply): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n`);
}

/** Resolves when the bytes are with the operating system, or the connection is gone. */
export async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || socket.destroyed) return;
  await new Promise<void>((resolve) => {
    socket.once('close', resolve);
    socket.write(bytes, () => {
      socket.off('close', resolve);
      resolve();
    });
  });
}

/** Writes the bytes in pieces, with pauses between them, until the connection is gone. */
export async function drip(
  socket: Socket,
  bytes: Buffer,
  pieceBytes: number,
  intervalMilliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  for (let offset = 0; offset < bytes.length && !socket.destroyed; offset += pieceBytes) {
    if (offset > 0) await pause(intervalMilliseconds, signal);
    await write(socket, bytes.subarray(offset, offset + pieceBytes));
  }
}

/** Writes the bytes again and again, as fast as they are taken, until the connection is gone. */
export async function repeat(socket: Socket, bytes: Buffer): Promise<void> {
  while (bytes.length > 0 && !socket.destroyed) await write(socket, bytes);
}

/** Waits, unless the signal says that the client is gone. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
