import { systemClock } from './clock';
import { conclude } from './conclusion';
import type { Credentials } from './credentials/credentials';
import { CredentialsError } from './credentials/credentials-error';
import { requestSecrets } from './event/request-secrets';
import {
  credentialsFailure,
  defectFailure,
  type Failure,
  inputFailure,
  shownSentence,
} from './failure';
import type { Invocation, InvocationRequest, PlannedMode } from './function-compute/invocation';
import { invoke } from './function-compute/invoke';
import { nearestKnownRegion } from './function-compute/regions';
import { type Attempt, invokeUntilPassed } from './gate/attempt';
import { startDeadline, unlessAborted } from './http/deadline';
import { isTransportError } from './http/errors';
import { type Inputs, isSummaryWanted, readInputs } from './inputs/inputs';
import { InvalidInputs } from './inputs/reader';
import { newTaskId } from './inputs/task';
import { credentialsFor, maskSecrets, temporaryFolder, workspaceFolder } from './job';
import type { Case } from './plan';
import { addSecret } from './redaction';
import * as progress from './report/progress';
import * as report from './report/report';
import { debug, mask, warn } from './runner/console';
import { receiveResult } from './runner/result';
import { listenForStop } from './runner/stop';

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
    inputs = await unlessAborted(stop, readInputs(workspaceFolder()));
    const [only] = inputs.plan.cases;
    requestSecrets(only.request.channel).forEach(mask);
    const title = progress.titleOf(only.request.target);
    for (const warning of inputs.warnings) warn(warning, title);
    const credentials = inputs.credentials && credentialsFor(inputs.credentials, inputs.maxRetries);
    progress.announce(only.request, credentials);
    await invokeUntilGatePasses(only, inputs, credentials, stop, attempts);
    // A defect in an event handler may have shown when nobody was waiting for anything.
    if (stop.aborted && !isTransportError(stop.reason, 'cancelled')) throw stop.reason;
  } catch (error) {
    failure = failureOutsideAnAttempt(error);
  }
  conclude({ inputs, isSummaryWanted: isSummaryWanted(), attempts, failure });
}

async function invokeUntilGatePasses(
  { request, gate, timeoutSeconds }: Case,
  { maxRetries, showResult }: Inputs,
  credentials: Credentials | undefined,
  stop: AbortSignal,
  attempts: Attempt[],
): Promise<void> {
  const { attempts: of, attemptIntervalSeconds: seconds } = gate;
  await invokeUntilPassed(
    gate,
    () => invokeOnce(request, { timeoutSeconds, maxRetries }, credentials, stop),
    (attempt, isLast) => {
      attempts.push(attempt);
      report.reportAttempt(attempt, of, showResult);
      if (isLast) return;
      attempt.invocation.result?.discard();
      const [cause] = attempt.failures;
      const why = cause === undefined ? '' : shownSentence(cause, showResult);
      progress.reportNextAttempt({ failure: why, number: attempt.number, of, seconds });
    },
    (ms) => systemClock.sleep(ms, stop),
  );
}

async function invokeOnce(
  planned: InvocationRequest<PlannedMode>,
  { timeoutSeconds, maxRetries }: { timeoutSeconds: number; maxRetries: number },
  credentials: Credentials | undefined,
  stop: AbortSignal,
): Promise<Invocation> {
  const deadline = startDeadline(timeoutSeconds, stop);
  const endProgress = progress.reportProgress(planned.target.functionName);
  try {
    const invocation = await invoke(withTaskId(planned), {
      accessKey: credentials?.accessKey ?? noAccessKey,
      deadline,
      environment: process.env,
      isUnknownHostFinal: nearestKnownRegion(planned.target.region) !== undefined,
      maxRetries,
      clock: systemClock,
      receiveResult: (body, contentType) => receiveResult(body, temporaryFolder(), contentType),
      onResend: progress.reportResend,
      onLostResponse: progress.reportLostResponse,
      onStateChange: progress.reportStateChange,
      onHeaders: progress.reportHeaders,
    });
    // A session that the function opened is no value for an annotation.
    addSecret(invocation.headers?.['set-cookie'] ?? '');
    return invocation;
  } finally {
    endProgress();
    deadline.clear();
  }
}

/** The URL of an HTTP trigger is called without credentials, and needs none. */
async function noAccessKey(): Promise<never> {
  throw new Error('The URL of an HTTP trigger is called without credentials');
}

/** An awaited task needs an ID, which is printed before it is sent: nobody could find it later. */
function withTaskId(request: InvocationRequest<PlannedMode>): InvocationRequest {
  const { mode } = request;
  if (mode.type === 'sync' || !mode.wait || mode.taskId !== undefined) return { ...request, mode };
  const taskId = newTaskId(process.env);
  progress.reportTaskId(taskId);
  return { ...request, mode: { ...mode, taskId, isGivenId: false } };
}

/** A failure before the first attempt or between two, or a defect wherever it showed. */
function failureOutsideAnAttempt(error: unknown): Failure {
  if (error instanceof InvalidInputs) return inputFailure(error.problems);
  if (error instanceof CredentialsError) return credentialsFailure(error);
  if (isTransportError(error, 'cancelled')) {
    const summary = `The job was cancelled (${error.message}) while no invocation was running`;
    return { kind: 'cancelled', type: 'Cancelled', summary };
  }
  debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return defectFailure(error);
}
