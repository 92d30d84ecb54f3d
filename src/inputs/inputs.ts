import type { Keyless } from '../credentials/keyless';
import type { Channel, LogType, PlannedMode } from '../function-compute/invocation';
import type { Plan } from '../plan';
import type { Variables } from '../runner/runner';
import { messageOf, quoted } from '../text';
import { type KeyInputs, readKeyInputs, readKeyless } from './credentials';
import { readEvent } from './event';
import { readGate } from './gate';
import { readHttpTrigger } from './http-trigger';
import { flag, oneOf, wholeNumber } from './parsers';
import { InputReader } from './reader';
import { readTarget } from './target';
import { readTask, type TaskInputs } from './task';
import { checkInputNames } from './unknown-inputs';
import { readWaitForUpdate } from './wait-for-update';
import { isFolderInWorkspace } from './workspace-path';

/** The inputs, parsed and checked. */
export interface Inputs {
  readonly plan: Plan;
  /** Who invokes; `undefined` if the URL of an HTTP trigger is all that is called. */
  readonly credentials: CredentialsInputs | undefined;
  readonly maxRetries: number;
  readonly showResult: boolean;
  /** Folder of the repository, relative to the workspace; empty if it is not set. */
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
 * @param workspace folder that paths are relative to
 * @param variables the environment, where the runner passes inputs
 * @throws InvalidInputs with all problems at once
 */
export async function readInputs(workspace: string, variables: Variables): Promise<Inputs> {
  const reader = new InputReader(variables);
  const warnings: string[] = [];
  checkInputNames(reader, variables, warnings);
  const target = readTarget(reader, warnings);
  const task = readTask(reader);
  const logType = reader.parsed('log-type', oneOf('tail', 'none'), 'none');
  const payload = await readEvent(reader, { workspace, ...target, ...task }, warnings);
  const channel = readChannel(reader, payload, warnings);
  const waitForUpdateSeconds = readWaitForUpdate(reader, target, channel);
  const gate = await readGate(
    reader,
    task,
    waitForUpdateSeconds > 0 ? ['deployedCodeChecksum'] : [],
  );
  const timeoutSeconds = reader.parsed('timeout', wholeNumber(1, 86_400, 'seconds'), 1);
  const request = { target, channel, mode: modeOf(task, logType), payload };
  const credentials = { keys: readKeyInputs(reader), keyless: readKeyless(reader) };
  const inputs: Inputs = {
    plan: { cases: [{ request, gate, timeoutSeconds }], waitForUpdateSeconds },
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

function readChannel(reader: InputReader, payload: Uint8Array, warnings: string[]): Channel {
  const choice = readHttpTrigger(reader, payload, warnings);
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
  try {
    if (path !== '' && !isFolderInWorkspace(path, workspace)) {
      warnings.push(
        `\`source-path\` ${quoted(path)} is not a folder in the workspace, so errors cannot be annotated there; check out the repository first, or correct the path`,
      );
    }
  } catch (error) {
    reader.reject('source-path', messageOf(error));
  }
  return path;
}

/** Whether to write the job summary, which shows invalid inputs too. */
export function isSummaryWanted(variables: Variables): boolean {
  return new InputReader(variables).text('summary').toLowerCase() !== 'false';
}
