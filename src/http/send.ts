import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type ConnectionSettings, openConnection } from './connection';
import { describeCause, errorCodeOf, exchangeFailure, isTransportError } from './errors';
import { headersFrom } from './headers';
import { limited } from './response-body';

/** All response headers together; FC's log tail alone takes 5.5 KB of them. */
const MAX_HEADER_BYTES = 128 * 1024;

/** The maximum number of informational responses (1xx) before the final one; usually none come. */
const MAX_INFORMATIONAL = 100;

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
  /**
   * To be read, to its end or not; the connection is closed then. Reading throws TransportError if
   * the connection fails, and ResponseTooLarge.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /**
   * Milliseconds from the first byte of the request sent to the last byte of the response that was
   * received so far: the last byte of all once the body was read, of its head before. Connecting is
   * not included.
   */
  readonly latencyMs: () => number;
  /** Closes the connection, also while the body is being read. */
  readonly close: () => void;
}

/**
 * Sends one request over one new connection, once. There is no connection pool on purpose: a
 * connection that has been idle may be closed by the other side while the request is on its way,
 * and then there is no telling whether the function ran. No time limit but `signal` applies after the
 * connection was established, and no redirect is followed.
 *
 * @throws TransportError; if the signal fires first, its reason, which says of a request that was
 * sent that it may have been delivered
 */
export async function send(
  request: HttpRequest,
  settings: ConnectionSettings,
): Promise<HttpResponse> {
  const { signal } = settings;
  signal.throwIfAborted();
  const socket = await openConnection(request.origin, settings);
  try {
    signal.throwIfAborted();
    const stopwatch = new Stopwatch();
    const response = await exchange(request, socket, signal, stopwatch);
    return {
      statusCode: response.statusCode ?? 0,
      headers: headersFrom(response.rawHeaders),
      body: limited(readBody(response, socket, signal, stopwatch)),
      latencyMs: () => stopwatch.elapsedMs,
      close: () => socket.destroy(),
    };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Measures from a first to the latest moment. */
class Stopwatch {
  #startedAt = performance.now();
  #latest = this.#startedAt;

  start(): void {
    this.#startedAt = performance.now();
  }

  lap(): void {
    this.#latest = performance.now();
  }

  get elapsedMs(): number {
    return Number((this.#latest - this.#startedAt).toFixed(2));
  }
}

/** Writes the request to the connection and waits for the head of the response. */
function exchange(
  { method, path, headers, body }: HttpRequest,
  socket: Socket,
  signal: AbortSignal,
  stopwatch: Stopwatch,
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
    // Node.js drops what comes after the first thousands of headers; their bytes are limited above.
    request.maxHeadersCount = 0;
    const fail = (error: Error) => {
      reject(error);
      request.destroy();
    };
    // Nothing is written before this event.
    request.once('socket', () => stopwatch.start());
    const switched = ({ statusCode }: IncomingMessage) =>
      fail(exchangeFailure(`the server switched to another protocol (${statusCode})`));
    // Without a listener Node.js closes the connection and emits nothing.
    request.once('upgrade', switched);
    request.once('response', (response) => {
      stopwatch.lap();
      // As which Node.js takes a 101 that lacks the headers of an upgrade.
      if (response.statusCode === 101) return switched(response);
      // Prevents an unhandled error; the reader of the body still gets it.
      response.on('error', () => undefined);
      resolve(response);
    });
    let informational = 0;
    request.on('information', () => {
      informational += 1;
      if (informational <= MAX_INFORMATIONAL) return;
      fail(
        exchangeFailure(
          `more than ${MAX_INFORMATIONAL} informational responses (1xx) and no final one`,
        ),
      );
    });
    request.on('error', (cause) =>
      reject(lost(cause, signal, 'the connection failed before the response')),
    );
    request.end(body);
  });
}

async function* readBody(
  response: IncomingMessage,
  socket: Socket,
  signal: AbortSignal,
  stopwatch: Stopwatch,
): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of response) {
      stopwatch.lap();
      yield chunk as Uint8Array;
    }
    stopwatch.lap();
  } catch (error) {
    throw lost(error, signal, 'the connection failed in the middle of the response');
  } finally {
    socket.destroy();
  }
}

function lost(error: unknown, signal: AbortSignal, what: string): Error {
  if (signal.aborted) return interrupted(signal.reason);
  if (errorCodeOf(error) === 'HPE_HEADER_OVERFLOW') {
    return exchangeFailure(`the response headers exceed ${MAX_HEADER_BYTES / 1024} KiB`, error);
  }
  return exchangeFailure(`${what}: ${describeCause(error)}`, error);
}

/** A signal fired after the request may have been delivered; anything but its own kind is a defect. */
function interrupted(reason: unknown): Error {
  if (isTransportError(reason)) return reason.with({ mayHaveBeenDelivered: true });
  return reason instanceof Error ? reason : new Error(String(reason));
}
