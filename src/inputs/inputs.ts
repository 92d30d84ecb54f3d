import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Keyless } from '../credentials/keyless';
import type { Channel, LogType, PlannedMode } from '../function-compute/invocation';
import type { Plan } from '../plan';
import { type KeyInputs, readKeyInputs, readKeyless } from './credentials';
import { payloadBytes, readEvent } from './event';
import { readGate } from './gate';
import { readHttpTrigger } from './http-trigger';
import { flag, InputReader, oneOf, wholeNumber } from './reader';
import { readTarget } from './target';
import { readTask, type TaskInputs } from './task';

/** The inputs, parsed and checked. */
export interface Inputs {
  readonly plan: Plan;
  /** Who invokes; `undefined` if the URL of an HTTP trigger is all that is called. */
  readonly credentials: CredentialsInputs | undefined;
  readonly maxRetries: number;
  readonly showResult: boolean;
  /** Folder of the repository, relative to the workspace; empty if not given. */
  readonly sourcePath: string;
  /** What is unusual but allowed, one sentence each. */
  readonly warnings: readonly string[];
}

export interface CredentialsInputs {
  readonly keys: KeyInputs;
  /** The role to assume; `undefined` when keys are given or expected in the environment. */
  readonly keyless: Keyless | undefined;
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
  const logType = reader.parsed('log-type', oneOf('tail', 'none'), 'none');
  const event = await readEvent(reader, { workspace, ...target, ...task }, warnings);
  const channel = await readChannel(reader, event.bytes);
  const gate = await readGate(reader, task);
  const timeoutSeconds = reader.parsed('timeout', wholeNumber(1, 86_400, 'seconds'), 1);
  const payload = await payloadBytes(reader, event);
  const request = { target, channel, mode: modeOf(task, logType), payload };
  const credentials = { keys: readKeyInputs(reader), keyless: readKeyless(reader) };
  const inputs: Inputs = {
    plan: { cases: [{ request, gate, timeoutSeconds }] },
    credentials: task.wait || channel.kind !== 'trigger-url' ? credentials : undefined,
    maxRetries: reader.parsed('max-retries', wholeNumber(0, 10), 0),
    showResult: reader.parsed('show-result', flag, false),
    sourcePath: readSourcePath(reader, workspace, warnings),
    warnings,
  };
  reader.parsed('summary', flag, true);
  reader.throwIfInvalid();
  return inputs;
}

async function readChannel(
  reader: InputReader,
  payload: Uint8Array | Promise<Uint8Array>,
): Promise<Channel> {
  const choice = await readHttpTrigger(reader, payload);
  if (choice === undefined) return { kind: 'api' };
  const { trigger, request } = choice;
  return typeof trigger === 'object' && 'url' in trigger
    ? { kind: 'trigger-url', url: trigger.url, request }
    : { kind: 'trigger', which: trigger, request };
}

function modeOf(task: TaskInputs, logType: LogType): PlannedMode {
  const { invocationType: type, wait, onCancel } = task;
  const taskId = task.asyncTaskId || undefined;
  if (type === 'sync') return { type, logType };
  if (!wait) return { type, wait, taskId };
  return taskId === undefined
    ? { type, wait, taskId, onCancel }
    : { type, wait, taskId, isGivenId: true, onCancel };
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
