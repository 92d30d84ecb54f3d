import type { CustomRuntimeConfig } from '../functions/custom-runtime-config';
import type { EventHeader, RuntimeStart } from './instance/runtime.mjs';
import type { InstanceReport } from './instance-report';

/** What an instance runs in, seen from outside: a process of its own, or the emulator's. */
export interface InstanceHost {
  readonly log: InstanceLog;
  /** Resolves when nothing of the function runs any more and all its reports have been handed on. */
  readonly closed: Promise<void>;
  /** Sends an event to the runtime. */
  send(header: EventHeader, body: Buffer): void;
  /** Ends what runs there, at once. */
  kill(): void;
  /** Most memory that was resident so far, in bytes; undefined where the system does not tell. */
  peakMemoryBytes(): number | undefined;
}

/** Everything that an instance has written. */
export interface InstanceLog {
  /** Bytes so far. */
  readonly size: number;
  /** The last bytes, at most `LOG_TAIL_BYTES`, but none before `start`. */
  tail(start: number): Buffer;
  /** What was written since it was last taken; nothing if the function's log goes nowhere. */
  take(): Buffer;
  /** Nobody writes or reads it any more. */
  close(): void;
}

/** What both kinds of host are made with. */
export interface InstanceOptions {
  start: RuntimeStart & { customRuntimeConfig: CustomRuntimeConfig | undefined };
  codeFolder: string;
  /** All that the function gets: nothing of the emulator's leaks into handlers. */
  environment: Readonly<Record<string, string>>;
  /** Whether what it writes is taken from its log. */
  isLogTaken: boolean;
  /** Takes what the runtime reports. */
  onReport: (report: InstanceReport, body: Buffer) => void;
}
