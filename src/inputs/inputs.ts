import type { Keyless } from '../credentials/keyless';
import type { LogType, PlannedMode } from '../function-compute/invocation';
import type { ConditionalName } from '../gate/root-names';
import type { Endpoint } from '../http/endpoint';
import type { Case, Plan } from '../run/plan';
import type { Variables } from '../runner/runner';
import { messageOf, quoted } from '../text';
import { type CommonInputs, readCase } from './case';
import { readCases } from './cases';
import { readBaseline } from './comparison';
import { type KeyInputs, readKeyInputs, readKeyless } from './credentials';
import { readEvent } from './event';
import { readStepExpectations } from './gate';
import { readChannel, readWay } from './http-trigger';
import { readLog } from './log';
import { flag, wholeNumber } from './parsers';
import { InputReader, InvalidInputs, inputsOfStep } from './reader';
import { readMaxParallel, readRepeat } from './repetition';
import { readTarget } from './target';
import { readTask, type TaskInputs } from './task';
import { checkInputNames } from './unknown-inputs';
import { readWaitForUpdate } from './wait-for-update';
import { fileToWriteInWorkspace, isFolderInWorkspace } from './workspace-path';

/** The inputs, parsed and checked. */
export interface Inputs {
  readonly plan: Plan;
  /** Who invokes; `undefined` if the URL of an HTTP trigger is all that is called. */
  readonly credentials: CredentialsInputs | undefined;
  readonly maxRetries: number;
  readonly showResult: boolean;
  /** Of Log Service, if the whole log is asked for. */
  readonly logEndpoint: Endpoint | undefined;
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
  const reader = new InputReader(inputsOfStep(variables));
  checkInputNames(reader, variables);
  const target = readTarget(reader);
  const task = readTask(reader);
  const way = readWay(reader);
  const waitForUpdateSeconds = readWaitForUpdate(reader, target, way);
  const repeat = readRepeat(reader, task);
  const { logType, logEndpoint } = readLog(reader, target, { ...task, repeat }, way);
  const baseline = readBaseline(reader, task, way);
  // What expectations can name only with another input.
  const conditional: readonly (readonly [ConditionalName, boolean])[] = [
    ['deployedCodeChecksum', waitForUpdateSeconds > 0],
    ['baseline', baseline !== undefined],
  ];
  const conditionalNames = conditional.filter(([, isThere]) => isThere).map(([name]) => name);
  const mode = modeOf(task, logType);
  const common = { workspace, target, way, task, mode, conditionalNames, repeat };
  const cases = reader.isGiven('cases')
    ? await readCases(reader, common)
    : [await readOnlyCase(reader, common)];
  const credentials = { keys: readKeyInputs(reader), keyless: readKeyless(reader) };
  const caseFile = reader.text('cases') || undefined;
  const settings = {
    credentials: task.wait || way.kind !== 'trigger-url' ? credentials : undefined,
    maxRetries: reader.parsed('max-retries', wholeNumber(0, 10), 0),
    showResult: reader.parsed('show-result', flag, false),
    logEndpoint: logType === 'full' ? logEndpoint : undefined,
    sourcePath: readSourcePath(reader, workspace),
  };
  const maxParallel = readMaxParallel(reader, repeat);
  reader.parsed('summary', flag, true);
  readJUnitReport(reader, workspace);
  const { problems, warnings } = reader;
  const [first, ...others] = cases;
  if (first === undefined || problems.length > 0) throw new InvalidInputs(problems);
  const plan: Plan = {
    cases: [first, ...others],
    caseFile,
    repeat: repeat ?? 1,
    maxParallel,
    baseline,
    waitForUpdateSeconds,
  };
  return { plan, ...settings, warnings };
}

/** The case of a step without a case file. */
async function readOnlyCase(reader: InputReader, common: CommonInputs): Promise<Case> {
  const payload = await readEvent(reader, common);
  const channel = readChannel(reader, common.way, payload);
  const expectations = readStepExpectations(reader, common);
  const { functionName: name } = common.target;
  return {
    name,
    ...readCase(reader, common, { payload, channel, expectations }),
    blocking: true,
    skip: false,
  };
}

function modeOf(task: TaskInputs, logType: LogType): PlannedMode {
  const { invocationType: type, wait, onCancel } = task;
  const taskId = task.asyncTaskId || undefined;
  if (type === 'sync') return { type, logType };
  if (!wait) return { type, wait, taskId };
  return taskId === undefined
    ? { type, wait, taskId, onCancel, logType }
    : { type, wait, taskId, isGivenId: true, onCancel, logType };
}

function readSourcePath(reader: InputReader, workspace: string): string {
  const path = reader.text('source-path');
  try {
    if (path !== '' && !isFolderInWorkspace(path, workspace)) {
      reader.warn(
        'source-path',
        `${quoted(path)} is not a folder in the workspace, so errors cannot be annotated there; check out the repository first, or correct the path`,
      );
    }
  } catch (error) {
    reader.reject('source-path', messageOf(error));
  }
  return path;
}

/** `junit-report`: where to write it; `undefined` if it is not set, or not a path for that. */
function readJUnitReport(reader: InputReader, workspace: string): string | undefined {
  if (!reader.isGiven('junit-report')) return undefined;
  try {
    return fileToWriteInWorkspace(reader.text('junit-report'), workspace);
  } catch (error) {
    reader.reject('junit-report', messageOf(error));
    return undefined;
  }
}

/** Absolute path of the JUnit report, which tells of invalid inputs too. */
export function junitReportIn(workspace: string, variables: Variables): string | undefined {
  return readJUnitReport(new InputReader(inputsOfStep(variables)), workspace);
}

/** Whether to write the job summary, which shows invalid inputs too. */
export function isSummaryWanted(variables: Variables): boolean {
  return new InputReader(inputsOfStep(variables)).text('summary').toLowerCase() !== 'false';
}
