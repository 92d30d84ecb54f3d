import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';

/** A port of this machine that answers nothing, not even a request to connect. */
export interface BlackHole {
  readonly port: number;
  close(): void;
}

/** A process that listens and never accepts: its event loop stands still. */
const LISTENS_AND_STOPS = `
  const server = require('node:net').createServer();
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** More than any kernel makes of a backlog of 1. */
const MAX_WAITING = 16;
/** On the loopback a connection takes far less, if it comes about at all. */
const CONNECTS_WITHIN_MS = 500;

/**
 * Starts a server whose queue of connections is full, so that Linux drops every further SYN. Other
 * systems refuse the connection instead.
 */
export async function startBlackHole(): Promise<BlackHole> {
  const server = spawn(process.execPath, ['-e', LISTENS_AND_STOPS], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = Number(await new Promise((resolve) => server.stdout.once('data', resolve)));
  const waiting: Socket[] = [];
  while (waiting.length < MAX_WAITING) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    waiting.push(socket);
    if (!(await connects(socket))) break;
  }
  return {
    port,
    close: () => {
      for (const socket of waiting) socket.destroy();
      server.kill('SIGKILL');
    },
  };
}

function connects(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CONNECTS_WITHIN_MS, false);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
