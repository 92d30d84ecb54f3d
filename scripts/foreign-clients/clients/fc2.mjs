import sdk from '@alicloud/fc-open20210406';
import openapi from '@alicloud/openapi-client';
import util from '@alicloud/tea-util';
import { accessKey, env, invocationSteps, step } from './steps.mjs';

const client = new sdk.default(
  new openapi.Config({ ...accessKey, endpoint: env.ENDPOINT, protocol: 'http' }),
);

async function invoke(functionName, body, xFcInvocationType = 'Sync', serviceName = 'shop') {
  const response = await client.invokeFunctionWithOptions(
    serviceName,
    functionName,
    new sdk.InvokeFunctionRequest({ body }),
    new sdk.InvokeFunctionHeaders({ xFcInvocationType }),
    new util.RuntimeOptions({ readTimeout: 60_000, connectTimeout: 60_000 }),
  );
  return { status: response.statusCode, headers: response.headers, body: response.body };
}

await invocationSteps(invoke);
await step('unknown', () => invoke('hello', Buffer.alloc(0), 'Sync', 'nowhere'));
