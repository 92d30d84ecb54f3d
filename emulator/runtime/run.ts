import type { FunctionVersion } from '../functions/functions';
import type { Execution } from './execution';
import type { InvocationInput } from './invocation-input';

/** One run of a function, for whatever reason it is run. */
export interface Run {
  version: FunctionVersion;
  /** As the caller gave it. */
  qualifier: string;
  input: InvocationInput;
  requestId: string;
  invocationType: 'Sync' | 'Async';
  /** Ends the run; so does the emulator's closing. */
  signal: AbortSignal;
  /** Called when the handler is called. */
  onRunning?: (instanceId: string) => void;
}

export interface EndedRun {
  version: FunctionVersion;
  requestId: string;
  instanceId: string;
  execution: Execution;
}
