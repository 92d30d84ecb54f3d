import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Emulator } from '../../emulator';
import { type Invocation, invoke } from '../../emulator/clients/official-sdk';
import { replay } from '../../emulator/clients/replay';
import { startTestEmulator } from '../support/emulator';

const KIB = 1024;
const MIB = 1024 * KIB;

/** What nobody has signed. */
const UNSIGNED = { method: 'POST', path: '/', query: {}, headers: {} };

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTestEmulator();
  await emulator.deploy({
    functionName: 'there',
    memorySize: 512,
    code: { 'index.js': 'exports.handler = async (event) => String(event.length);' },
  });
  emulator.publishVersion('there');
});

afterAll(() => emulator.close());

test.each<[string, string, Invocation, number, string]>([
  ['an unknown function', 'nowhere', {}, 404, 'FunctionNotFound'],
  ['an unknown function with a $', 'service$nowhere', {}, 404, 'FunctionNotFound'],
  ['an unknown version', 'there', { qualifier: '2' }, 404, 'VersionNotFound'],
  ['an unknown alias', 'there', { qualifier: 'prod' }, 404, 'AliasNotFound'],
  ['an impossible function name', '1-2', {}, 400, 'InvalidArgument'],
  ['Tail of an asynchronous call', 'there', { type: 'Async', log: 'Tail' }, 400, 'InvalidArgument'],
  ['a task ID of a synchronous call', 'there', { taskId: 'a' }, 400, 'InvalidArgument'],
  ['an impossible task ID', 'there', { type: 'Async', taskId: '1' }, 400, 'InvalidArgument'],
  ['32 MiB + 1, sync', 'there', { body: Buffer.alloc(32 * MIB + 1) }, 400, 'EntityTooLarge'],
  [
    '128 KiB + 1, async',
    'there',
    { type: 'Async', body: Buffer.alloc(128 * KIB + 1) },
    400,
    'EntityTooLarge',
  ],
])('%s is refused', async (_what, functionName, invocation, statusCode, code) => {
  const executions = emulator.executions();

  await expect(invoke(emulator, functionName, invocation)).rejects.toMatchObject({
    statusCode,
    code,
  });
  expect(emulator.executions()).toBe(executions);
});

test.each([
  ['another path', 'POST', '/2023-03-30/functions/there'],
  ['a path of another API version', 'POST', '/2023-03-30/services/shop/functions/there'],
  ['another method', 'PUT', '/2023-03-30/functions/there/invocations'],
])('%s is not supported', async (_what, method, target) => {
  await invoke(emulator, 'there');
  const recorded = emulator.requests.at(-1);
  if (!recorded) throw new Error('The SDK has sent nothing.');

  const { status, headers, body } = await replay(emulator, recorded, { method, target });

  expect(status).toBe(400);
  expect(JSON.parse(body)).toEqual({
    Code: 'PathNotSupported',
    Message: `'${method}' against '${target}' is not supported`,
    RequestId: headers['x-fc-request-id'],
  });
  expect(headers['content-type']).toBe('application/json');
});

test.each(['//', '/', '/2020-01-01/functions/there', '/2023-03-30'])(
  "%s is not a path of FC's",
  async (target) => {
    const { status, body } = await replay(emulator, UNSIGNED, { target });

    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ Code: 'InvalidAction.NotFound' });
  },
);

test.each([
  ['POST', '/2023-03-30/functions', 'CreateFunction'],
  ['DELETE', '/2023-03-30/functions/there/aliases/prod', 'DeleteAlias'],
  ['PUT', '/2023-03-30/functions/there/async-invoke-config', 'PutAsyncInvokeConfig'],
  ['GET', '/2021-04-06/services/shop/functions/order', 'GetFunction'],
  ['POST', '/2021-04-06/services/shop/versions', 'PublishServiceVersion'],
  ['POST', '/2016-08-15/services/shop.prod/functions/order/invocations', 'InvokeFunction'],
])('%s %s is an operation that is not emulated: %s', async (method, target, operation) => {
  const { status, body } = await replay(emulator, UNSIGNED, { method, target });

  expect(status).toBe(501);
  expect(body).toContain('NotImplemented');
  expect(body).toContain(`the operation ${operation} of ${target.slice(1, 11)} is not emulated`);
});

test('the first API of 2.0 refuses in a form of its own', async () => {
  const target = '/2016-08-15/functions/there/invocations';

  const { status, body } = await replay(emulator, UNSIGNED, { target });

  expect(status).toBe(400);
  expect(JSON.parse(body)).toEqual({
    ErrorCode: 'PathNotSupported',
    ErrorMessage: `'POST' against '${target}' is not supported`,
  });
});

test('an account may have a higher limit for asynchronous payloads', async () => {
  const raised = await startTestEmulator({ asyncPayloadLimit: 256 * KIB });
  await raised.deploy({ functionName: 'f', code: { 'index.js': 'exports.handler = () => 1;' } });
  const body = Buffer.alloc(256 * KIB);

  expect((await invoke(raised, 'f', { type: 'Async', body })).status).toBe(202);
  expect((await raised.waitForExecutionEnd('f')).state).toBe('completed');
  await raised.close();
});

test('a deployment that FC would not accept is refused', async () => {
  const code = { 'index.js': '', 'function.json': '{"timeout":"long"}' };

  await expect(emulator.deploy({ functionName: 'bad', code })).rejects.toThrow(
    `Function 'bad' cannot be deployed: function.json: timeout must be a positive number, not "long".`,
  );
});
