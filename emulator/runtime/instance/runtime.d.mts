import type { EventReport } from '../instance-report';
import type { HttpRequestHead } from '../invocation-input';

/** What of a configuration the runtime needs. */
export interface RuntimeStart {
  handler: string;
  initializer: string | undefined;
}

/** What the runtime runs in: a process, or the emulator's own. */
export interface RuntimeHost {
  readonly codeFolder: string;
  /** Loads a module of the code, given its path; promises its namespace. */
  readonly importModule: (path: string) => Promise<object>;
  /** Appends to the function's log. */
  readonly write: (text: string) => void;
  readonly report: (message: EventReport, body?: Uint8Array) => void;
}

/** What the emulator says about an event, beside its bytes. */
export interface EventHeader {
  /** The JSON-serialisable part of the handler's `context`. */
  context: { requestId: string; [more: string]: unknown };
  http?: HttpRequestHead | undefined;
}

export class Runtime {
  /** `context.logger`, whose functions a handler's `console` has too. */
  readonly logger: Readonly<Record<'debug' | 'log' | 'info' | 'warn' | 'error', Log>>;

  constructor(start: RuntimeStart, host: RuntimeHost);

  /** Starts to work on an event. */
  take(header: EventHeader, event: Buffer): void;

  /** An exception that no event's promise has seen. */
  uncaught(error: unknown): void;
}

type Log = (...values: unknown[]) => void;
