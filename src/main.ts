import { type Attempt, invokeUntilPassed } from './attempt';
import { systemClock } from './clock';
import { conclude } from './conclusion';
import type { Credentials } from './credentials/credentials';
import { CredentialsError } from './credentials/credentials-error';
import { defectFailure, type Failure, inputFailure, shownSentence } from './failure';
import { credentialsFailure } from './function-compute/failures';
import type { Invocation } from './function-compute/invocation';
import { invoke } from './function-compute/invoke';
import { Cancelled, Interrupted, startDeadline } from './http/deadline';
import { type Inputs, isSummaryWanted, readInputs } from './inputs/inputs';
import { InvalidInputs } from './inputs/reader';
import { newTaskId } from './inputs/task';
import { credentialsFor, maskSecrets, temporaryFolder, workspaceFolder } from './job';
import { debug, warn } from './report/console';
import * as progress from './report/progress';
import * as report from './report/report';
import { receiveResult } from './result';
import { listenForStop } from './stop';

/**
 * Runs the action: read, invoke, judge, report. Whatever happens, outputs are written and a step
 * that failed says why; nothing is thrown.
 */
export async function run(): Promise<void> {
  const stop = listenForStop();
  const attempts: Attempt[] = [];
  let inputs: Inputs | undefined;
  let failure: Failure | undefined;
  try {
    maskSecrets();
    inputs = await readInputs(workspaceFolder());
    inputs.warnings.forEach(warn);
    const credentials = inputs.needsCredentials ? credentialsFor(inputs) : undefined;
    progress.announce(inputs, credentials);
    await invokeUntilGatePasses(inputs, credentials, stop, attempts);
  } catch (error) {
    failure = failureOutsideAnAttempt(error);
  }
  conclude({ inputs, isSummaryWanted: isSummaryWanted(), attempts, failure });
}

async function invokeUntilGatePasses(
  inputs: Inputs,
  credentials: Credentials | undefined,
  stop: AbortSignal,
  attempts: Attempt[],
): Promise<void> {
  const { attempts: of, attemptIntervalSeconds: seconds, showResult } = inputs;
  await invokeUntilPassed(
    inputs,
    () => invokeOnce(inputs, credentials, stop),
    (attempt, isLast) => {
      attempts.push(attempt);
      report.reportAttempt(attempt, of, showResult);
      if (isLast) return;
      const { failure } = attempt.invocation;
      const why = failure === undefined ? '' : shownSentence(failure, showResult);
      progress.reportNextAttempt({ failure: why, number: attempt.number, of, seconds });
    },
    (ms) => systemClock.sleep(ms, stop),
  );
}

async function invokeOnce(
  inputs: Inputs,
  credentials: Credentials | undefined,
  stop: AbortSignal,
): Promise<Invocation> {
  const deadline = startDeadline(inputs.timeoutSeconds, stop);
  const endProgress = progress.reportProgress(inputs.functionName);
  try {
    return await invoke(withTaskId(inputs), {
      endpoint: inputs.endpoint,
      accessKey: credentials?.accessKey ?? noAccessKey,
      deadline,
      maxRetries: inputs.maxRetries,
      onCancel: inputs.onCancel,
      clock: systemClock,
      receiveResult: (body) => receiveResult(body, temporaryFolder()),
      onResend: progress.reportResend,
      onLostAnswer: progress.reportLostAnswer,
      onStateChange: progress.reportStateChange,
      onHeaders: progress.reportHeaders,
    });
  } finally {
    endProgress();
    deadline.clear();
  }
}

/** The URL of an HTTP trigger is called without credentials, and needs none. */
async function noAccessKey(): Promise<never> {
  throw new CredentialsError(
    'The URL of an HTTP trigger is called without credentials',
    'none-found',
  );
}

/** An awaited task needs an ID, which is told before it is sent: nobody could find it later. */
function withTaskId(inputs: Inputs): Inputs {
  if (!inputs.wait || inputs.asyncTaskId !== '') return inputs;
  const asyncTaskId = newTaskId(process.env);
  progress.reportTaskId(asyncTaskId);
  return { ...inputs, asyncTaskId };
}

/** A failure before the first attempt or between two, or a defect wherever it showed. */
function failureOutsideAnAttempt(error: unknown): Failure {
  if (error instanceof InvalidInputs) return inputFailure(error.problems);
  if (error instanceof CredentialsError) return credentialsFailure(error);
  if (error instanceof Cancelled) {
    const summary = `The job was cancelled (${error.message}) between two attempts; none is running`;
    return { kind: 'cancelled', type: 'Cancelled', summary };
  }
  const defect = error instanceof Interrupted ? error.cause : error;
  debug(defect instanceof Error ? (defect.stack ?? defect.message) : String(defect));
  return defectFailure(defect);
}
