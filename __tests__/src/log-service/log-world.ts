/** A function of the emulator whose log goes to Log Service, and what reading it needs. */
import { onTestFinished } from 'vitest';
import type { Emulator, EmulatorOptions, LogRecord } from '../../../emulator';
import { invoke } from '../../../emulator/clients/official-sdk';
import type { AccessKey } from '../../../src/credentials/access-key';
import { cancelled } from '../../../src/http/errors';
import type { LogSource } from '../../../src/log-service/get-logs';
import {
  type InvocationLog,
  type LoggedInvocation,
  type LogSettings,
  readInvocationLog,
} from '../../../src/log-service/invocation-log';
import { startTestEmulator } from '../../support/emulator';
import { SkippingClock } from '../../support/skipping-clock';

export const STORE = { project: 'shop-logs', logstore: 'function-log' };

/** The ID of a request that no function served: its log is written by the test. */
export const REQUEST_ID = '1-65dd9ece-123e1745-e6b2fe71423f';
export const OTHER_ID = '1-65dd9ece-00000000-000000000001';
export const INSTANCE = 'c-65dd9ece-123e1745-e6b2fe71423f';
export const START = `FC Invoke Start RequestId: ${REQUEST_ID}`;
export const END = `FC Invoke End RequestId: ${REQUEST_ID}`;

export class LogWorld {
  readonly job = new AbortController();

  private constructor(
    readonly emulator: Emulator,
    readonly clock: SkippingClock,
  ) {}

  static async start(options: EmulatorOptions = {}): Promise<LogWorld> {
    const clock = new SkippingClock();
    const emulator = await startTestEmulator({ clock: clock.date, ...options });
    onTestFinished(() => emulator.close());
    return new LogWorld(emulator, clock);
  }

  /** Deploys and invokes a function with this body; what it returns names the invocation. */
  async invoked(body: string): Promise<LoggedInvocation> {
    await this.emulator.deploy({
      functionName: 'f',
      code: { 'index.js': `exports.handler = async () => { ${body}; return ''; };` },
      logConfig: STORE,
      timeout: 60,
    });
    return this.invoke();
  }

  async invoke(): Promise<LoggedInvocation> {
    const sentAt = this.clock.date();
    const { headers } = await invoke(this.emulator, 'f');
    const requestId = headers['x-fc-request-id'] ?? '';
    return { functionName: 'f', requestId, sentAt, endedAt: this.clock.date() };
  }

  /** An invocation of which the test writes the log. */
  invocation(rest: Partial<LoggedInvocation> = {}): LoggedInvocation {
    const now = this.clock.date();
    return { functionName: 'f', requestId: REQUEST_ID, sentAt: now, endedAt: now, ...rest };
  }

  /** Writes records, a message each, one nanosecond after the other, from now on. */
  write(messages: readonly (string | Partial<LogRecord>)[], seconds = this.seconds()): void {
    this.emulator.writeLog(
      STORE,
      ...messages.map((message, index) => {
        const given = typeof message === 'string' ? { fields: { message } } : message;
        return {
          seconds,
          nanoseconds: index + 1,
          topic: 'FCLogs:f',
          ...given,
          fields: { instanceID: INSTANCE, ...given.fields },
        };
      }),
    );
  }

  seconds(): number {
    return Math.floor(this.clock.date().getTime() / 1000);
  }

  source(rest: Partial<LogSource> = {}): LogSource {
    const host = new URL(this.emulator.endpoint).host;
    return {
      ...STORE,
      endpoint: { protocol: 'http', host },
      region: this.emulator.region,
      ...rest,
    };
  }

  settings(rest: Partial<LogSettings> = {}): LogSettings {
    return {
      accessKey: async (): Promise<AccessKey> => this.emulator.accessKey,
      clock: this.clock,
      stop: this.job.signal,
      seconds: 60,
      environment: {},
      onHeaders: () => undefined,
      ...rest,
    };
  }

  read(
    invocation: LoggedInvocation = this.invocation(),
    settings: Partial<LogSettings> = {},
    source: Partial<LogSource> = {},
  ): Promise<InvocationLog> {
    return readInvocationLog(this.source(source), invocation, this.settings(settings));
  }

  cancel(): void {
    this.job.abort(cancelled('SIGINT'));
  }

  /** The requests of Log Service so far. */
  get searches() {
    return this.emulator.requests.filter(({ operation }) => operation === 'GetLogs');
  }
}

/** What FC and its runtime put around the text of a line. */
export function textsOf(log: InvocationLog): string[] {
  if (log.kind !== 'whole') throw new Error(`not whole: ${JSON.stringify(log)}`);
  return log.lines.map((line) => line.replace(/^\S+ \S+ \[[A-Z]+\] /, ''));
}
