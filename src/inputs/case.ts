import type { PlannedMode } from '../function-compute/invocation';
import type { FunctionTarget } from '../function-compute/target';
import type { Expectation } from '../gate/expectation-outcome';
import type { ConditionalName } from '../gate/root-names';
import type { Case } from '../plan';
import { readGate } from './gate';
import { readChannel, type Way } from './http-trigger';
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
  /** The number of invocations that are judged together. */
  readonly repeat: number;
}

/** The event of a case and its expectations, which are read before the rest of it. */
export interface CaseContent {
  readonly payload: Uint8Array;
  readonly expectations: readonly Expectation[];
  /** Headers that the event's request has if it does not set them; lower-case names. */
  readonly inheritedHeaders?: Readonly<Record<string, string>>;
}

/** What inputs say of a case: how to invoke, and what must come of it. */
export function readCase(
  reader: InputReader,
  { target, way, task, mode, repeat }: CommonInputs,
  { payload, expectations, inheritedHeaders }: CaseContent,
): Pick<Case, 'request' | 'gate' | 'timeoutSeconds'> {
  const channel = readChannel(reader, way, payload, inheritedHeaders);
  return {
    request: { target, channel, mode, payload },
    gate: readGate(reader, { ...task, repeat }, expectations),
    timeoutSeconds: reader.parsed('timeout', wholeNumber(1, 86_400, 'seconds'), 1),
  };
}
