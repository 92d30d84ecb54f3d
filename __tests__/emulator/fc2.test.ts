import {
  GetStatefulAsyncInvocationRequest,
  ListStatefulAsyncInvocationsRequest,
  ListTriggersRequest,
  StopStatefulAsyncInvocationRequest,
} from '@alicloud/fc-open20210406';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Code, Deployment, Emulator } from '../../emulator';
import { callTrigger } from '../../emulator/clients/http-trigger';
import { type Invocation, invoke } from '../../emulator/clients/official-sdk';
import { invoke2, sdkClient2 } from '../../emulator/clients/official-sdk-2';
import { replay } from '../../emulator/clients/replay';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startTestEmulator({ metricHeaders: false });
});

afterEach(() => emulator.close());

const ECHO: Code = { 'index.js': 'exports.handler = async (event) => "got " + event;' };

/** On 2.0; elsewhere the function is called `shop$order`. */
async function deploy(code: Code = ECHO, rest: Partial<Deployment> = {}): Promise<void> {
  await emulator.deploy({ serviceName: 'shop', functionName: 'order', timeout: 30, code, ...rest });
}

function call(invocation?: Invocation) {
  return invoke2(emulator, 'shop', 'order', invocation);
}

test('the official SDK of 2.0 invokes a function', async () => {
  await deploy();

  const { status, headers, body, log } = await call({ body: 'it', log: 'Tail' });

  expect([status, body.toString()]).toEqual([200, 'got it']);
  expect(headers).toMatchObject({
    'x-fc-request-id': expect.stringMatching(/^1-/),
    'x-fc-invocation-service-version': 'LATEST',
    'x-fc-invocation-duration': expect.stringMatching(/^\d+\.\d\d$/),
    'x-fc-max-memory-usage': expect.stringMatching(/^\d+\.\d\d$/),
  });
  expect(log).toContain('FC Invoke Start RequestId');
  expect(await emulator.waitForExecutionEnd('shop$order')).toMatchObject({ state: 'completed' });
});

test.each([
  ['a result', 'exports.handler = async (event) => ({ bytes: event.length });'],
  ['an exception', 'exports.handler = async () => { throw new RangeError("too much"); };'],
  ['a reported error', 'exports.handler = (event, context, callback) => callback("no");'],
])('%s is the same on 2.0 and on 3.0', async (_what, source) => {
  const code = { 'index.js': source };
  await deploy(code);
  await emulator.deploy({ functionName: 'order', timeout: 30, code });

  const on2 = await call({ body: 'event' });
  const on3 = await invoke(emulator, 'order', { body: 'event' });
  const on3WithService = await invoke(emulator, 'shop$order', { body: 'event' });

  for (const { status, body, headers } of [on3, on3WithService]) {
    expect([status, body.toString()]).toEqual([on2.status, on2.body.toString()]);
    expect(headers['x-fc-error-type']).toBe(on2.headers['x-fc-error-type']);
    expect(headers['x-fc-code-checksum']).toBe(on2.headers['x-fc-code-checksum']);
  }
});

test('a version of a service holds all of its functions', async () => {
  const code = (answer: string): Code => ({
    'index.js': `exports.handler = async (event, context) =>
      [context.service.name, context.function.name, '${answer}'].join(' ');`,
  });
  await deploy(code('one'));
  expect(emulator.publishServiceVersion('shop')).toBe('1');
  emulator.createServiceAlias('shop', 'prod', '1');
  await deploy(code('two'));

  expect((await call()).body.toString()).toBe('shop order two');
  expect((await call({ qualifier: '1' })).body.toString()).toBe('shop order one');
  const { body, headers } = await call({ qualifier: 'prod' });
  expect(body.toString()).toBe('shop order one');
  expect(headers['x-fc-invocation-service-version']).toBe('1');
});

test('the qualifier may stand behind the name of the service', async () => {
  await deploy({ 'index.js': 'exports.handler = async () => "one";' });
  emulator.createServiceAlias('shop', 'prod', emulator.publishServiceVersion('shop'));
  await deploy({ 'index.js': 'exports.handler = async () => "two";' });

  expect((await invoke2(emulator, 'shop.prod', 'order')).body.toString()).toBe('one');
});

test.each([
  ['service', 'nowhere', 'order', '', 404, 'ServiceNotFound'],
  ['function', 'shop', 'nothing', '', 404, 'FunctionNotFound'],
  ['version', 'shop', 'order', '7', 404, 'VersionNotFound'],
  ['alias', 'shop', 'order', 'prod', 404, 'AliasNotFound'],
])(
  'an unknown %s is refused, as the documentation of 2.0 and its SDK spell it',
  async (_what, service, name, qualifier, status, code) => {
    await deploy();
    emulator.injectFault({ type: 'respond', status: 200 });
    await invoke2(emulator, service, name, qualifier === '' ? {} : { qualifier });
    const recorded = emulator.requests.at(-1);
    if (!recorded) throw new Error('The SDK has sent nothing.');

    const refused = await replay(emulator, recorded);

    expect(refused.status).toBe(status);
    const message = expect.stringContaining('does not exist');
    expect(JSON.parse(refused.body)).toMatchObject({ errorCode: code, errorMessage: message });
    const call = invoke2(emulator, service, name, qualifier === '' ? {} : { qualifier });
    await expect(call).rejects.toMatchObject({ code, message, data: { statusCode: status } });
    expect(emulator.executions()).toBe(0);
  },
);

test('an injected service error is told in the spelling of 2.0', async () => {
  await deploy();
  emulator.injectFault({
    type: 'service-error',
    code: 'ResourceExhausted',
    functionName: 'shop$order',
  });

  await expect(call()).rejects.toMatchObject({ statusCode: 429 });
  expect((await call()).status).toBe(200);
});

test('a wrong signature is refused', async () => {
  await deploy();
  const accessKey = { ...emulator.accessKey, accessKeySecret: 'wrong' };

  await expect(call({ accessKey })).rejects.toMatchObject({ statusCode: 403 });
});

test('what a key may do is checked under the names of 2.0', async () => {
  await deploy(ECHO, { asyncInvokeConfig: { asyncTask: true } });
  const accessKey = { accessKeyId: 'LTAIother', accessKeySecret: 'other' };
  const Resource = `acs:fc:cn-hangzhou:${emulator.accountId}:services/shop.LATEST/functions/order`;
  emulator.addAccessKey({
    ...accessKey,
    policies: [
      { Version: '1', Statement: [{ Effect: 'Allow', Action: 'fc:InvokeFunction', Resource }] },
    ],
  });

  expect((await call({ accessKey, type: 'Async', taskId: 'one' })).status).toBe(202);
  await emulator.waitForTask('shop$order', 'one', 'Succeeded');
  const client = sdkClient2({ endpoint: emulator.endpoint, accessKey });
  const request = new GetStatefulAsyncInvocationRequest({});
  await expect(
    client.getStatefulAsyncInvocation('shop', 'order', 'one', request),
  ).rejects.toMatchObject({ statusCode: 403 });
});

test('a stateful async invocation can be asked for and listed', async () => {
  await deploy(ECHO, { asyncInvokeConfig: { asyncTask: true } });

  const { status, headers } = await call({ type: 'Async', taskId: 'one', body: 'it' });
  await emulator.waitForTask('shop$order', 'one', 'Succeeded');

  expect(status).toBe(202);
  expect(headers['x-fc-stateful-async-invocation-id']).toBe('one');
  const client = sdkClient2(emulator);
  const request = new GetStatefulAsyncInvocationRequest({ qualifier: 'LATEST' });
  const found = await client.getStatefulAsyncInvocation('shop', 'order', 'one', request);
  expect(found.body).toMatchObject({
    invocationId: 'one',
    serviceName: 'shop',
    functionName: 'order',
    qualifier: 'LATEST',
    status: 'Succeeded',
    invocationPayload: 'it',
    returnPayload: 'got it',
    requestId: headers['x-fc-request-id'],
  });
  const listing = new ListStatefulAsyncInvocationsRequest({ invocationIdPrefix: 'o' });
  const listed = await client.listStatefulAsyncInvocations('shop', 'order', listing);
  expect(listed.body?.invocations?.map(({ invocationId }) => invocationId)).toEqual(['one']);
});

test('a failed one tells its message', async () => {
  await deploy(
    { 'index.js': 'exports.handler = async () => { throw new Error("sold out"); };' },
    { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } },
  );
  await call({ type: 'Async', taskId: 'one' });
  await emulator.waitForTask('shop$order', 'one', 'Failed');

  const request = new GetStatefulAsyncInvocationRequest({});
  const found = await sdkClient2(emulator).getStatefulAsyncInvocation(
    'shop',
    'order',
    'one',
    request,
  );

  expect(found.body).toMatchObject({ status: 'Failed', invocationErrorMessage: 'sold out' });
});

test('one that runs can be stopped', async () => {
  await deploy(
    { 'index.js': 'exports.handler = () => new Promise(() => {});' },
    { asyncInvokeConfig: { asyncTask: true } },
  );
  await call({ type: 'Async', taskId: 'one' });
  await emulator.waitForExecutionStart('shop$order');

  const request = new StopStatefulAsyncInvocationRequest({});
  await sdkClient2(emulator).stopStatefulAsyncInvocation('shop', 'order', 'one', request);

  expect((await emulator.waitForExecutionEnd('shop$order')).state).toBe('cancelled');
  expect((await emulator.waitForTask('shop$order', 'one', 'Stopped')).hasEnded).toBe(true);
});

test('an ID is taken once', async () => {
  await deploy();

  expect((await call({ type: 'Async', taskId: 'one' })).status).toBe(202);
  await expect(call({ type: 'Async', taskId: 'one' })).rejects.toMatchObject({ statusCode: 409 });
});

test('the handler of an HTTP function gets the request and sends the response', async () => {
  await deploy({
    'index.js': `exports.handler = (request, response, context) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const { method, path, queries, clientIP } = request;
        response.setStatusCode(path === '/healthz' ? 503 : 201);
        response.setHeader('X-Request-Id', context.requestId);
        const body = Buffer.concat(chunks).toString();
        response.send(JSON.stringify({ method, path, queries, clientIP, body }));
      });
    };`,
  });
  const { http } = await emulator.createTrigger('shop$order', {
    triggerName: 'web',
    authType: 'function',
  });
  if (!http) throw new Error('This is no HTTP trigger.');
  const url = http.urlInternet;
  const { accessKey } = emulator;

  const page = await callTrigger(url, { method: 'POST', target: '/a?b=1', body: 'c', accessKey });
  const health = await callTrigger(url, { target: '/healthz', accessKey });

  expect(new URL(url).pathname).toBe('/2016-08-15/proxy/shop/order/');
  expect(page.status).toBe(201);
  expect(page.headers['x-request-id']).toBe(page.headers['x-fc-request-id']);
  expect(JSON.parse(page.body.toString())).toEqual({
    method: 'POST',
    path: '/a',
    queries: { b: '1' },
    clientIP: '127.0.0.1',
    body: 'c',
  });
  expect(health.status).toBe(503);
  expect((await callTrigger(url)).status).toBe(400);
  expect(emulator.executions('shop$order')).toBe(2);
});

test('an HTTP function that throws answers 502', async () => {
  await deploy({ 'index.js': 'exports.handler = async () => { throw new Error("closed"); };' });
  const { http } = await emulator.createTrigger('shop$order', {
    triggerName: 'web',
    authType: 'anonymous',
  });

  const { status, headers, body } = await callTrigger(http?.urlInternet ?? '');

  expect([status, headers['x-fc-error-type']]).toEqual([502, 'UnhandledInvocationError']);
  expect(body.toString()).toContain('closed');
});

test('triggers are listed with their URLs beside the name', async () => {
  await deploy();
  emulator.createServiceAlias('shop', 'prod', emulator.publishServiceVersion('shop'));
  const { http } = await emulator.createTrigger('shop$order', {
    triggerName: 'web',
    qualifier: 'prod',
    authType: 'anonymous',
    methods: ['GET', 'POST'],
  });
  const client = sdkClient2(emulator);

  const listed = await client.listTriggers('shop', 'order', new ListTriggersRequest({ limit: 50 }));
  const one = await client.getTrigger('shop', 'order', 'web');

  const [trigger] = listed.body?.triggers ?? [];
  expect(trigger).toMatchObject({
    triggerName: 'web',
    triggerType: 'http',
    qualifier: 'prod',
    urlInternet: http?.urlInternet,
    urlIntranet: http?.urlIntranet,
  });
  expect(trigger?.urlInternet).toMatch(/\/2016-08-15\/proxy\/shop\.prod\/order\/$/);
  expect(JSON.parse(trigger?.triggerConfig ?? '')).toEqual({
    authType: 'anonymous',
    methods: ['GET', 'POST'],
    disableURLInternet: false,
  });
  expect({ ...one.body }).toEqual({ ...trigger });
});
