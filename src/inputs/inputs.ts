import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Gate } from '../attempt';
import type { Keyless } from '../credentials/keyless';
import type { InvocationRequest } from '../function-compute/invocation';
import { type KeyInputs, readKeyInputs, readKeyless } from './credentials';
import { payloadBytes, readEvent } from './event';
import { readGate } from './gate';
import { readHttpTrigger, triggerUrl } from './http-trigger';
import { flag, InputReader, oneOf, wholeNumber } from './reader';
import { readTarget, type TargetInputs } from './target';
import { readTask, type TaskInputs } from './task';

/** The inputs, parsed and checked: what the rooms of the house work with. */
export interface Inputs extends TargetInputs, TaskInputs, Gate, InvocationRequest {
  /** In bytes. */
  readonly payloadSize: number;
  readonly timeoutSeconds: number;
  readonly maxRetries: number;
  readonly showResult: boolean;
  /** Folder of the repository, relative to the workspace; empty when not given. */
  readonly sourcePath: string;
  readonly keyInputs: KeyInputs;
  /** The role to assume; `undefined` when keys are given or expected in the environment. */
  readonly keyless: Keyless | undefined;
  /** `false` when the URL of an HTTP trigger is all that is called. */
  readonly needsCredentials: boolean;
  /** What is unusual but allowed, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads and checks every input.
 *
 * @param workspace folder that `event-file` is relative to
 * @throws InvalidInputs with all problems at once
 */
export async function readInputs(workspace: string): Promise<Inputs> {
  const reader = new InputReader();
  const warnings: string[] = [];
  const target = readTarget(reader, warnings);
  const task = readTask(reader);
  const payload = await readEvent(reader, { workspace, ...target, ...task }, warnings);
  const httpTrigger = await readHttpTrigger(reader, payload.bytes);
  const inputs: Inputs = {
    ...target,
    ...task,
    ...(await readGate(reader, task)),
    payload: payloadBytes(reader, payload),
    payloadSize: payload.size,
    httpTrigger,
    needsCredentials: task.wait || triggerUrl(httpTrigger) === undefined,
    logType: reader.parsed('log-type', oneOf('tail', 'none'), 'none'),
    timeoutSeconds: reader.parsed('timeout', wholeNumber(1, 86_400, 'seconds'), 1),
    maxRetries: reader.parsed('max-retries', wholeNumber(0, 10), 0),
    showResult: reader.parsed('show-result', flag, false),
    sourcePath: readSourcePath(reader, workspace, warnings),
    keyInputs: readKeyInputs(reader),
    keyless: readKeyless(reader),
    warnings,
  };
  reader.parsed('summary', flag, true);
  reader.throwIfInvalid();
  return inputs;
}

function readSourcePath(reader: InputReader, workspace: string, warnings: string[]): string {
  const path = reader.text('source-path');
  if (
    path !== '' &&
    !statSync(resolve(workspace, path), { throwIfNoEntry: false })?.isDirectory()
  ) {
    warnings.push(
      `\`source-path\` ${path} is no folder in the workspace, so that errors cannot be annotated there; check out the repository first, or correct it`,
    );
  }
  return path;
}

/** Whether to write the job summary, which tells of invalid inputs too. */
export function isSummaryWanted(): boolean {
  return new InputReader().text('summary').toLowerCase() !== 'false';
}
