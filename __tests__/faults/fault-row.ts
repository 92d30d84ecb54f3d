/** What a row of the fault matrix says: which fault, how it comes about, and how the step ends. */

import type { Emulator, EmulatorOptions, Fault } from '../../emulator';
import type { OutputName } from '../../src/runner/action-metadata';
import type { ActionOptions, ActionResult } from '../runner/action';

/** One row: the fault in words, how it comes about, and what the action makes of it. */
export type FaultRow = readonly [fault: string, cause: Cause, outcome: Outcome];

/** Everything is normal but for what is given here. */
export interface Cause {
  /** What the emulator does to the invocation, request by request. */
  readonly faults?: readonly Fault[];
  /** Several faults that meet one request together. */
  readonly together?: readonly [Fault, ...Fault[]];
  /** A handler that does something other than respond. */
  readonly source?: string;
  readonly inputs?: ActionOptions['inputs'];
  readonly env?: NonNullable<ActionOptions['env']>;
  readonly emulator?: EmulatorOptions;
  /**
   * The secrets of the run come back in texts that are cut: no six characters of them may be
   * anywhere but in what the function returned and logged.
   */
  readonly cutsSecrets?: boolean;
  /** The fault is one of a process: of what Node.js reads when it starts, or of code loaded before. */
  readonly process?: true;
  /** Where the fault cannot be had anywhere else. */
  readonly platform?: NodeJS.Platform;
  /** What has to be built first: servers, proxies, files. */
  readonly arrange?: Arrangement;
}

/** Runs the action to its end: as a process, or in this one. */
export type RunAction = (options: ActionOptions) => Promise<ActionResult>;

/** Builds something around the emulator. */
export type Arrangement = (scene: Scene) => Promise<Arranged>;

/** Laid over inputs and environment. */
export interface Arranged extends Pick<Cause, 'inputs' | 'env'> {
  /** What nobody may read afterwards and neither inputs nor environment tell. */
  readonly secrets?: () => readonly string[];
}

export interface Scene {
  readonly emulator: Emulator;
  readonly functionName: string;
  /** A folder of this run's own. */
  readonly folder: string;
  /** Runs a step before the one that the row is about. */
  readonly run: RunAction;
  /** Registers what is to be done when the run has ended. */
  readonly afterwards: (task: () => unknown) => void;
}

export interface Outcome {
  /** Empty when nothing went wrong. */
  readonly errorType: string;
  /** How often the function's handler was called. */
  readonly executions: number;
  /** How many requests reached FC. */
  readonly requests: number;
  /** The outputs that are not empty, besides `error-type`, `error-message` and `attempts`. */
  readonly outputs: readonly OutputName[];
  /** What the message must hold, so that a reader finds the cause. */
  readonly message?: RegExp;
  readonly warning?: RegExp;
  /** What the process may write to stderr, which is Node.js's own; else nothing. */
  readonly stderr?: RegExp;
}

/** Outputs of a synchronous invocation that ran and responded. */
export const RAN: readonly OutputName[] = [
  'result',
  'result-file',
  'request-id',
  'status-code',
  'logs',
  'duration-ms',
  'billed-duration-ms',
  'memory-used-mb',
  'instance-id',
  'function-version',
  'code-checksum',
];

export const ranWithout = (...names: OutputName[]) => RAN.filter((name) => !names.includes(name));

export const ANSWERED: readonly OutputName[] = ['request-id', 'status-code'];

type Extras = Partial<Omit<Outcome, 'errorType' | 'executions'>>;

/** Nothing of the request can have reached FC. */
export function notSent(errorType: string, message: RegExp, extras: Extras = {}): Outcome {
  return { errorType, executions: 0, requests: 0, outputs: [], message, ...extras };
}

/** FC, or what stands in front of it, refused: nothing ran. */
export function refused(errorType: string, message: RegExp, extras: Extras = {}): Outcome {
  return { errorType, executions: 0, requests: 1, outputs: ANSWERED, message, ...extras };
}

/** The response was lost after the request had been delivered. */
export function lost(errorType: string, executions: number, extras: Extras = {}): Outcome {
  const message = /the function may have run/;
  return { errorType, executions, requests: 1, outputs: [], message, ...extras };
}

/** The function ran once, and the step passes. */
export function passed(extras: Extras = {}): Outcome {
  return { errorType: '', executions: 1, requests: 1, outputs: RAN, ...extras };
}

/** The function ran once, and failed. */
export function ranAndFailed(errorType: string, message: RegExp, extras: Extras = {}): Outcome {
  return { errorType, executions: 1, requests: 1, outputs: RAN, message, ...extras };
}
