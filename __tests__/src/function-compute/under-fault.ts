/** One invocation against a real server that has a fault, and what is then to be seen there. */

import type { AccessKey, Deployment, Emulator, Fault } from '../../../emulator';
import type { Invocation, InvocationRequest } from '../../../src/function-compute/invocation';
import { invoke } from '../../../src/function-compute/invoke';
import type { FunctionTarget } from '../../../src/function-compute/target';
import { parseEndpoint } from '../../../src/http/endpoint';
import { GET_REQUEST } from '../../support/cases';
import { startTestEmulator } from '../../support/emulator';
import { invocationSettings } from './invocation-settings';

/** Ways to run a function. */
export const WAYS = ['sync', 'async with ID', 'async without ID', 'trigger'] as const;
export type Way = (typeof WAYS)[number];

export const TASK_ID = 'task-1';
export const MAX_RETRIES = 2;

export const ANSWERS: Deployment = {
  functionName: 'f',
  code: { 'index.js': "exports.handler = async () => 'ok';" },
  asyncInvokeConfig: { asyncTask: true },
};

export interface Seen {
  readonly invocation: Invocation;
  readonly errorType: string;
  /** That run the function. */
  readonly requests: number;
  /** Of the task. */
  readonly reads: number;
  readonly executions: number;
}

interface Circumstances {
  /** Whether the function's asynchronous invocations are tasks. */
  readonly asyncTask?: boolean;
  /** Whether the key may read no task. */
  readonly mayOnlyInvoke?: boolean;
  /** Meets the first read of the task. */
  readonly readFault?: Fault;
}

export async function underFault(
  way: Way,
  fault: Fault,
  options: Parameters<typeof startTestEmulator>[0] = {},
  { asyncTask = true, mayOnlyInvoke = false, readFault }: Circumstances = {},
): Promise<Seen> {
  const emulator = await startTestEmulator(options);
  try {
    await emulator.deploy({ ...ANSWERS, asyncInvokeConfig: { asyncTask } });
    const operation = way === 'trigger' ? 'HttpTrigger' : 'InvokeFunction';
    const request = await requestFor(way, emulator);
    emulator.injectFault({ ...fault, operation });
    if (readFault !== undefined) {
      emulator.injectFault({ ...readFault, operation: 'GetAsyncTask' });
    }
    const key = mayOnlyInvoke ? invokerOf(emulator) : emulator.accessKey;
    const { settings, end } = invocationSettings(key, MAX_RETRIES);
    const invocation = await invoke(request, settings).finally(end);
    await settled(emulator);
    const asked = emulator.requests.map((each) => each.operation);
    return {
      invocation,
      errorType: invocation.failure?.type ?? '',
      requests: asked.filter((each) => each === operation).length,
      reads: asked.filter((each) => each === 'GetAsyncTask').length,
      executions: emulator.executions('f'),
    };
  } finally {
    await emulator.close();
  }
}

export async function requestFor(way: Way, emulator: Emulator): Promise<InvocationRequest> {
  const request: InvocationRequest = {
    target: targetIn(emulator),
    channel: { kind: 'api' },
    mode: way.startsWith('async')
      ? { type: 'async', wait: false, taskId: way === 'async with ID' ? TASK_ID : undefined }
      : { type: 'sync', logType: 'tail' },
    payload: Buffer.from('x'),
  };
  if (way !== 'trigger') return request;
  const { http } = await emulator.createTrigger('f', { triggerName: 't', authType: 'anonymous' });
  const url = new URL(http?.urlInternet ?? '');
  return { ...request, channel: { kind: 'trigger-url', url, request: GET_REQUEST } };
}

export function targetIn({ endpoint }: Pick<Emulator, 'endpoint'>): FunctionTarget {
  return {
    region: 'cn-hangzhou',
    endpoint: parseEndpoint(endpoint),
    accountId: '',
    serviceName: '',
    functionName: 'f',
    qualifier: 'LATEST',
  };
}

/** What was accepted asynchronously has run. */
async function settled(emulator: Emulator): Promise<void> {
  const accepted = emulator.asyncTasks('f').length;
  if (accepted > 0) await emulator.waitForExecutionEnd('f', accepted);
}

/** A key under FC's managed policy AliyunFCInvocationAccess, which may not read tasks. */
function invokerOf(emulator: Emulator): AccessKey {
  const key: AccessKey = {
    ...emulator.accessKey,
    accessKeyId: 'LTAIinvoker',
    policies: [
      {
        Version: '1',
        Statement: [{ Effect: 'Allow', Action: 'fc:InvokeFunction', Resource: '*' }],
      },
    ],
  };
  emulator.addAccessKey(key);
  return key;
}
