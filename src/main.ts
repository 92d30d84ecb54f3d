import { type Attempt, invokeUntilPassed } from './attempt';
import { systemClock } from './clock';
import type { Credentials } from './credentials/credentials';
import { CredentialsError } from './credentials/credentials-error';
import {
  defectFailure,
  type Failure,
  inputFailure,
  outputFailure,
  sentence,
  shownSentence,
} from './failure';
import { credentialsFailure } from './function-compute/failures';
import type { Invocation } from './function-compute/invocation';
import { invoke } from './function-compute/invoke';
import { Cancelled, Interrupted, startDeadline } from './http/deadline';
import { type Inputs, readInputs } from './inputs/inputs';
import { InvalidInputs } from './inputs/reader';
import { newTaskId } from './inputs/task';
import { credentialsFor, maskSecrets, temporaryFolder, workspaceFolder } from './job';
import { outputsOf, writeOutputs } from './outputs';
import { concludeStep, debug, warn } from './report/console';
import * as progress from './report/progress';
import * as report from './report/report';
import { receiveResult } from './result';
import { listenForStop } from './stop';

/** What is known at the end of a run, whatever came in between. */
interface Conclusion {
  /** `undefined` when they are invalid. */
  readonly inputs: Inputs | undefined;
  /** All attempts in their order; none when nothing was sent. */
  readonly attempts: readonly Attempt[];
  /** What ended the run outside of an attempt. */
  readonly failure: Failure | undefined;
}

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
  conclude({ inputs, attempts, failure });
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
    const invocation = await invoke(withTaskId(inputs), {
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
    return withFileFailure(invocation);
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

/** A result that could not be kept is a failure, unless something else went wrong before. */
function withFileFailure(invocation: Invocation): Invocation {
  const { result, failure } = invocation;
  if (failure !== undefined || !(result?.file instanceof Error)) return invocation;
  const what = 'The function ran, but result-file cannot be written';
  return { ...invocation, failure: outputFailure(what, result.file) };
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

/** Writes outputs, and only then lets the step fail. */
function conclude({ inputs, attempts, ...ended }: Conclusion): void {
  const last = attempts.at(-1);
  let failure = ended.failure ?? last?.invocation.failure;
  const invocation: Invocation = { metadata: {}, ...last?.invocation, failure };
  report.warningsOf(invocation).forEach(warn);
  try {
    writeOutputs(outputsOf(invocation, attempts.length));
  } catch (error) {
    const unwritten = outputFailure('The outputs cannot be written', error);
    if (failure === undefined) failure = unwritten;
    else warn(sentence(unwritten));
  }
  if (failure === undefined) return;
  const text = report.annotationText(failure, inputs, invocation.metadata.requestId);
  const hasFailed =
    failure !== invocation.failure ||
    last === undefined ||
    ended.failure !== undefined ||
    last.verdict === 'failed';
  concludeStep(hasFailed ? 'error' : 'warning', text, undefined);
}
