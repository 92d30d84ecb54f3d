import * as $FC from '@alicloud/fc20230330';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator';
import { invoke, sdkClient } from '../../emulator/clients/official-sdk';
import { zipOf } from '../support/zip';

/** The client is the unmodified SDK; the server's time and chance are the test's. */

const sourceOf = (result: string) => `exports.handler = async () => '${result}';`;
const OLD = { 'index.js': sourceOf('old') };

let emulator: Emulator;
let seconds = 0;
let chance = 0;
const began = Date.now();

beforeEach(async () => {
  seconds = 0;
  emulator = await startEmulator({
    clock: () => new Date(began + seconds * 1000),
    random: () => chance,
  });
  await emulator.deploy({ functionName: 'f', code: OLD });
});

afterEach(() => emulator.close());

async function served(qualifier = 'LATEST'): Promise<string> {
  return (await invoke(emulator, 'f', { qualifier })).body.toString();
}

async function getFunction() {
  return (await sdkClient(emulator).getFunction('f', new $FC.GetFunctionRequest({}))).body;
}

async function updateFunction(input: Partial<$FC.UpdateFunctionInput>) {
  const body = new $FC.UpdateFunctionInput(input);
  return sdkClient(emulator).updateFunction('f', new $FC.UpdateFunctionRequest({ body }));
}

function code(result: string, method: 'stored' | 'deflated' = 'deflated') {
  const zipFile = zipOf('index.js', sourceOf(result), method).toString('base64');
  return new $FC.InputCodeLocation({ zipFile });
}

async function publish(description = ''): Promise<string | undefined> {
  const body = new $FC.PublishVersionInput({ description });
  const request = new $FC.PublishFunctionVersionRequest({ body });
  return (await sdkClient(emulator).publishFunctionVersion('f', request)).body?.versionId;
}

describe('UpdateFunction', () => {
  test.for(['stored', 'deflated'] as const)('takes code as a ZIP archive, %s', async (method) => {
    const before = await getFunction();
    const { body } = await updateFunction({ code: code('new', method), memorySize: 256 });

    expect(body).toMatchObject({ memorySize: 256, lastUpdateStatus: 'Successful' });
    expect(body?.codeChecksum).not.toBe(before?.codeChecksum);
    expect(await served()).toBe('new');
  });

  test('without code, it changes the configuration alone', async () => {
    const before = await getFunction();
    const { body } = await updateFunction({ timeout: 9 });

    expect(body).toMatchObject({ timeout: 9, codeChecksum: before?.codeChecksum });
    expect(await served()).toBe('old');
  });

  test.for([
    ['what is not an archive', { code: new $FC.InputCodeLocation({ zipFile: 'bm8gemlw' }) }],
    [
      'a file outside of the code',
      {
        code: new $FC.InputCodeLocation({
          zipFile: zipOf('../index.js', '', 'stored').toString('base64'),
        }),
      },
    ],
    ['code in OSS', { code: new $FC.InputCodeLocation({ ossBucketName: 'b' }) }],
    ['a configuration that is none', { timeout: -1 }],
  ] as const)('refuses %s', async ([, input]) => {
    await expect(updateFunction(input)).rejects.toMatchObject({ code: 'InvalidArgument' });
    expect(await served()).toBe('old');
  });
});

describe('an update', () => {
  test('that takes 4 s: calls are served by the old code until then', async () => {
    emulator.planUpdate(
      'f',
      { state: 'Active', lastUpdateStatus: 'InProgress', seconds: 4 },
      { state: 'Active', lastUpdateStatus: 'Successful' },
    );
    await updateFunction({ code: code('new') });

    expect(await getFunction()).toMatchObject({ lastUpdateStatus: 'InProgress' });
    seconds = 3.9;
    expect(await served()).toBe('old');
    seconds = 4;
    expect(await served()).toBe('new');
    expect(await getFunction()).toMatchObject({ lastUpdateStatus: 'Successful' });
  });

  test('that fails: calls are served by the old code for good, until one succeeds', async () => {
    emulator.planUpdate(
      'f',
      { lastUpdateStatus: 'InProgress', seconds: 1 },
      {
        lastUpdateStatus: 'Failed',
        lastUpdateStatusReason: 'the layer does not exist',
        lastUpdateStatusReasonCode: 'LayerNotFound',
      },
    );
    await updateFunction({ code: code('new') });
    seconds = 600;

    expect(await served()).toBe('old');
    expect(await getFunction()).toMatchObject({
      lastUpdateStatus: 'Failed',
      lastUpdateStatusReason: 'the layer does not exist',
      lastUpdateStatusReasonCode: 'LayerNotFound',
    });
    await updateFunction({ code: code('newer') });
    expect(await served()).toBe('newer');
  });

  test('is not in a version that was published meanwhile', async () => {
    emulator.planUpdate('f', { lastUpdateStatus: 'InProgress', seconds: 4 }, {});
    await updateFunction({ code: code('new') });
    await publish();
    seconds = 4;
    await publish();

    expect([await served('1'), await served('2')]).toEqual(['old', 'new']);
  });
});

describe('an alias', () => {
  beforeEach(async () => {
    await publish();
    await updateFunction({ code: code('new') });
    expect(await publish('second')).toBe('2');
  });

  const create = (input: Partial<$FC.CreateAliasInput>) => {
    const body = new $FC.CreateAliasInput({ aliasName: 'live', versionId: '1', ...input });
    return sdkClient(emulator).createAlias('f', new $FC.CreateAliasRequest({ body }));
  };
  const update = (input: Partial<$FC.UpdateAliasInput>) => {
    const body = new $FC.UpdateAliasInput(input);
    return sdkClient(emulator).updateAlias('f', 'live', new $FC.UpdateAliasRequest({ body }));
  };
  const get = async () => (await sdkClient(emulator).getAlias('f', 'live')).body;

  test('is created, read, and pointed to another version', async () => {
    await create({ description: 'what users get' });
    expect(await served('live')).toBe('old');

    await update({ versionId: '2' });

    expect(await served('live')).toBe('new');
    expect(await get()).toMatchObject({
      aliasName: 'live',
      versionId: '2',
      description: 'what users get',
    });
  });

  test('with weights leads to each version by its share', async () => {
    await create({ additionalVersionWeight: { 2: 0.2 } });
    expect(await get()).toMatchObject({ versionId: '1', additionalVersionWeight: { 2: 0.2 } });

    const responses: string[] = [];
    for (chance of [0, 0.19, 0.2, 0.99]) responses.push(await served('live'));
    expect(responses).toEqual(['new', 'new', 'old', 'old']);
  });

  test.for([
    ['a name that is taken', {}, 'AliasAlreadyExists'],
    ['a version that does not exist', { aliasName: 'other', versionId: '3' }, 'VersionNotFound'],
    [
      'weights over 1',
      { aliasName: 'other', additionalVersionWeight: { 2: 1.1 } },
      'InvalidArgument',
    ],
  ] as const)('is refused with %s', async ([, input, code]) => {
    await create({});
    await expect(create(input)).rejects.toMatchObject({ code });
  });

  test('that does not exist is neither read nor changed', async () => {
    await expect(get()).rejects.toMatchObject({ code: 'AliasNotFound' });
    await expect(update({ versionId: '2' })).rejects.toMatchObject({ code: 'AliasNotFound' });
  });

  test('needs permissions of its own', async () => {
    await create({});
    const allow = (Action: string, resource: string) => {
      const Resource = `acs:fc:cn-hangzhou:${emulator.accountId}:functions/f${resource}`;
      const policy = { Version: '1', Statement: [{ Effect: 'Allow', Action, Resource }] } as const;
      const accessKey = { accessKeyId: 'LTAIother', accessKeySecret: 'other' };
      emulator.addAccessKey({ ...accessKey, policies: [policy] });
      return sdkClient({ endpoint: emulator.endpoint, accessKey }).getAlias('f', 'live');
    };

    await expect(allow('fc:GetFunction', '/*')).rejects.toMatchObject({ code: 'AccessDenied' });
    expect((await allow('fc:GetAlias', '/aliases/live')).statusCode).toBe(200);
  });
});
