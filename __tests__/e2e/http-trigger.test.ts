import { expect, sample, test } from './scenario';

/** A web function: its own server, which is healthy or not. */
const SERVER = `
require('node:http').createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => {
    if (request.url === '/healthz') {
      response.writeHead(503, { 'x-reason': 'starting' });
      response.end('database is down');
    } else {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method: request.method, url: request.url, body, trace: request.headers['x-trace'] }));
    }
  });
}).listen(process.env.FC_SERVER_PORT);`;

const WEB = { customRuntimeConfig: { command: ['node', 'index.js'] }, timeout: 30 } as const;
const HEALTH = '{"method": "GET", "path": "/healthz"}';

test.for(['anonymous', 'function'] as const)(
  'a web function that answers 503 to a health check fails the step (authType %s)',
  async (authType, { emulator, deploy, invoke }) => {
    const functionName = await deploy(SERVER, WEB);
    await emulator.createTrigger(functionName, { triggerName: 'web', authType });

    const step = await invoke({
      'function-name': functionName,
      'http-trigger': 'true',
      event: HEALTH,
    });

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      'error-type': 'HttpError',
      'status-code': '503',
      result: 'database is down',
      'error-message': expect.stringMatching(
        /^The HTTP trigger responded with 503 to GET \/\S+\/healthz: database is down\.$/,
      ),
    });
  },
);

test('the event is the request, and status, headers and body can be expected', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(SERVER, WEB);
  await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'anonymous' });

  const step = await invoke({
    'function-name': functionName,
    'http-trigger': 'web',
    event: JSON.stringify({
      method: 'put',
      path: '/orders/$1 a?x=1',
      queries: { y: ['2', '3'], 'z z': 'ä*' },
      headers: { 'X-Trace': 't-1' },
      body: { price: 5 },
    }),
    expect: `
      statusCode == \`200\`
      headers."content-type" == 'application/json'
      result.method == 'PUT'
      result.url == '/orders/$1%20a?x=1&y=2&y=3&z%20z=%C3%A4*'
      result.body == '{"price":5}'
      result.trace == 't-1'`,
  });

  expect(step.annotations).toEqual([]);
  expect(step.exitCode).toBe(0);
});

test('a query is sent byte for byte, in the URL and in the event', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(SERVER, WEB);
  const { http } = await emulator.createTrigger(functionName, {
    triggerName: 'web',
    authType: 'anonymous',
  });
  const url = http?.urlInternet ?? '';

  const step = await invoke({
    'function-name': functionName,
    'http-trigger': `${url}?gbk=%C4%E3&flag`,
    event: JSON.stringify({ path: "/x?a='1'+%7e&b={ }", queries: { c: 'd e' } }),
    expect: "result.url == '/x?gbk=%C4%E3&flag&a=\\'1\\'+%7e&b={%20}&c=d%20e'",
  });

  expect(step.annotations).toEqual([]);
  expect(step.exitCode).toBe(0);
});

test.for([
  ['/a?b=c+d&flag&%E4%BD%A0=%7e*', undefined],
  ['/a?b=%C4%E3', 'The query cannot be signed, since it is not UTF-8'],
] as const)(
  'the query of %s is signed decoded',
  async ([path, problem], { emulator, deploy, invoke }) => {
    const functionName = await deploy(SERVER, WEB);
    await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'function' });

    const step = await invoke({
      'function-name': functionName,
      'http-trigger': 'true',
      event: JSON.stringify({ path }),
    });

    expect(step.outputs['error-type']).toBe(problem === undefined ? '' : 'TriggerError');
    expect(step.outputs['error-message']).toContain(problem ?? '');
    expect(emulator.executions()).toBe(problem === undefined ? 1 : 0);
  },
);

test('a path and a query with special characters are signed as they are sent', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(SERVER, WEB);
  await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'function' });

  const step = await invoke({
    'function-name': functionName,
    'http-trigger': 'true',
    event: JSON.stringify({ path: '/a/$1 b+c*~é', queries: { 'z z': "ä*+'()!&=" } }),
  });

  expect(step.annotations).toEqual([]);
  expect(step.exitCode).toBe(0);
});

test('what FC itself refuses is its error, not the function’s', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(SERVER, WEB);
  const { http } = await emulator.createTrigger(functionName, {
    triggerName: 'web',
    authType: 'function',
  });

  const step = await invoke({
    'function-name': functionName,
    'http-trigger': http?.urlInternet ?? '',
    'fail-on': 'none',
  });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('MissingRequiredHeader');
  expect(emulator.executions()).toBe(0);
});

test('a trigger’s URL is called without credentials', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy(SERVER, WEB);
  const trigger = await emulator.createTrigger(functionName, {
    triggerName: 'web',
    authType: 'anonymous',
  });

  const step = await invoke({
    'function-name': functionName,
    'http-trigger': trigger.http?.urlInternet ?? '',
    'access-key-id': '',
    'access-key-secret': '',
    event: '',
  });

  expect(step.exitCode).toBe(0);
  expect(step.stdout).toContain('no credentials needed');
  expect(step.outputs.result).toContain('"method":"GET","url":"/"');
});

test('a handler’s log comes back through its trigger', async ({ emulator, invoke }) => {
  await emulator.deploy({ functionName: 'greeter', code: sample('hello') });
  await emulator.createTrigger('greeter', { triggerName: 'web', authType: 'anonymous' });

  const step = await invoke({ 'function-name': 'greeter', 'http-trigger': 'true', event: 'hi' });

  expect(step.exitCode).toBe(0);
  expect(step.outputs.logs).toContain('FC Invoke End');
});

test('an asynchronous call through the trigger is accepted', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy("exports.handler = async () => 'x';");
  await emulator.createTrigger(functionName, { triggerName: 'web', authType: 'function' });

  const step = await invoke({
    'function-name': functionName,
    'http-trigger': 'true',
    'invocation-type': 'async',
    'async-task-id': 'through-the-web',
  });

  expect(step.exitCode).toBe(0);
  expect(step.outputs).toMatchObject({
    'status-code': '202',
    'async-task-id': 'through-the-web',
  });
  await emulator.waitForExecutionEnd(functionName);
});

test.for([
  ['no trigger', [], 'has no HTTP trigger for the qualifier LATEST: it has none at all'],
  [
    'a method that is not allowed',
    [{ triggerName: 'web', authType: 'anonymous', methods: ['POST'] }],
    'HTTP trigger web does not allow GET, only POST',
  ],
] as const)('%s is a TriggerError', async ([, triggers, message], { emulator, deploy, invoke }) => {
  const functionName = await deploy(SERVER, WEB);
  for (const trigger of triggers) await emulator.createTrigger(functionName, trigger);

  const step = await invoke({
    'function-name': functionName,
    'http-trigger': 'true',
    event: HEALTH,
  });

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('TriggerError');
  expect(step.outputs['error-message']).toContain(message);
  expect(emulator.executions()).toBe(0);
});

test('where the public URL is off, the internal one is called', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(SERVER, WEB);
  await emulator.createTrigger(functionName, {
    triggerName: 'web',
    authType: 'anonymous',
    disableURLInternet: true,
  });

  const step = await invoke({ 'function-name': functionName, 'http-trigger': 'true' });

  expect(step.exitCode).toBe(0);
});

test.for([
  ['other keys', '{"path": "/", "user": 1}', 'but also holds user'],
  ['a host of its own', '{"headers": {"Host": "x"}}', 'must not set the header'],
  ['FC’s own headers', '{"headers": {"x-fc-log-type": "x"}}', 'must not set the header'],
] as const)('an event with %s is an input error', async ([, event, message], { invoke }) => {
  const step = await invoke({ 'function-name': 'f', 'http-trigger': 'true', event });

  expect(step.outputs['error-type']).toBe('InvalidInput');
  expect(step.outputs['error-message']).toContain(message);
});

test('a trigger’s URL with a path is called as it is when the event names none', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy(SERVER, WEB);
  const { http } = await emulator.createTrigger(functionName, {
    triggerName: 'web',
    authType: 'anonymous',
  });

  const step = await invoke({
    'function-name': functionName,
    'http-trigger': `${http?.urlInternet?.replace(/\/$/, '')}/status`,
    expect: "result.url == '/status'",
  });

  expect(step.annotations).toEqual([]);
});
