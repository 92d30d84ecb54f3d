/** A function with an HTTP trigger that is looked up, and a proxy that sees every other host. */
import type { Emulator, EmulatorOptions, HttpTriggerOptions } from '../../../emulator';
import type { EventHttpRequest } from '../../../src/event/http-request';
import type { Invocation, InvocationRequest } from '../../../src/function-compute/invocation';
import { invoke } from '../../../src/function-compute/invoke';
import { startTcpServer } from '../../network/tcp-server';
import { GET_REQUEST } from '../../support/cases';
import { startTestEmulator } from '../../support/emulator';
import { invocationSettings } from './invocation-settings';
import { targetIn } from './under-fault';

/** Says what its trigger let through. */
export const ECHO = 'async (event) => JSON.stringify(JSON.parse(event).headers)';

export interface TriggerWorld {
  readonly emulator: Emulator;
  /** First lines of what was sent to any other host than the emulator. */
  readonly elsewhere: readonly string[];
  call(request?: Partial<EventHttpRequest>): Promise<Invocation>;
  /** Names of the operations that the emulator was asked for. */
  operations(): (string | undefined)[];
}

/** Makes a world, with these triggers of a function with this source, for as long as `use` takes. */
export async function withTriggers<T>(
  triggers: readonly Partial<HttpTriggerOptions>[],
  use: (world: TriggerWorld) => Promise<T>,
  { source = ECHO, ...options }: EmulatorOptions & { source?: string } = {},
): Promise<T> {
  const emulator = await startTestEmulator(options);
  const elsewhere: string[] = [];
  const proxy = await startTcpServer((socket) =>
    socket.once('data', (data: Buffer) => {
      elsewhere.push(data.toString('latin1').split('\r\n')[0] ?? '');
      socket.destroy();
    }),
  );
  const proxyUrl = `http://127.0.0.1:${proxy.port}`;
  const environment = { HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl, NO_PROXY: '127.0.0.1' };
  const call = async (request: Partial<EventHttpRequest> = {}) => {
    const { settings, end } = invocationSettings(emulator.accessKey, 2);
    return invoke(lookedUp(emulator, request), { ...settings, environment }).finally(end);
  };
  const operations = () => emulator.requests.map(({ operation }) => operation);
  try {
    const code = { 'index.js': `exports.handler = ${source};` };
    await emulator.deploy({ functionName: 'f', code, timeout: 30 });
    for (const trigger of triggers) {
      await emulator.createTrigger('f', { triggerName: 'web', ...trigger });
    }
    return await use({ emulator, elsewhere, call, operations });
  } finally {
    await proxy.close();
    await emulator.close();
  }
}

function lookedUp(emulator: Emulator, request: Partial<EventHttpRequest>): InvocationRequest {
  return {
    target: targetIn(emulator),
    channel: { kind: 'trigger', which: 'of-qualifier', request: { ...GET_REQUEST, ...request } },
    mode: { type: 'sync', logType: 'tail' },
    payload: Buffer.alloc(0),
  };
}
