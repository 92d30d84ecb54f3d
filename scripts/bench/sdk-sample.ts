// The official SDK as its documentation shows it, for the benchmark: what a user would bundle.
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import FC, * as models from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';

const { env } = process;
const client = new FC(
  new $OpenApiUtil.Config({
    accessKeyId: env['INPUT_ACCESS-KEY-ID'],
    accessKeySecret: env['INPUT_ACCESS-KEY-SECRET'],
    endpoint: new URL(env.INPUT_ENDPOINT ?? '').host,
    protocol: 'http',
  }),
);
const response = await client.invokeFunctionWithOptions(
  env['INPUT_FUNCTION-NAME'] ?? '',
  new models.InvokeFunctionRequest({
    qualifier: 'LATEST',
    body: Readable.from([readFileSync(env['INPUT_EVENT-FILE'] ?? '')]),
  }),
  new models.InvokeFunctionHeaders({ xFcInvocationType: 'Sync', xFcLogType: 'Tail' }),
  new RuntimeOptions({ readTimeout: 60_000, connectTimeout: 60_000 }),
);
let bytes = 0;
for await (const chunk of response.body ?? []) bytes += chunk.length;
console.log(response.statusCode, bytes);
