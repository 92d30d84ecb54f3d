import { gzipSync } from 'node:zlib';
import { GetAsyncTaskRequest, ListTriggersRequest } from '@alicloud/fc20230330';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Emulator, HttpTriggerOptions } from '../../emulator';
import { callTrigger, type TriggerRequest } from '../../emulator/clients/http-trigger';
import { invoke, sdkClient } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});

afterEach(() => emulator.close());

/** Answers with the event that it was given. */
const ECHO = 'async (event) => event';

const WEB_SERVER = `
  const http = require('node:http');
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      console.log('serving', request.method, request.url);
      response.setHeader('X-Seen', request.method + ' ' + request.url);
      response.setHeader('X-Request-Id', request.headers['x-fc-request-id']);
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      if (request.url === '/healthz') response.writeHead(503, 'Not today');
      if (request.url === '/exit') process.exit(1);
      if (request.url === '/hang') return;
      response.end(Buffer.concat(chunks));
    });
  });
  server.listen(process.env.FC_SERVER_PORT);`;

async function deploy(source = ECHO, timeout = 30): Promise<void> {
  const code = { 'index.js': `exports.handler = ${source};` };
  await emulator.deploy({ functionName: 'site', timeout, code });
}

async function deployWebFunction(source = WEB_SERVER): Promise<void> {
  await emulator.deploy({
    functionName: 'site',
    timeout: 30,
    memorySize: 256,
    customRuntimeConfig: { command: ['node', 'server.js'] },
    code: { 'server.js': source },
  });
}

/** @returns the public and the internal URL */
async function createTrigger(options: Partial<HttpTriggerOptions> = {}): Promise<[string, string]> {
  const { http } = await emulator.createTrigger('site', {
    triggerName: 'http',
    authType: 'anonymous',
    ...options,
  });
  if (!http) throw new Error('This is no HTTP trigger.');
  return [http.urlInternet, http.urlIntranet];
}

test('an event function sees the request as an event', async () => {
  await deploy();
  const [url] = await createTrigger();

  const { status, headers, body } = await callTrigger(url, {
    method: 'POST',
    target: '/a%20b/c?x=1&y=2&x=3',
    headers: { 'content-type': 'text/plain', 'user-agent': 'test', 'x-fc-private': 'no' },
    body: 'hello',
  });

  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/json');
  const { host } = new URL(url);
  expect(JSON.parse(body.toString())).toEqual({
    version: 'v1',
    rawPath: '/a%20b/c',
    headers: { 'Content-Type': 'text/plain', 'User-Agent': 'test', Host: host },
    queryParameters: { x: '1,3', y: '2' },
    body: 'hello',
    isBase64Encoded: false,
    requestContext: {
      accountId: emulator.accountId,
      domainName: host,
      domainPrefix: '127',
      requestId: headers['x-fc-request-id'],
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      timeEpoch: expect.stringMatching(/^\d{13}$/),
      http: {
        method: 'POST',
        path: '/a b/c',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
    },
  });
  expect(emulator.executions('site')).toBe(1);
});

test('bytes that are no text arrive in base64, and can be answered so', async () => {
  await deploy(`async (event) => {
    const { body, isBase64Encoded } = JSON.parse(event);
    return { statusCode: 201, headers: { 'X-Answer': 'yes' }, isBase64Encoded, body };
  }`);
  const [url] = await createTrigger();
  const bytes = Buffer.from([0, 255, 254, 10]);

  const { status, headers, body } = await callTrigger(url, { method: 'PUT', body: bytes });

  expect(status).toBe(201);
  expect(headers['x-answer']).toBe('yes');
  expect(body).toEqual(bytes);
});

test('an answer that is no response is the body of a 200', async () => {
  await deploy('async () => "plain words"');
  const [url] = await createTrigger();

  const { status, body } = await callTrigger(url);

  expect([status, body.toString()]).toEqual([200, 'plain words']);
});

test('a function that fails answers 502, and says how', async () => {
  await deploy('async () => { throw new Error("no page today"); }');
  const [url] = await createTrigger();

  const { status, headers, body } = await callTrigger(url);

  expect(status).toBe(502);
  expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
  expect(JSON.parse(body.toString())).toMatchObject({ errorMessage: 'no page today' });
});

test('a web function answers with its own status and headers', async () => {
  await deployWebFunction();
  const [url] = await createTrigger();

  const page = await callTrigger(url, { method: 'POST', target: '/page?x=1', body: 'content' });
  const health = await callTrigger(url, { target: '/healthz' });

  expect(page.status).toBe(200);
  expect(page.headers).toMatchObject({
    'x-seen': 'POST /page?x=1',
    'set-cookie': ['a=1', 'b=2'],
    'x-request-id': page.headers['x-fc-request-id'],
    'x-fc-instance-id': expect.stringMatching(/^c-/),
  });
  expect(page.body.toString()).toBe('content');
  expect(health.status).toBe(503);
  expect(health.headers).not.toHaveProperty('x-fc-error-type');
  expect(emulator.executions('site')).toBe(2);
});

test('a web function that is invoked gets POST /invoke; its status and headers are lost', async () => {
  await deployWebFunction(
    WEB_SERVER.replace('response.end', 'response.statusCode = 500; response.end'),
  );

  const { status, headers, body, log } = await invoke(emulator, 'site', {
    body: 'event',
    log: 'Tail',
  });

  expect([status, body.toString()]).toEqual([200, 'event']);
  expect(headers).not.toHaveProperty('x-seen');
  expect(headers).not.toHaveProperty('x-fc-error-type');
  expect(log).toContain('serving POST /invoke');
});

test('a web function reports its failure with x-fc-status', async () => {
  await deployWebFunction(
    WEB_SERVER.replace('response.end', 'response.setHeader("x-fc-status", "404"); response.end'),
  );

  const { headers, body } = await invoke(emulator, 'site', { body: 'what went wrong' });

  expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
  expect(body.toString()).toBe('what went wrong');
});

test('a web function whose server ends, or never starts, is told apart', async () => {
  await deployWebFunction();
  const [url] = await createTrigger();

  const ended = await callTrigger(url, { target: '/exit' });

  expect(ended.status).toBe(502);
  expect(ended.headers['x-fc-error-type']).toBe('UnhandledInvocationError');
  expect(ended.body.toString()).toContain('Process exited unexpectedly');
  await deployWebFunction('console.log("no configuration"); process.exit(3);');
  await expect(invoke(emulator, 'site')).rejects.toMatchObject({
    code: 'CAExited',
    statusCode: 412,
    message: expect.stringContaining('no configuration'),
  });
});

test('the path that stands for the host is signed as requested, and no function sees it', async () => {
  await deploy('async (event) => JSON.parse(event).rawPath');
  const [event, internal] = await createTrigger({ authType: 'function' });
  await deployWebFunction();
  emulator.createAlias('site', 'web', emulator.publishVersion('site'));
  await deploy('async (event) => JSON.parse(event).rawPath');
  const [web] = await createTrigger({ triggerName: 'web', qualifier: 'web' });
  const { accessKey, region, endpoint } = emulator;
  const request = { target: '/page?x=1', accessKey };

  expect(event).toMatch(new RegExp(`^${endpoint}/site-[a-z]{10}\\.${region}\\.fcapp\\.run/$`));
  expect((await callTrigger(event, request)).body.toString()).toBe('/page');
  expect((await callTrigger(internal, request)).body.toString()).toBe('/page');
  expect((await callTrigger(web, request)).headers['x-seen']).toBe('GET /page?x=1');
  expect((await callTrigger(`${endpoint}/other.fcapp.run/`, request)).status).toBe(404);
});

test('both URLs work, and the records say which one was used', async () => {
  await deploy();
  const [urlInternet, urlIntranet] = await createTrigger({ disableURLInternet: true });

  const refused = await callTrigger(urlInternet);
  const answered = await callTrigger(urlIntranet);

  expect(refused.status).toBe(403);
  expect(refused.headers['x-fc-error-type']).toBe('FCCommonError');
  expect(answered.status).toBe(200);
  expect(emulator.requests).toMatchObject([
    { path: new URL(urlInternet).pathname, operation: 'HttpTrigger' },
    { path: new URL(urlIntranet).pathname, operation: 'HttpTrigger' },
  ]);
  expect(emulator.executions('site')).toBe(1);
});

test('a method that the trigger does not allow is refused', async () => {
  await deploy();
  const [url] = await createTrigger({ methods: ['GET'] });

  expect((await callTrigger(url, { method: 'POST' })).status).toBe(403);
  expect((await callTrigger(url)).status).toBe(200);
});

test.each(['jwt', 'basic', 'bearer', 'of-the-future'])(
  'a trigger of authType %s lets in what it was told to let in',
  async (authType) => {
    await deploy();
    const [url] = await createTrigger({ authType, authorizations: ['Bearer good'] });
    const statusFor = async (request: TriggerRequest) => (await callTrigger(url, request)).status;

    expect(await statusFor({ headers: { authorization: 'Bearer good' } })).toBe(200);
    expect(await statusFor({ headers: { authorization: 'Bearer bad' } })).toBe(401);
    expect(await statusFor({})).toBe(401);
    expect(await statusFor({ accessKey: emulator.accessKey })).toBe(401);
  },
);

test('a trigger without authType wants a signature', async () => {
  await deploy();
  const { http } = await emulator.createTrigger('site', { triggerName: 'http' });
  const url = http?.urlInternet ?? '';

  expect((await callTrigger(url)).status).toBe(400);
  expect((await callTrigger(url, { accessKey: emulator.accessKey })).status).toBe(200);
  const { body } = await sdkClient(emulator).getTrigger('site', 'http');
  expect(JSON.parse(body?.triggerConfig ?? '')).not.toHaveProperty('authType');
});

test.each([
  ['headers of more than 8 KB', { headers: { 'x-long': 'x'.repeat(8 * 1024) } }],
  ['a path and query of more than 4 KB', { target: `/?${'x'.repeat(4 * 1024)}` }],
])('%s are refused before the function runs', async (_what, request) => {
  await deploy();
  const [url] = await createTrigger();

  const { status, headers, body } = await callTrigger(url, request);

  expect([status, headers['x-fc-error-type']]).toEqual([400, 'FCCommonError']);
  expect(JSON.parse(body.toString())).toMatchObject({ Code: 'InvalidArgument' });
  expect(emulator.executions('site')).toBe(0);
});

test('response headers of more than 8 KB are refused, although the function has run', async () => {
  await deploy(`async () => ({ statusCode: 200, headers: { 'x-long': 'x'.repeat(8192) } })`);
  const [url] = await createTrigger();

  const { status, headers, body } = await callTrigger(url);

  expect([status, headers['x-fc-error-type']]).toEqual([502, 'FCCommonError']);
  expect(JSON.parse(body.toString())).toMatchObject({ Code: 'BadResponse' });
  expect(emulator.executions('site')).toBe(1);
});

test("a function's own redirect passes on the internal host only", async () => {
  await deploy(`async () => ({ statusCode: 302, headers: { Location: 'https://else.example' } })`);
  const [urlInternet, urlIntranet] = await createTrigger();

  const refused = await callTrigger(urlInternet);
  const passed = await callTrigger(urlIntranet);

  expect([refused.status, refused.headers['x-fc-error-type']]).toEqual([400, 'FCCommonError']);
  expect(JSON.parse(refused.body.toString())).toMatchObject({ Code: 'ExternalRedirectForbidden' });
  expect(refused.headers).not.toHaveProperty('location');
  expect([passed.status, passed.headers.location]).toEqual([302, 'https://else.example']);
  expect(emulator.executions('site')).toBe(2);
});

test('what a web function has encoded arrives as it is, and says so', async () => {
  const packed = gzipSync('compressed');
  await deployWebFunction(`require('node:http').createServer((request, response) => {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(Buffer.from('${packed.toString('base64')}', 'base64'));
  }).listen(process.env.FC_SERVER_PORT);`);
  const [url] = await createTrigger();

  const { headers, body } = await callTrigger(url);

  expect(headers['content-encoding']).toBe('gzip');
  expect(body).toEqual(packed);
});

test('a trigger can be listed with another URL, or without one', async () => {
  await deploy();
  emulator.createAlias('site', 'prod', emulator.publishVersion('site'));
  const told = { urlInternet: 'http://else.example/', triggerConfig: '{"authType":[]}' };
  const [, urlIntranet] = await createTrigger({ told, triggerName: 'foreign' });
  await createTrigger({
    told: { urlInternet: null, urlIntranet: null },
    triggerName: 'without',
    qualifier: 'prod',
  });
  const client = sdkClient(emulator);

  const foreign = (await client.getTrigger('site', 'foreign')).body;
  const without = (await client.getTrigger('site', 'without')).body;

  expect({ ...foreign?.httpTrigger }).toEqual({ urlInternet: told.urlInternet, urlIntranet });
  expect(foreign?.triggerConfig).toBe(told.triggerConfig);
  expect({ ...without?.httpTrigger }).toEqual({});
});

test('a trigger of a qualifier calls that version', async () => {
  await deploy('async () => "one"');
  emulator.createAlias('site', 'prod', emulator.publishVersion('site'));
  await deploy('async () => "two"');
  const [latest] = await createTrigger();
  const [prod] = await createTrigger({ triggerName: 'prod', qualifier: 'prod' });

  expect((await callTrigger(latest)).body.toString()).toBe('two');
  expect((await callTrigger(prod)).body.toString()).toBe('one');
  await expect(createTrigger({ triggerName: 'second' })).rejects.toThrow('has an HTTP trigger');
});

test('a trigger that wants a signature takes a genuine one only', async () => {
  await deploy();
  const [url] = await createTrigger({ authType: 'function' });
  const { accessKey } = emulator;
  const answer = async (request: TriggerRequest) => {
    const { status, body } = await callTrigger(url, request);
    return status === 200 ? 200 : `${status} ${JSON.parse(body.toString()).Code}`;
  };
  // In every official SDK values are encoded in what is signed, and names are not.
  const genuine = { target: '/a$b/c%20d?q=%C3%A9!&a=1&%E9%94%AE%20=2', accessKey };

  expect(await answer(genuine)).toBe(200);
  expect(await answer({ ...genuine, method: 'POST', body: 'is not signed' })).toBe(200);
  expect(await answer({})).toBe('400 MissingRequiredHeader');
  expect(await answer({ ...genuine, signedTarget: '/a$b/c?q=%C3%A9!&a=1&%E9%94%AE%20=2' })).toBe(
    '403 SignatureNotMatch',
  );
  expect(
    await answer({ ...genuine, signedTarget: '/a$b/c%20d?q=%C3%A9!&a=2&%E9%94%AE%20=2' }),
  ).toBe('403 SignatureNotMatch');
  expect(await answer({ accessKey: { ...accessKey, accessKeySecret: 'wrong' } })).toBe(
    '403 SignatureNotMatch',
  );
  expect(await answer({ accessKey: { ...accessKey, accessKeyId: 'LTAIunknown' } })).toBe(
    '403 InvalidAccessKeyID',
  );
  expect(await answer({ accessKey, date: new Date(Date.now() - 16 * 60_000) })).toBe(
    '403 InvalidTimeStamp.Expired',
  );
  expect(emulator.executions('site')).toBe(2);
});

test('a temporary key signs a trigger request with its token', async () => {
  await deploy();
  const [url] = await createTrigger({ authType: 'function' });
  const temporary = { accessKeyId: 'STS.one', accessKeySecret: 'one', securityToken: 'token-one' };
  const { securityToken: _, ...withoutToken } = temporary;
  emulator.addAccessKey(temporary);

  expect((await callTrigger(url, { accessKey: temporary })).status).toBe(200);
  expect((await callTrigger(url, { accessKey: withoutToken })).status).toBe(403);
});

test('the log comes back when it is asked for, and when FC is willing', async () => {
  const headers = { 'x-fc-log-type': 'Tail' };
  await deployWebFunction();
  const [url] = await createTrigger();

  const asked = await callTrigger(url, { target: '/page', headers });
  const notAsked = await callTrigger(url, { target: '/page' });

  const log = String(asked.headers['x-fc-log-result']);
  expect(Buffer.from(log, 'base64').toString()).toContain('serving GET /page');
  expect(notAsked.headers).not.toHaveProperty('x-fc-log-result');
  await emulator.close();
  emulator = await startTestEmulator({ triggerLogs: false });
  await deploy();
  const [silent] = await createTrigger();
  expect((await callTrigger(silent, { headers })).headers).not.toHaveProperty('x-fc-log-result');
});

test('an asynchronous request is accepted, and runs as a task', async () => {
  await emulator.deploy({
    functionName: 'site',
    asyncInvokeConfig: { asyncTask: true },
    code: { 'index.js': 'exports.handler = async (event) => JSON.parse(event).rawPath;' },
  });
  const [url] = await createTrigger();

  const { status, headers } = await callTrigger(url, {
    target: '/later',
    headers: { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': 'task-1' },
  });

  expect([status, headers['x-fc-async-task-id']]).toEqual([202, 'task-1']);
  await emulator.waitForTask('site', 'task-1', 'Succeeded');
  const request = new GetAsyncTaskRequest({});
  const { body } = await sdkClient(emulator).getAsyncTask('site', 'task-1', request);
  expect(body).toMatchObject({ status: 'Succeeded', returnPayload: '/later' });
});

test('a client that disconnects ends the handler', async () => {
  await deployWebFunction();
  const [url] = await createTrigger();
  const client = new AbortController();
  const call = callTrigger(url, { target: '/hang', signal: client.signal });
  await emulator.waitForExecutionStart('site');

  client.abort();

  await expect(call).rejects.toThrow();
  expect((await emulator.waitForExecutionEnd('site')).state).toBe('cancelled');
});

test('faults meet trigger requests too', async () => {
  await deploy();
  const [url] = await createTrigger();
  emulator.injectFault({ type: 'reset', when: 'after-run', operation: 'HttpTrigger' });

  expect((await invoke(emulator, 'site')).status).toBe(200);
  await expect(callTrigger(url)).rejects.toThrow();
  expect((await callTrigger(url)).status).toBe(200);
  expect(emulator.executions('site')).toBe(3);
});

test('an injected service error is told as a trigger tells its own', async () => {
  await deploy();
  const [url] = await createTrigger();
  emulator.injectFault({ type: 'service-error', code: 'ResourceExhausted' });

  const { status, headers, body } = await callTrigger(url);

  expect([status, headers['x-fc-error-type']]).toEqual([429, 'FCCommonError']);
  expect(JSON.parse(body.toString())).toMatchObject({ Code: 'ResourceExhausted' });
});

test('triggers of all types are listed as FC lists them', async () => {
  await deploy();
  const [urlInternet, urlIntranet] = await createTrigger({
    authType: 'function',
    methods: ['GET'],
  });
  const triggerConfig = { cronExpression: '@every 1h', enable: true };
  await emulator.createTrigger('site', {
    triggerName: 'hourly',
    triggerType: 'timer',
    triggerConfig,
  });
  const client = sdkClient(emulator);

  const { body } = await client.listTriggers('site', new ListTriggersRequest({ limit: 100 }));
  const http = await client.getTrigger('site', 'http');

  const [first, second] = body?.triggers ?? [];
  expect(first).toMatchObject({
    triggerName: 'http',
    triggerType: 'http',
    qualifier: 'LATEST',
    httpTrigger: { urlInternet, urlIntranet },
  });
  expect(JSON.parse(first?.triggerConfig ?? '')).toEqual({
    authType: 'function',
    methods: ['GET'],
    disableURLInternet: false,
  });
  expect(second).toMatchObject({ triggerName: 'hourly', triggerType: 'timer' });
  expect(second).not.toHaveProperty('httpTrigger');
  expect(JSON.parse(second?.triggerConfig ?? '')).toEqual(triggerConfig);
  expect(http.body).toEqual(first);
  await expect(client.getTrigger('site', 'none')).rejects.toMatchObject({
    code: 'TriggerNotFound',
    statusCode: 404,
  });
  await expect(client.listTriggers('nowhere', new ListTriggersRequest({}))).rejects.toMatchObject({
    code: 'FunctionNotFound',
    statusCode: 404,
  });
});
