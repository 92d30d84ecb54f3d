/** One request over one connection: what is written, what comes back, and how it can fail. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startDeadline } from '../../../src/http/deadline';
import {
  cancelled,
  connectFailure,
  describeCause,
  exchangeFailure,
  isTransportError,
  TransportError,
  timedOut,
} from '../../../src/http/errors';
import { readText } from '../../../src/http/read-text';
import type { HttpRequest } from '../../../src/http/send';
import { shownExchange } from '../../../src/http/shown-exchange';
import { failureOf, get } from '../../network/get';
import { startRawServer } from '../../network/raw-server';

/** A server that responds with what it got. */
async function startEcho(): Promise<string> {
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { method, url, headers } = request;
      response.end(JSON.stringify({ method, url, headers, body }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a request is sent as it is', () => {
  test.for([
    [{ method: 'GET', path: '/a?b=%20' }, undefined],
    [{ method: 'DELETE', path: '/' }, undefined],
    [{ method: 'POST', path: '/', body: Buffer.from('text') }, '4'],
    [{ method: 'DELETE', path: '/', body: Buffer.from('text') }, '4'],
    [{ method: 'POST', path: '/', body: new Uint8Array() }, '0'],
  ] as const)('%j', async ([request, length]) => {
    const origin = await startEcho();

    const { body } = await get(origin, {}, { ...request, headers: { host: 'h.test' } });

    const seen = JSON.parse(await readText(body, 10_000));
    expect(seen).toMatchObject({
      method: request.method,
      url: request.path,
      headers: { host: 'h.test' },
      body: 'body' in request ? Buffer.from(request.body).toString() : '',
    });
    expect(seen.headers['content-length']).toBe(length);
  });
});

describe('a response that fails', () => {
  const DURING = /^the connection failed in the middle of the response: ./;
  const BEFORE = /^the connection failed before the response: ./;
  test.for([
    ['nothing', '', BEFORE],
    ['what is not HTTP', 'nonsense\r\n\r\n', BEFORE],
    ['half a head', 'HTTP/1.1 200 OK\r\nx: 1\r\n', BEFORE],
    ['half a body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', DURING],
    ['no body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n', DURING],
    ['a chunk that is none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nz\r\n', DURING],
  ] as const)('%s', async ([, bytes, message]) => {
    const origin = await startRawServer((socket) => socket.end(bytes));
    const reading = (async () => readText((await get(origin)).body, 100))();

    expect(await failureOf(reading)).toMatchObject({
      reason: 'network',
      mayHaveBeenDelivered: true,
      transient: true,
      message: expect.stringMatching(message),
    });
  });

  test('because the job is cancelled in the middle of it', async () => {
    const stop = new AbortController();
    let isClosed: (value: unknown) => void = () => undefined;
    const closed = new Promise((resolve) => {
      isClosed = resolve;
    });
    const origin = await startRawServer((socket) => {
      socket.once('close', isClosed).write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf');
    });
    const { body } = await get(origin, { signal: stop.signal });
    const reading = readText(body, 100);

    stop.abort(cancelled('SIGINT'));

    expect(await failureOf(reading)).toMatchObject({
      reason: 'cancelled',
      message: 'SIGINT',
      mayHaveBeenDelivered: true,
    });
    await closed;
  });

  test.for([
    [new TypeError('a defect'), 'a defect'],
    ['a text', 'a text'],
  ] as const)('because of %s, which no failure of the transport is', async ([reason, message]) => {
    const stop = new AbortController();
    const origin = await startRawServer(() => stop.abort(reason));

    const failure = await failureOf(get(origin, { signal: stop.signal }));

    expect(failure).toMatchObject({ message });
    expect(failure).not.toBeInstanceOf(TransportError);
  });

  test('before it is sent, nothing is connected to', async () => {
    const reason = cancelled('SIGINT');

    const failure = await failureOf(
      get('http://127.0.0.1:1', { signal: AbortSignal.abort(reason) }),
    );

    expect(failure).toBe(reason);
    expect(failure).toMatchObject({ mayHaveBeenDelivered: false, transient: false });
  });
});

test('a connection is closed once the response was read, or is no longer wanted', async () => {
  const closings: Promise<unknown>[] = [];
  const origin = await startRawServer((socket) => {
    closings.push(new Promise((resolve) => socket.once('close', resolve)));
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n${'x'.repeat(9)}`);
  });

  expect(await readText((await get(origin)).body, 100)).toBe('x'.repeat(9));
  expect(await readText((await get(origin)).body, 1)).toBe('x'.repeat(9));

  expect(closings).toHaveLength(2);
  await Promise.all(closings);
});

test('the rest of a request is not sent once the whole response was read', async () => {
  const body = Buffer.alloc(32 * 1024 * 1024);
  let received = 0;
  let server: Socket | undefined;
  const origin = await startRawServer((socket) => {
    server = socket.pause().on('data', (chunk) => {
      received += chunk.length;
    });
    socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno');
  });

  const response = await get(origin, {}, { method: 'POST', body });
  expect(await readText(response.body, 100)).toBe('no');

  await new Promise((resolve) => server?.once('close', resolve).resume());
  // No more than what was on its way already.
  expect(received).toBeLessThan(body.length / 2);
});

describe('a failure of the transport', () => {
  test('can become one of a request that may have been delivered', () => {
    const failure = timedOut(3);
    const changed = failure.with({ mayHaveBeenDelivered: true });

    expect(changed).toMatchObject({
      message: 'within 3 s',
      reason: 'timeout',
      mayHaveBeenDelivered: true,
      transient: false,
      cause: failure,
    });
    expect(failure.with({ mayHaveBeenDelivered: false, message: 'm' }).message).toBe('m');
  });

  test('is told by its reason', () => {
    const failure = exchangeFailure('x');

    expect(isTransportError(failure)).toBe(true);
    expect(isTransportError(failure, 'network')).toBe(true);
    expect(isTransportError(failure, 'timeout', 'network')).toBe(true);
    expect(isTransportError(failure, 'timeout')).toBe(false);
    expect(isTransportError(new Error('x'))).toBe(false);
  });

  const withCode = (message: string, code: unknown) => Object.assign(new Error(message), { code });
  test.for([
    ['text', 'text'],
    [undefined, 'undefined'],
    [new Error('reset'), 'reset'],
    [new TypeError(''), 'TypeError'],
    [withCode('', 'ECONNRESET'), 'ECONNRESET'],
    [withCode('', 7), 'Error'],
    [withCode('aborted', 'ECONNRESET'), 'aborted (ECONNRESET)'],
    [withCode('read ECONNRESET', 'ECONNRESET'), 'read ECONNRESET'],
    [withCode('aborted', 7), 'aborted'],
  ] as const)('has a cause in one line: %s', ([cause, text]) => {
    expect(describeCause(cause)).toBe(text);
  });

  test('keeps its cause', () => {
    const cause = new Error('x');

    expect([connectFailure('y', cause).cause, exchangeFailure('y', cause).cause]).toEqual([
      cause,
      cause,
    ]);
  });
});

describe('what is shown of an exchange', () => {
  async function shownOf(path: string, headers: Record<string, string>, response = '') {
    const origin = await startRawServer((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${response}\r\n`),
    );
    const deadline = startDeadline(10, new AbortController().signal);
    onTestFinished(deadline.clear);
    const shown: (readonly [string, Readonly<Record<string, string>>])[] = [];
    const request: HttpRequest = { origin, method: 'GET', path, headers };
    const onHeaders = (line: string, seen: Readonly<Record<string, string>>) => {
      shown.push([line.replace(origin, ''), seen]);
    };
    await shownExchange(request, { deadline, environment: {}, onHeaders });
    return shown;
  }

  test.for([
    ['/a', '/a'],
    ['/a?', '/a?'],
    ['/a?b=1', '/a?b=1'],
    ['/a?token=1', '/a?token=***'],
    ['/a?b=1&security-token=2', '/a?b=1&security-token=***'],
    ['/a?Signature=1&TOKEN', '/a?Signature=***&TOKEN=***'],
    ['/a?secret=1?2', '/a?secret=***'],
    ['/a?password=1&jwt=2', '/a?password=***&jwt=***'],
    ['/a?tokens=1&b=token', '/a?tokens=1&b=token'],
  ] as const)('of %s: %s', async ([path, line]) => {
    const [request] = await shownOf(path, {});

    expect(request?.[0]).toBe(`GET ${line}`);
  });

  test.for([
    ['authorization', '***'],
    ['Proxy-Authorization', '***'],
    ['x-acs-accesskey-id', '***'],
    ['cookie', '***'],
    ['set-cookie', '***'],
    ['x-acs-security-token', '***'],
    ['X-Secret', '***'],
    ['x-secret-name', 'value'],
    ['x-fc-log-result', '5 characters'],
    ['x-own', 'value'],
  ] as const)('of the header %s: %s', async ([name, value]) => {
    const [request, response] = await shownOf('/', { [name]: 'value' }, `${name}: value\r\n`);

    expect(request?.[1]).toEqual({ [name]: value });
    expect(response).toEqual([
      'HTTP status 200',
      { 'content-length': '0', [name.toLowerCase()]: value },
    ]);
  });
});
