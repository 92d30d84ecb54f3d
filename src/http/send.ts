import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { Client } from 'undici';
import { connectTcp, secureTls } from './connect';
import { Interrupted } from './deadline';
import { describeCause, exchangeFailure, NetworkError } from './errors';
import { addressOf, connectTunnel, proxyFor } from './proxy';

/** All response headers together; FC's log tail alone takes 5.5 KB of them. */
const MAX_HEADER_BYTES = 128 * 1024;

export interface HttpRequest {
  /** Scheme and host, e.g. `https://fcv3.cn-hangzhou.aliyuncs.com`. */
  readonly origin: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS';
  /** Path and query, encoded as they were signed; sent as they are. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

export interface HttpResponse {
  readonly statusCode: number;
  /** Lower-case names; values of a repeated header are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** To be read to its end or destroyed. Reading throws NetworkError when the connection breaks. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends one request over one new connection, once. There is no connection pool on purpose: a
 * connection that has been idle may be closed by the other side while the request is on its way,
 * and nobody could tell then whether the function ran. No time limit but `signal` applies after
 * the connection stands, and no redirect is followed.
 *
 * @throws NetworkError; when the signal fires first, its reason while connecting, else Interrupted
 */
export async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  signal.throwIfAborted();
  const socket = await openConnection(new URL(request.origin), signal);
  const client = new Client(request.origin, {
    connect: oneConnection(socket),
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  try {
    const sent = client.request({
      method: request.method,
      path: request.path,
      headers: request.headers,
      body: request.body ?? null,
      signal,
    });
    const response = await unlessClosed(socket, sent);
    // The body may break before anybody reads it; whoever does then is told.
    response.body.on('error', () => undefined);
    return {
      statusCode: response.statusCode,
      headers: joined(response.headers),
      body: readBody(response.body, socket, signal),
    };
  } catch (error) {
    socket.destroy();
    throw lost(error, signal, 'the connection broke before the answer came');
  }
}

async function openConnection(origin: URL, signal: AbortSignal): Promise<Socket> {
  const address = addressOf(origin);
  const proxy = proxyFor(origin.origin);
  const plain =
    proxy === undefined
      ? await connectTcp(address, signal)
      : await connectTunnel(proxy, address, signal);
  return origin.protocol === 'https:' ? secureTls(plain, address, signal) : plain;
}

/** Gives undici the connection that stands, and no second one: nothing is ever sent twice here. */
function oneConnection(socket: Socket) {
  let given = false;
  return (_options: unknown, callback: (...result: [null, Socket] | [Error, null]) => void) => {
    if (given) callback(new Error('the server closed the connection'), null);
    else callback(null, socket);
    given = true;
  };
}

/**
 * Settles as `work` does, or rejects when the connection closes first. undici begins to listen to
 * a socket only when its parser is loaded; it would wait for ever on one that was closed before.
 */
function unlessClosed<T>(socket: Socket, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // Not at once: undici's own error says more.
    const onClose = () => setImmediate(() => reject(new Error('the server closed the connection')));
    if (socket.closed) onClose();
    else socket.once('close', onClose);
    work.then(resolve, reject).finally(() => socket.off('close', onClose));
  });
}

async function* readBody(body: Readable, socket: Socket, signal: AbortSignal) {
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (error) {
    throw lost(error, signal, 'the connection broke in the middle of the answer');
  } finally {
    socket.destroy();
  }
}

function lost(error: unknown, signal: AbortSignal, what: string): unknown {
  if (signal.aborted) return new Interrupted(what, { cause: signal.reason });
  if (error instanceof NetworkError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // A request that undici refuses to write is a defect of ours, not one of the network.
  if (code === 'UND_ERR_INVALID_ARG') return error;
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return exchangeFailure(`the answer's headers exceed ${MAX_HEADER_BYTES / 1024} KiB`, error);
  }
  return exchangeFailure(`${what}: ${describeCause(error)}`, error);
}

function joined(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return result;
}
