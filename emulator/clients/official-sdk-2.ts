/** The unmodified official SDK of FC 2.0 as a client of the emulator that knows nothing of it. */

import FC2, * as $FC2 from '@alicloud/fc-open20210406';
import { Config } from '@alicloud/openapi-client';
import { RuntimeOptions } from '@alicloud/tea-util';
import type { Invocation, Invoked, Target } from './official-sdk';

const TIMEOUT_MS = 60_000;

/**
 * The SDK's own client, for its other operations.
 *
 * @param signatureAlgorithm the SDK's; `v2` is the classic one
 */
export function sdkClient2({ endpoint, accessKey }: Target, signatureAlgorithm?: 'v2'): FC2 {
  const { protocol, host } = new URL(endpoint);
  return new FC2(
    new Config({
      ...accessKey,
      endpoint: host,
      protocol: protocol.replace(':', ''),
      ...(signatureAlgorithm ? { signatureAlgorithm } : {}),
    }),
  );
}

/** @throws the SDK's error, with `statusCode`, when FC refuses the request */
export async function invoke2(
  { endpoint, accessKey: ownKey }: Target,
  serviceName: string,
  functionName: string,
  { body, qualifier, type, log, taskId, accessKey = ownKey }: Invocation = {},
): Promise<Invoked> {
  const response = await sdkClient2({ endpoint, accessKey }).invokeFunctionWithOptions(
    serviceName,
    functionName,
    new $FC2.InvokeFunctionRequest({
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
      ...(qualifier === undefined ? {} : { qualifier }),
    }),
    new $FC2.InvokeFunctionHeaders({
      ...(type === undefined ? {} : { xFcInvocationType: type }),
      ...(log === undefined ? {} : { xFcLogType: log }),
      ...(taskId === undefined
        ? {}
        : { xFcStatefulAsyncInvocationEnable: 'true', xFcStatefulAsyncInvocationId: taskId }),
    }),
    new RuntimeOptions({ readTimeout: TIMEOUT_MS, connectTimeout: TIMEOUT_MS }),
  );
  const headers = response.headers ?? {};
  return {
    status: response.statusCode ?? 0,
    headers,
    body: Buffer.from(response.body ?? ''),
    log: Buffer.from(headers['x-fc-log-result'] ?? '', 'base64').toString(),
  };
}
