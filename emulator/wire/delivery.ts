/** Has a request processed and puts the reply on the wire, undisturbed or with faults. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServiceError } from '../api/service-error';
import type { Connections } from './connections';
import { type ActiveFaults, type Fault, faultsOf } from './faults';
import { drip, headOf, pause, repeat, write } from './raw-response';
import type { Reply } from './reply';
import { disturbedReply, preventsProcessing } from './reply-faults';

export interface Exchange {
  message: IncomingMessage;
  response: ServerResponse;
  connections: Connections;
  faults: ActiveFaults;
  /** The server's time, wrong if a fault says so. */
  now: Date;
  /** Aborted when the client goes away or the emulator closes. */
  signal: AbortSignal;
  /** How the service would refuse it. */
  refuse: (error: ServiceError) => Reply;
}

/**
 * Responds to a request.
 *
 * @param process runs the request; not called when a fault prevents it
 * @returns the response; undefined when there was none to tell of
 */
export async function deliver(
  exchange: Exchange,
  process: () => Promise<Reply>,
): Promise<Reply | undefined> {
  const { message, connections, faults, now, signal, refuse } = exchange;
  const reset = (): undefined => void connections.reset(message);
  await delay(exchange, 'run');
  if (signal.aborted) return undefined;
  if (hasReset(faults, 'before-run')) return reset();

  const processed = preventsProcessing(faults) ? undefined : await process();

  await delay(exchange, 'response');
  if (signal.aborted) return undefined;
  if (hasReset(faults, 'after-run')) return reset();

  const [raw] = faultsOf(faults, 'raw-response');
  if (raw) {
    await write(message.socket, Buffer.from(raw.bytes));
    message.socket.end();
    return undefined;
  }
  const byHand = faults.some(isOnTheWire);
  const reply = disturbedReply(processed, { faults, now, refuse }, byHand);
  if (byHand) await sendByHand(exchange, reply);
  else send(exchange, reply);
  return reply;
}

/** The way without surprises; the connection stays open. */
function send({ message, response, faults }: Exchange, { status, headers, body }: Reply): void {
  const [idle] = faultsOf(faults, 'close-idle');
  if (idle) closeWhenIdle(message, response, idle.milliseconds);
  response.writeHead(status, headers.flat());
  response.end(body);
}

/** Faults that Node.js's own response would refuse or repair. */
function isOnTheWire(fault: Fault): boolean {
  switch (fault.type) {
    case 'respond':
    case 'headers':
    case 'drip':
    case 'endless':
    case 'truncate':
      return true;
    case 'reset':
      return fault.when === 'in-body';
    case 'delay':
    case 'close-idle':
    case 'service-error':
    case 'raw-response':
    case 'log':
    case 'body':
    case 'clock':
      return false;
  }
}

/** Writes the response as the faults want it, and closes the connection. */
async function sendByHand(
  { message, connections, faults, signal }: Exchange,
  reply: Reply,
): Promise<void> {
  const { socket } = message;
  await write(socket, headOf(reply));
  if (hasReset(faults, 'in-body')) {
    await write(socket, reply.body.subarray(0, Math.ceil(reply.body.length / 2)));
    connections.reset(message);
    return;
  }
  if (faultsOf(faults, 'endless').length > 0) return repeat(socket, reply.body);
  const [truncate] = faultsOf(faults, 'truncate');
  const body = truncate ? reply.body.subarray(0, truncate.bytes) : reply.body;
  const [dripping] = faultsOf(faults, 'drip');
  if (dripping) await drip(socket, body, dripping.bytes, dripping.intervalMilliseconds, signal);
  else await write(socket, body);
  socket.end();
}

function hasReset(faults: ActiveFaults, when: 'before-run' | 'after-run' | 'in-body'): boolean {
  return faultsOf(faults, 'reset').some((fault) => fault.when === when);
}

async function delay({ faults, signal }: Exchange, before: 'run' | 'response'): Promise<void> {
  for (const fault of faultsOf(faults, 'delay')) {
    if (fault.before === before) await pause(fault.milliseconds, signal);
  }
}

function closeWhenIdle(
  { socket }: IncomingMessage,
  response: ServerResponse,
  milliseconds: number,
): void {
  response.once('finish', () => {
    const timer = setTimeout(() => socket.destroy(), milliseconds);
    const stop = () => clearTimeout(timer);
    socket.once('data', stop).once('close', stop);
  });
}
