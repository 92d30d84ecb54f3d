import { Readable } from 'node:stream';
import sdk from '@alicloud/fc20230330';
import dara from '@darabonba/typescript';
import { env } from './steps.mjs';

/** `invoke` of the SDK for FC 3.0. */
export function fc3(config) {
  const client = new sdk.default({
    endpoint: env.ENDPOINT,
    protocol: 'http',
    regionId: env.REGION,
    toMap() {
      return this;
    },
    ...config,
  });
  return async (functionName, body, xFcInvocationType = 'Sync') => {
    const response = await client.invokeFunctionWithOptions(
      functionName,
      new sdk.InvokeFunctionRequest({ body: Readable.from([body]) }),
      new sdk.InvokeFunctionHeaders({ xFcInvocationType }),
      new dara.RuntimeOptions({ readTimeout: 60_000, connectTimeout: 60_000 }),
    );
    const chunks = [];
    if (response.body) for await (const chunk of response.body) chunks.push(chunk);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
  };
}
