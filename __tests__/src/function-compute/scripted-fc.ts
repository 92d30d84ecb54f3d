/** FC as far as a test says it: a list of responses, by a clock that nobody waits for. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/clock';
import type {
  AwaitedRequest,
  Invocation,
  InvocationRequest,
  InvocationSettings,
} from '../../../src/function-compute/invocation';
import { invoke } from '../../../src/function-compute/invoke';
import type { FunctionTarget } from '../../../src/function-compute/target';
import { startDeadline } from '../../../src/http/deadline';
import type { Resend } from '../../../src/http/resend';
import { resultOf } from '../../support/results';
import { refuseEndless } from '../../support/skipping-clock';

export interface Reply {
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object becomes JSON. */
  readonly body?: string | Uint8Array | object;
  /** The connection fails before the response, or after its body. */
  readonly breaks?: 'before' | 'after';
  /** What happens when the request has come. */
  readonly meanwhile?: () => void;
}

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a clock shows when a test begins: it has been going for a while. */
export const CLOCK_START_MS = 1_000_000;

/** A clock that moves only when somebody waits for it. */
export class TurnedClock implements Clock {
  /** Since the test began. */
  ms = 0;
  readonly waits: number[] = [];
  now = () => CLOCK_START_MS + this.ms;
  sleep = async (ms: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    refuseEndless(this.waits.push(ms));
    this.ms += ms;
  };
}

export const SYNC = { type: 'sync', logType: 'tail' } as const;
export const TASK_ID = 'task-1';
export const QUEUED = { type: 'async', wait: false, taskId: TASK_ID } as const;
export const AWAITED = {
  type: 'async',
  wait: true,
  taskId: TASK_ID,
  isGivenId: true,
  onCancel: 'stop',
  logType: 'tail',
} as const;

export class ScriptedFc {
  readonly seen: SeenRequest[] = [];
  readonly clock = new TurnedClock();
  readonly job = new AbortController();
  readonly resends: Resend[] = [];
  readonly lost: string[] = [];
  readonly states: string[] = [];
  readonly origin: string;

  private constructor(readonly host: string) {
    this.origin = `http://${host}`;
  }

  /** The last response is that to all further requests. */
  static async start(...replies: readonly (Reply | ((clock: TurnedClock) => Reply))[]) {
    const server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { method = '', url = '', headers } = request;
        const next = replies[Math.min(fc.seen.length, replies.length - 1)] ?? {};
        fc.seen.push({ method, target: url, headers, body });
        respond(response, typeof next === 'function' ? next(fc.clock) : next);
      });
    });
    // It is a proxy too, and behind it FC itself by whatever name.
    server.on('connect', (_, socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      server.emit('connection', socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const fc = new ScriptedFc(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    return fc;
  }

  target(rest: Partial<FunctionTarget> = {}): FunctionTarget {
    return {
      region: 'cn-hangzhou',
      endpoint: { protocol: 'http', host: this.host },
      accountId: '',
      serviceName: '',
      functionName: 'f',
      qualifier: 'LATEST',
      ...rest,
    };
  }

  request(rest: Partial<InvocationRequest> = {}): InvocationRequest {
    return {
      target: this.target(),
      channel: { kind: 'api' },
      mode: SYNC,
      payload: Buffer.from('x'),
      ...rest,
    };
  }

  awaited(mode: Partial<typeof AWAITED> | { onCancel: 'leave' } | { isGivenId: false } = {}) {
    return { ...this.request(), mode: { ...AWAITED, ...mode } } satisfies AwaitedRequest;
  }

  settings(rest: Partial<InvocationSettings> = {}): InvocationSettings {
    const deadline = startDeadline(600, this.job.signal);
    onTestFinished(deadline.clear);
    return {
      accessKey: async () => ({ accessKeyId: 'id', accessKeySecret: 'secret' }),
      deadline,
      maxRetries: 2,
      clock: this.clock,
      receiveResult: async (body) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of body) chunks.push(chunk);
        return resultOf(Buffer.concat(chunks));
      },
      onResend: (resend) => this.resends.push(resend),
      onLostResponse: (reason) => this.lost.push(reason),
      onStateChange: (taskId, status) => this.states.push(`${taskId} ${status}`),
      onHeaders: () => undefined,
      environment: {},
      ...rest,
    };
  }

  invoke(
    request: Partial<InvocationRequest> = {},
    settings: Partial<InvocationSettings> = {},
  ): Promise<Invocation> {
    return invoke(this.request(request), this.settings(settings));
  }

  /** Methods and paths of all requests. */
  get asked(): string[] {
    return this.seen.map(({ method, target }) => `${method} ${target}`);
  }
}

function respond(response: ServerResponse, reply: Reply): void {
  const { status = 200, headers = {}, body = '', breaks, meanwhile } = reply;
  meanwhile?.();
  if (breaks === 'before') {
    response.destroy();
    return;
  }
  const bytes =
    typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  response.writeHead(status, headers);
  if (breaks === 'after') response.write(bytes, () => response.destroy());
  else response.end(bytes);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
