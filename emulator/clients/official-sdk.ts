/** The unmodified official SDK as a client of the emulator that knows nothing of it. */

import { Readable } from 'node:stream';
import FC, * as $FC from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import type { AccessKey, Emulator, RequestRecord } from '../index';

export interface Invocation {
  body?: string | Buffer;
  qualifier?: string;
  type?: 'Sync' | 'Async';
  log?: 'None' | 'Tail';
  taskId?: string;
  /** Default: the emulator's own. */
  accessKey?: AccessKey;
}

export interface Invoked {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Decoded; empty without one. */
  log: string;
}

/** The SDK's default of 3 s is an inactivity timeout that also cuts functions which take longer. */
const TIMEOUT_MS = 60_000;

/** Where to, and who: all that a client knows of an emulator. */
export type Target = Pick<Emulator, 'endpoint' | 'accessKey'>;

/**
 * The SDK's own client, for its other operations.
 *
 * @param signatureAlgorithm the SDK's; `v2` is the classic one
 */
export function sdkClient({ endpoint, accessKey }: Target, signatureAlgorithm?: 'v2'): FC {
  const { protocol, host } = new URL(endpoint);
  return new FC(
    new $OpenApiUtil.Config({
      ...accessKey,
      endpoint: host,
      protocol: protocol.replace(':', ''),
      ...(signatureAlgorithm ? { signatureAlgorithm } : {}),
    }),
  );
}

/** @throws the SDK's error, with `code` and `statusCode`, when FC refuses the request */
export async function invoke(
  { endpoint, accessKey: ownKey }: Target,
  functionName: string,
  { body, qualifier, type, log, taskId, accessKey = ownKey }: Invocation = {},
): Promise<Invoked> {
  const client = sdkClient({ endpoint, accessKey });
  const response = await client.invokeFunctionWithOptions(
    functionName,
    new $FC.InvokeFunctionRequest({
      ...(body === undefined ? {} : { body: Readable.from([Buffer.from(body)]) }),
      ...(qualifier === undefined ? {} : { qualifier }),
    }),
    new $FC.InvokeFunctionHeaders({
      ...(type === undefined ? {} : { xFcInvocationType: type }),
      ...(log === undefined ? {} : { xFcLogType: log }),
      ...(taskId === undefined ? {} : { xFcAsyncTaskId: taskId }),
    }),
    new $dara.RuntimeOptions({ readTimeout: TIMEOUT_MS, connectTimeout: TIMEOUT_MS }),
  );
  const chunks: Buffer[] = [];
  if (response.body) for await (const chunk of response.body) chunks.push(Buffer.from(chunk));
  const headers = response.headers ?? {};
  return {
    status: response.statusCode ?? 0,
    headers,
    body: Buffer.concat(chunks),
    log: Buffer.from(headers['x-fc-log-result'] ?? '', 'base64').toString(),
  };
}

/** A request that the SDK has signed and sent, but that has not been processed, for `replay`. */
export async function signedRequest(
  emulator: Emulator,
  functionName: string,
  invocation: Invocation = {},
): Promise<RequestRecord> {
  emulator.injectFault({ type: 'respond', status: 200 });
  await invoke(emulator, functionName, invocation);
  const recorded = emulator.requests.at(-1);
  if (!recorded) throw new Error('The SDK has sent nothing.');
  return recorded;
}
