/** How the ID token is requested from GitHub, against servers in its place. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SigningKey } from '../../../emulator/identity/jwt';
import { systemClock } from '../../../src/clock';
import { CredentialsError } from '../../../src/credentials/credentials-error';
import { requestIdToken } from '../../../src/credentials/id-token';
import { startDeadline } from '../../../src/http/deadline';
import { cancelled } from '../../../src/http/errors';
import { TestAuthority } from '../../network/certificate';
import { failureOf } from '../../network/get';

const REQUEST_TOKEN = 'request-token-of-the-job';
const ID_TOKEN = new SigningKey().sign({ iss: 'https://issuer', aud: 'a', sub: 'repo:o/r' });

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

async function startIssuer(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}/idtoken?api-version=2.0`;
}

/** Requests a token from a URL. */
async function ask(
  url: string,
  {
    maxRetries = 0,
    audience = 'sts.aliyuncs.com',
    stop = new AbortController().signal,
    token = REQUEST_TOKEN,
    onHeaders = (_startLine: string): void => {},
  } = {},
): Promise<string> {
  const deadline = startDeadline(30, stop);
  const onResend = () => undefined;
  // No retry waits.
  const clock = { now: systemClock.now, sleep: async () => undefined };
  try {
    const settings = { deadline, maxRetries, environment: {}, clock, onResend, onHeaders };
    return await requestIdToken({ url, token }, audience, settings);
  } finally {
    deadline.clear();
  }
}

const issued: RequestListener = (_, response) =>
  response.end(JSON.stringify({ count: 1, value: ID_TOKEN }));

test.for([
  ['/idtoken?api-version=2.0', '/idtoken?api-version=2.0&audience=my%20audience%20%26%20more'],
  ['/idtoken', '/idtoken?audience=my%20audience%20%26%20more'],
])('the request to %s is that of the Actions toolkit', async ([path, expected]) => {
  const requests: unknown[] = [];
  const url = await startIssuer((request, response) => {
    const { method, url: target, headers } = request;
    requests.push([method, target, headers.authorization]);
    issued(request, response);
  });

  const origin = new URL(url).origin;
  const token = await ask(`${origin}${path}`, { audience: 'my audience & more' });

  expect(token).toBe(ID_TOKEN);
  expect(requests).toEqual([['GET', expected, `Bearer ${REQUEST_TOKEN}`]]);
});

test('a response may come in parts', async () => {
  const body = JSON.stringify({ value: ID_TOKEN });
  let sendRest: () => void = () => undefined;
  const url = await startIssuer((_, response) => {
    response.setHeader('content-length', body.length).write(body.slice(0, 10));
    sendRest = () => response.end(body.slice(10));
  });
  const onHeaders = (line: string) => {
    if (line === 'HTTP status 200') sendRest();
  };

  expect(await ask(url, { onHeaders })).toBe(ID_TOKEN);
});

describe('retried:', () => {
  test.for([429, 500, 502, 503])('status %i', async (status) => {
    const statuses = [status];
    const url = await startIssuer((request, response) => {
      const [next] = statuses.splice(0);
      if (next === undefined) issued(request, response);
      else response.writeHead(next).end();
    });

    expect(await ask(url, { maxRetries: 1 })).toBe(ID_TOKEN);
  });

  test('a connection that breaks, until the retries are used up', async () => {
    let requests = 0;
    const url = await startIssuer((request) => {
      requests += 1;
      request.socket.destroy();
    });

    expect(await failureOf(ask(url, { maxRetries: 1 }))).toMatchObject({ reason: 'network' });
    expect(requests).toBe(2);
  });
});

test('an issuer that cannot respond is in the end a network error', async () => {
  const url = await startIssuer((_, response) =>
    response.writeHead(503).end('{"message":"Try v1.2 later."}'),
  );

  expect(await failureOf(ask(url))).toMatchObject({
    reason: 'network',
    message: 'GitHub did not issue an ID token (503: Try v1.2 later)',
  });
});

describe('an ID token has three parts, each of 8 characters and more in base64url', () => {
  const answering = (value: string) =>
    startIssuer((_, response) => response.end(JSON.stringify({ value })));

  test('aaaa_aa8.bbbb-bb8.cccccccc', async () => {
    const token = 'aaaa_aa8.bbbb-bb8.cccccccc';

    expect(await ask(await answering(token))).toBe(token);
  });

  test.for([
    'aaaaaa7.bbbbbbb8.ccccccc8',
    'aaaaaaa8.bbbbbb7.ccccccc8',
    'aaaaaaa8.bbbbbbb8.cccccc7',
    'aaaaaaa8.bbbbbbb8',
    'aaaaaaa8.bbbbbbb8.ccccccc8.ddddddd8',
    '"aaaaaaa8.bbbbbbb8.ccccccc8',
    'aaaaaaa8.bbbbbbb8.ccccccc8=',
    'aaaaaaa8-bbbbbbb8-ccccccc8',
  ])('but %s is none', async (token) => {
    expect(await failureOf(ask(await answering(token)))).toMatchObject({
      message: 'GitHub did not issue an ID token: its response has no JWT as value',
    });
  });
});

describe('final:', () => {
  test.for([
    [401, '{"message":"no\\nway."}', '401: no way'],
    [499, '{"message":"no"}', '499: no'],
    [403, '<html>', '403: The response has status 403'],
    [302, '', '302: The response has status 302 and no error code or message from GitHub'],
    [200, '', 'its response has no JWT as value'],
    [200, 'null', 'its response has no JWT as value'],
    [200, '{"value":7}', 'its response has no JWT as value'],
    [200, `{"value":["${ID_TOKEN}"]}`, 'its response has no JWT as value'],
    // It would be masked in every log line and output.
    [200, '{"value":"e"}', 'its response has no JWT as value'],
    [200, `{"value":"${ID_TOKEN}\\n"}`, 'its response has no JWT as value'],
    [200, `{"value":"${'x'.repeat(1024 * 1024)}"}`, 'its response has no JWT as value'],
  ] as const)('status %i with %.30s', async ([status, body, reason]) => {
    let requests = 0;
    const url = await startIssuer((_, response) => {
      requests += 1;
      response.writeHead(status, { location: 'http://127.0.0.1:9' }).end(body);
    });

    const error = await failureOf(ask(url, { maxRetries: 3 }));

    expect(error).toBeInstanceOf(CredentialsError);
    expect(error).toMatchObject({
      problem: 'id-token-not-issued',
      message: expect.stringContaining(`GitHub did not issue an ID token: ${reason}`),
    });
    expect(requests).toBe(1);
  });

  test.for([
    'http://issuer.example/idtoken',
    'ftp://issuer.example/',
    'ftp://localhost/',
    'not a URL',
    'file:///etc',
  ])('a URL such as %s, to which nothing is sent', async (url) => {
    expect(await failureOf(ask(url))).toMatchObject({
      problem: 'id-token-not-issued',
      message: expect.stringMatching(/must be an https:\/\/ URL/),
    });
  });
});

test('a request token that no header can carry is sent nowhere', async () => {
  const url = await startIssuer(issued);

  expect(await failureOf(ask(url, { token: 'a\r\nhost: evil.test' }))).toMatchObject({
    problem: 'id-token-not-issued',
    message: expect.stringMatching(/and ACTIONS_ID_TOKEN_REQUEST_TOKEN a token/),
  });
});

test('the request token goes to no server with an unknown certificate, whatever Node.js is told', async () => {
  const identity = new TestAuthority().issue({ hosts: ['127.0.0.1'] });
  const received: unknown[] = [];
  const server = createTlsServer(identity, (request, response) => {
    received.push(request.headers);
    issued(request, response);
  });
  const port = await listen(server);
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });

  expect(await failureOf(ask(`https://127.0.0.1:${port}/idtoken`))).toMatchObject({
    reason: 'network',
    mayHaveBeenDelivered: false,
    message: expect.stringContaining('is not accepted'),
  });
  expect(received).toEqual([]);
});

test('cancelling ends the waiting', async () => {
  const stop = new AbortController();
  const url = await startIssuer(() => stop.abort(cancelled('SIGINT')));

  expect(await failureOf(ask(url, { stop: stop.signal }))).toMatchObject({ reason: 'cancelled' });
});
