import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type ConnectionAhead, openConnection } from './connection';
import { connectFailure, describeCause, exchangeFailure, isTransportError } from './errors';

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
  /** To be read to its end or destroyed. Reading throws TransportError when the connection breaks. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends one request over one new connection, once. There is no connection pool on purpose: a
 * connection that has been idle may be closed by the other side while the request is on its way,
 * and nobody could tell then whether the function ran. The connection may have been begun ahead,
 * which sees to it that it is new all the same. No time limit but `signal` applies after the
 * connection stands, and no redirect is followed.
 *
 * @throws TransportError; when the signal fires first, its reason, which says of a request that was
 * sent that it may have been delivered
 */
export async function send(
  request: HttpRequest,
  signal: AbortSignal,
  ahead?: ConnectionAhead,
): Promise<HttpResponse> {
  signal.throwIfAborted();
  const { origin } = request;
  const socket = (await ahead?.take(origin)) ?? (await openConnection(origin, signal));
  try {
    signal.throwIfAborted();
    if (socket.destroyed) throw connectFailure('the server closed the connection at once');
    const response = await exchange(request, socket, signal);
    return {
      statusCode: response.statusCode ?? 0,
      headers: headersOf(response),
      body: readBody(response, socket, signal),
    };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Writes the request to the connection and waits for the head of the answer. */
function exchange(
  { method, path, headers, body }: HttpRequest,
  socket: Socket,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const length = body === undefined ? {} : { 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      method,
      path,
      headers: { ...headers, ...length },
      createConnection: () => socket,
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
    });
    request.once('response', (response) => {
      // The body may break before anybody reads it; whoever reads it then is told.
      response.on('error', () => undefined);
      resolve(response);
    });
    request.on('error', (cause) =>
      reject(lost(cause, signal, 'the connection broke before the answer came')),
    );
    request.end(body);
  });
}

async function* readBody(response: IncomingMessage, socket: Socket, signal: AbortSignal) {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (error) {
    throw lost(error, signal, 'the connection broke in the middle of the answer');
  } finally {
    socket.destroy();
  }
}

function lost(error: unknown, signal: AbortSignal, what: string): Error {
  if (signal.aborted) return interrupted(signal.reason);
  if (error instanceof Error && 'code' in error && error.code === 'HPE_HEADER_OVERFLOW') {
    return exchangeFailure(`the answer's headers exceed ${MAX_HEADER_BYTES / 1024} KiB`, error);
  }
  return exchangeFailure(`${what}: ${describeCause(error)}`, error);
}

/** A signal fired after the request may have been delivered; anything but its own kind is a defect. */
function interrupted(reason: unknown): Error {
  if (isTransportError(reason)) return reason.with({ mayHaveBeenDelivered: true });
  return reason instanceof Error ? reason : new Error(String(reason));
}

function headersOf({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
  );
}
