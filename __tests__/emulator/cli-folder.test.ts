import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as $FC2 from '@alicloud/fc-open20210406';
import * as $FC from '@alicloud/fc20230330';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Emulator } from '../../emulator';
import { callTrigger } from '../../emulator/clients/http-trigger';
import { invoke, sdkClient } from '../../emulator/clients/official-sdk';
import { invoke2 } from '../../emulator/clients/official-sdk-2';
import { deployFolder } from '../../emulator/function-folders';
import * as keys from '../../emulator/functions/keys';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;
let folder: string;

beforeEach(async () => {
  emulator = await startTestEmulator({ random: () => 0.1 });
  folder = mkdtempSync(join(tmpdir(), 'functions-'));
});

afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** Returns its name, its version and its memory. */
const SAYS = (text: string) =>
  `exports.handler = async (_, { function: { memory } }) => '${text} ' + memory;`;

function deploy(files: Readonly<Record<string, string | object>>) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(folder, name), text);
  }
  return deployFolder(emulator, folder);
}

async function said(functionName: string, qualifier?: string): Promise<string> {
  const given = qualifier === undefined ? {} : { qualifier };
  return String((await invoke(emulator, functionName, given)).body);
}

test('versions have code of their own, and the configuration of the function where they say none', async () => {
  await deploy({
    'orders/index.js': SAYS('three'),
    'orders/function.json': { memorySize: 256 },
    'orders/versions/1/index.js': SAYS('one'),
    'orders/versions/2/index.js': SAYS('two'),
    'orders/versions/2/function.json': { memorySize: 512 },
  });

  expect(await said('orders')).toBe('three 256');
  expect(await said('orders', '1')).toBe('one 256');
  expect(await said('orders', '2')).toBe('two 512');
  await expect(said('orders', '3')).rejects.toMatchObject({ code: 'VersionNotFound' });
});

test('ten versions are counted, and the code of a version is not part of the function', async () => {
  const versions = Array.from({ length: 10 }, (_, index) => index + 1);
  await deploy({
    'f/index.js': SAYS('latest'),
    ...Object.fromEntries(versions.map((id) => [`f/versions/${id}/index.js`, SAYS(`v${id}`)])),
    'g/index.js': SAYS('latest'),
  });

  expect(await said('f', '10')).toBe('v10 128');
  const checksum = async (name: string) =>
    (await sdkClient(emulator).getFunction(name, new $FC.GetFunctionRequest({}))).body
      ?.codeChecksum;
  expect(await checksum('f')).toBe(await checksum('g'));
});

test('an alias leads to its version, or to others by their weights', async () => {
  await deploy({
    'orders/index.js': SAYS('latest'),
    'orders/function.json': {
      aliases: [
        { aliasName: 'live', versionId: '1' },
        { aliasName: 'canary', versionId: '1', additionalVersionWeight: { '2': 0.2 } },
        { aliasName: 'next', versionId: 'LATEST' },
      ],
    },
    'orders/versions/1/index.js': SAYS('one'),
    'orders/versions/2/index.js': SAYS('two'),
  });

  expect(await said('orders', 'live')).toBe('one 128');
  expect(await said('orders', 'canary')).toBe('two 128');
  expect(await said('orders', 'next')).toBe('latest 128');
});

test('an HTTP trigger is called, and others are listed', async () => {
  const triggers = await deploy({
    'orders/index.js': 'exports.handler = async (event) => JSON.parse(event).rawPath;',
    'orders/function.json': {
      aliases: [{ aliasName: 'live', versionId: '1' }],
      triggers: [
        {
          triggerName: 'open',
          triggerType: 'http',
          qualifier: 'live',
          triggerConfig: { authType: 'anonymous', methods: ['GET'] },
        },
        {
          triggerName: 'closed',
          triggerType: 'http',
          // As FC's own operation has it.
          triggerConfig: '{"authType":"anonymous","disableURLInternet":true}',
        },
        {
          triggerName: 'nightly',
          triggerType: 'timer',
          triggerConfig: { cronExpression: '@every 1h', enable: true },
        },
      ],
    },
    'orders/versions/1/index.js': "exports.handler = async () => 'version 1';",
  });

  const [open, closed, nightly] = triggers;
  const at = (method: string, url = '') => callTrigger(url, { method });
  expect(String((await at('GET', open?.http?.urlInternet)).body)).toBe('version 1');
  expect((await at('POST', open?.http?.urlInternet)).status).toBe(403);
  expect((await at('POST', closed?.http?.urlInternet)).status).toBe(403);
  expect((await at('POST', closed?.http?.urlIntranet)).status).toBe(200);
  expect(nightly).toMatchObject({
    triggerType: 'timer',
    qualifier: 'LATEST',
    triggerConfig: { cronExpression: '@every 1h', enable: true },
  });
});

test('a service of FC 2.0 has functions, versions, aliases and triggers', async () => {
  const [trigger, ...others] = await deploy({
    'old/service.json': {
      serviceName: 'shop',
      aliases: [
        { aliasName: 'live', versionId: '1' },
        { aliasName: 'canary', versionId: '1', additionalVersionWeight: { '2': 0.2 } },
      ],
    },
    'old/orders/index.js': SAYS('orders'),
    'old/orders/function.json': {
      triggers: [{ triggerName: 'http', triggerType: 'http', qualifier: 'live' }],
    },
    'old/versions/1/orders/index.js': SAYS('orders 1'),
    'old/versions/1/legacy/index.js': SAYS('legacy 1'),
    'old/versions/2/orders/index.js': SAYS('orders 2'),
    'orders/index.js': SAYS('not of the service'),
  });

  const said2 = async (functionName: string, qualifier: string) =>
    String((await invoke2(emulator, 'shop', functionName, { qualifier })).body);
  expect(await said2('orders', 'LATEST')).toBe('orders 128');
  expect(await said2('orders', 'live')).toBe('orders 1 128');
  expect(await said2('orders', 'canary')).toBe('orders 2 128');
  expect(await said2('legacy', '1')).toBe('legacy 1 128');
  await expect(said2('legacy', '2')).rejects.toThrow('FunctionNotFound');
  await expect(said2('legacy', 'LATEST')).rejects.toThrow('FunctionNotFound');
  expect(await said('orders')).toBe('not of the service 128');
  expect(trigger).toMatchObject({ functionName: 'shop$orders', qualifier: 'live' });
  expect(others).toEqual([]);
});

test('the logstore of a service is that of its functions', async () => {
  const logConfig = { project: 'shop-logs', logstore: 'all' };
  await deploy({
    'shop/service.json': { logConfig },
    'shop/orders/index.js': "exports.handler = async () => console.log('logged');",
  });
  await invoke2(emulator, 'shop', 'orders');

  expect(JSON.stringify(emulator.logRecords(logConfig))).toContain('logged');
});

test('of a folder, only what is named can be deployed', async () => {
  await deploy({ 'a/index.js': SAYS('a'), 'b/index.js': SAYS('b'), 'c/service.json': {} });
  emulator.deleteFunction('a');
  emulator.deleteFunction('b');

  await deployFolder(emulator, folder, ['b', 'c']);

  expect(await said('b')).toBe('b 128');
  await expect(said('a')).rejects.toMatchObject({ code: 'FunctionNotFound' });
});

test('names may differ from those of the folders', async () => {
  await deploy({ 'folder/function.json': { functionName: 'f' }, 'folder/index.js': SAYS('f') });

  expect(await said('f')).toBe('f 128');
});

describe('refused in one sentence with folder, file and key', () => {
  const trigger = { triggerName: 'http', triggerType: 'http' };
  const alias = { aliasName: 'live', versionId: '1' };
  const triggers = (change: object) => ({ triggers: [{ ...trigger, ...change }] });
  const aliases = (change: object) => ({ aliases: [{ ...alias, ...change }] });

  test.each<[string, object | string, string]>([
    ['no JSON', '{', 'function.json is not valid JSON at line 1, column 2.'],
    ['an empty file', '', 'function.json is not valid JSON at line 1, column 1.'],
    ['a trailing comma', '{\n  "timeout": 3,\n}', 'not valid JSON at line 3, column 1.'],
    ['a word', '{\n  "handler": index.handler }', 'not valid JSON at line 2, column 14.'],
    ['no comma', '{ "timeout": 3 "handler": "a" }', 'not valid JSON at line 1, column 16.'],
    ['a string that does not end', '{"handler": "index', 'not valid JSON at line 1, column 19.'],
    ['no object', '[]', 'function.json must hold a JSON object.'],
    ['an unknown key', { timeuot: 3 }, 'function.json: timeuot is not a known key.'],
    [
      'an ill-typed value',
      { timeout: '3' },
      'function.json: timeout must be a positive number, not "3".',
    ],
    [
      'an ill-typed member',
      { asyncInvokeConfig: { asyncTask: 'yes' } },
      'function.json: asyncInvokeConfig.asyncTask must be boolean.',
    ],
    ['an ill-typed name', { functionName: 3 }, 'functionName must be a valid name, not 3.'],
    ['a name that FC refuses', { functionName: '3f' }, 'must be a valid name, not "3f".'],
    ['no list', { triggers: trigger }, 'function.json: triggers must be a list.'],
    ['no trigger', { triggers: ['http'] }, 'function.json: triggers[0] must hold a JSON object.'],
    [
      'an unknown key of a trigger',
      { triggers: [trigger, { ...trigger, name: 'x' }] },
      'function.json: triggers[1].name is not a known key.',
    ],
    [
      'a trigger without a name',
      { triggers: [{ triggerType: 'http' }] },
      'function.json: triggers[0].triggerName must be a valid name, not undefined.',
    ],
    [
      'a trigger without a type',
      triggers({ triggerType: 1 }),
      'triggerType must be a type such as http, not 1.',
    ],
    [
      'a qualifier',
      triggers({ qualifier: 1 }),
      'triggers[0].qualifier must be a version or an alias, not 1.',
    ],
    [
      'an unknown key of a trigger configuration',
      triggers({ triggerConfig: { auth: 'anonymous' } }),
      'function.json: triggers[0].triggerConfig.auth is not a known key.',
    ],
    [
      'an unknown authType',
      triggers({ triggerConfig: { authType: 'none' } }),
      'triggers[0].triggerConfig.authType must be anonymous, function, jwt, basic or bearer, not "none".',
    ],
    [
      'methods',
      triggers({ triggerConfig: { methods: ['GET', 'get'] } }),
      'triggers[0].triggerConfig.methods[1] must be a method such as GET, not "get".',
    ],
    [
      'a flag',
      triggers({ triggerConfig: { disableURLInternet: 'no' } }),
      'triggers[0].triggerConfig.disableURLInternet must be true or false, not "no".',
    ],
    [
      'a trigger configuration that is not JSON',
      triggers({ triggerConfig: '{' }),
      'triggers[0].triggerConfig must hold a JSON object.',
    ],
    [
      'that of another type',
      { triggers: [{ triggerName: 't', triggerType: 'timer', triggerConfig: [] }] },
      'triggers[0].triggerConfig must hold a JSON object.',
    ],
    [
      'an unknown key of an alias',
      aliases({ version: '1' }),
      'function.json: aliases[0].version is not a known key.',
    ],
    [
      'a number for a version',
      aliases({ versionId: 1 }),
      'function.json: aliases[0].versionId must be a string such as "1", not 1.',
    ],
    [
      'weights',
      aliases({ additionalVersionWeight: { '2': '0.2' } }),
      'function.json: aliases[0].additionalVersionWeight must be like {"2": 0.2}.',
    ],
    ['an unknown version', aliases({}), "version '1' of function 'f' does not exist"],
    [
      'a trigger for an unknown alias',
      triggers({ qualifier: 'live' }),
      "alias 'live' of function 'f' does not exist",
    ],
    [
      'a second HTTP trigger',
      { triggers: [trigger, { ...trigger, triggerName: 'other' }] },
      "'f' has an HTTP trigger for 'LATEST' already.",
    ],
  ])('%s', async (_what, file, sentence) => {
    const error = await deploy({ 'f/index.js': '', 'f/function.json': file }).catch(String);

    expect(error).toContain(sentence);
    expect(error).toContain(`Error: In '${join(folder, 'f')}': `);
    expect(error).not.toContain('\n');
  });

  test.each<[string, Record<string, string | object>, string, string]>([
    [
      'aliases of a function of a service',
      { 's/service.json': {}, 's/f/function.json': aliases({}) },
      's/f',
      'function.json: aliases belong to the service, in service.json.',
    ],
    [
      'an unknown key of a service',
      { 's/service.json': { timeout: 3 } },
      's',
      'service.json: timeout is not a known key.',
    ],
    [
      'a trigger of a version',
      { 'f/index.js': '', 'f/versions/1/function.json': triggers({}) },
      'f/versions/1',
      'function.json: a version has neither aliases nor triggers.',
    ],
    [
      'an ill-typed value of a version',
      { 'f/index.js': '', 'f/versions/1/function.json': { timeout: 0 } },
      'f/versions/1',
      'function.json: timeout must be a positive number, not 0.',
    ],
    [
      'a folder that cannot name a function',
      { '3f/index.js': '' },
      '3f',
      'the name of the folder must be a valid name, not "3f".',
    ],
  ])('%s', async (_what, files, where, sentence) => {
    const error = await deploy(files).catch(String);

    expect(error).toMatch(new RegExp(`^Error: In '[^']*${where}': `));
    expect(error).toContain(sentence);
  });

  test('a version that is missing', async () => {
    const files = { 'f/index.js': '', 'f/versions/2/index.js': '', 'f/versions/3/index.js': '' };

    await expect(deploy(files)).rejects.toThrow('must be 1, 2, and so on: 1 is missing.');
  });
});

test('every property of the operations of FC is known', () => {
  const names = (...models: readonly { names(): object }[]) =>
    [...new Set(models.flatMap((model) => Object.keys(model.names())))].sort();

  expect([...keys.CREATE_FUNCTION_KEYS]).toEqual(
    names($FC.CreateFunctionInput, $FC2.CreateFunctionRequest),
  );
  expect([...keys.CREATE_SERVICE_KEYS]).toEqual(names($FC2.CreateServiceRequest));
  expect([...keys.CREATE_ALIAS_KEYS]).toEqual(names($FC.CreateAliasInput));
  expect([...keys.CREATE_TRIGGER_KEYS]).toEqual(names($FC.CreateTriggerInput));
  expect([...keys.HTTP_TRIGGER_CONFIG_KEYS]).toEqual(names($FC.HTTPTriggerConfig));
});
