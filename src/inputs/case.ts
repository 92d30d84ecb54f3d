import type { Channel, PlannedMode } from '../function-compute/invocation';
import type { FunctionTarget } from '../function-compute/target';
import type { Expectation } from '../gate/expectation-outcome';
import type { ConditionalName } from '../gate/root-names';
import type { Case } from '../run/plan';
import { readGate } from './gate';
import type { Way } from './http-trigger';
import { wholeNumber } from './parsers';
import type { InputReader } from './reader';
import type { TaskInputs } from './task';

/** What all cases of a step have in common. */
export interface CommonInputs {
  /** Folder that paths are relative to. */
  readonly workspace: string;
  readonly target: FunctionTarget;
  readonly way: Way;
  readonly task: TaskInputs;
  readonly mode: PlannedMode;
  /** Root names of expectations that other inputs ask for. */
  readonly conditionalNames: readonly ConditionalName[];
  /** The number of invocations that are judged together; `undefined` if it is not valid. */
  readonly repeat: number | undefined;
}

/** The event of a case and its expectations, which are read before the rest of it. */
export interface CaseContent {
  readonly payload: Uint8Array;
  /** The way to the function, with the request that the event describes if it is one of HTTP. */
  readonly channel: Channel;
  readonly expectations: readonly Expectation[];
}

/** What inputs say of a case: how to invoke, and what must come of it. */
export function readCase(
  reader: InputReader,
  { target, task, mode, repeat }: CommonInputs,
  { payload, channel, expectations }: CaseContent,
): Pick<Case, 'request' | 'gate' | 'timeoutSeconds'> {
  return {
    request: { target, channel, mode, payload },
    gate: readGate(reader, { ...task, repeat }, expectations),
    timeoutSeconds: readTimeout(reader),
  };
}

/** `timeout`: seconds that one attempt may take. */
export function readTimeout(reader: InputReader): number {
  return reader.parsed('timeout', wholeNumber(1, 86_400, 'seconds'), 1);
}
