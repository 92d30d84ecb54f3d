import { GetFunctionRequest } from '@alicloud/fc20230330';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Emulator } from '../../emulator';
import { invoke, sdkClient } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});

afterEach(() => emulator.close());

async function getFunction(qualifier?: string) {
  const request = new GetFunctionRequest(qualifier === undefined ? {} : { qualifier });
  return (await sdkClient(emulator).getFunction('f', request)).body;
}

test('a function tells its configuration, and that it is in effect', async () => {
  await emulator.deploy({
    functionName: 'f',
    code: { 'index.js': 'exports.handler = async () => 1;' },
    timeout: 7,
    memorySize: 256,
    environmentVariables: { MINE: 'yes' },
    initializer: 'index.handler',
  });

  expect(await getFunction()).toMatchObject({
    functionName: 'f',
    functionArn: `acs:fc:cn-hangzhou:${emulator.accountId}:functions/f`,
    handler: 'index.handler',
    timeout: 7,
    memorySize: 256,
    instanceConcurrency: 1,
    environmentVariables: { MINE: 'yes' },
    instanceLifecycleConfig: { initializer: { handler: 'index.handler', timeout: 3 } },
    state: 'Active',
    lastUpdateStatus: 'Successful',
  });
});

test('its code checksum is that of what is invoked', async () => {
  const code = { 'index.js': 'exports.handler = async () => 1;' };
  await emulator.deploy({ functionName: 'f', code });
  emulator.publishVersion('f');
  await emulator.deploy({ functionName: 'f', code: { ...code, 'other.js': '' } });

  for (const qualifier of ['LATEST', '1']) {
    const { headers } = await invoke(emulator, 'f', { qualifier });
    expect((await getFunction(qualifier))?.codeChecksum).toBe(headers['x-fc-code-checksum']);
  }
  await expect(getFunction('2')).rejects.toMatchObject({ code: 'VersionNotFound' });
});

test('a key needs a permission of its own for it', async () => {
  await emulator.deploy({ functionName: 'f', code: { 'index.js': '' } });
  const accessKey = { accessKeyId: 'LTAIother', accessKeySecret: 'other' };
  const Resource = `acs:fc:cn-hangzhou:${emulator.accountId}:functions/f`;
  const statement = { Effect: 'Allow', Resource } as const;
  const client = sdkClient({ endpoint: emulator.endpoint, accessKey });
  const read = () => client.getFunction('f', new GetFunctionRequest({}));

  const policies = (Action: string) => [
    { Version: '1', Statement: [{ ...statement, Action }] } as const,
  ];
  emulator.addAccessKey({ ...accessKey, policies: policies('fc:InvokeFunction') });
  await expect(read()).rejects.toMatchObject({ code: 'AccessDenied' });
  emulator.addAccessKey({ ...accessKey, policies: policies('fc:GetFunction') });
  expect((await read()).statusCode).toBe(200);
});
