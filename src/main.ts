import { conclude } from './conclusion';
import type { Credentials } from './credentials/credentials';
import { CredentialsError } from './credentials/credentials-error';
import { requestSecrets, responseSecrets } from './event/exchange-secrets';
import {
  credentialsFailure,
  defectFailure,
  type Failure,
  inputFailure,
  shownSentence,
} from './failure';
import {
  authorizationOf,
  type Invocation,
  type InvocationRequest,
  type PlannedMode,
} from './function-compute/invocation';
import { invoke } from './function-compute/invoke';
import { nearestKnownRegion } from './function-compute/regions';
import { type Attempt, invokeUntilPassed } from './gate/attempt';
import { startDeadline, unlessAborted } from './http/deadline';
import { isTransportError } from './http/errors';
import { type Inputs, isSummaryWanted, readInputs } from './inputs/inputs';
import { InvalidInputs } from './inputs/reader';
import { newTaskId } from './inputs/task';
import { credentialsFor, maskSecrets } from './job';
import type { Case } from './plan';
import { addSecret } from './redaction';
import * as progress from './report/progress';
import { reportAttempt } from './report/report';
import { receiveResult } from './runner/result';
import { type Runner, temporaryFolder, workspaceFolder } from './runner/runner';

/**
 * Runs the action: read, invoke, judge, report. In every case outputs are written and a step
 * that failed says why; nothing is thrown.
 */
export async function run(runner: Runner): Promise<void> {
  const { variables, stop, log } = runner;
  const attempts: Attempt[] = [];
  let inputs: Inputs | undefined;
  let failure: Failure | undefined;
  try {
    maskSecrets(runner);
    inputs = await unlessAborted(stop, readInputs(workspaceFolder(variables), variables));
    const { plan, warnings, credentials: given, maxRetries } = inputs;
    const [only] = plan.cases;
    const authorization = authorizationOf(only.request.channel);
    for (const secret of requestSecrets(authorization)) log.mask(secret);
    const title = progress.titleOf(only.request.target);
    for (const warning of warnings) log.warn(warning, title);
    const credentials = given && credentialsFor(runner, given, maxRetries);
    progress.announce(log, only.request, credentials);
    await invokeUntilGatePasses(runner, only, inputs, credentials, attempts);
    // An event handler may have thrown while nothing was awaited.
    if (stop.aborted && !isTransportError(stop.reason, 'cancelled')) throw stop.reason;
  } catch (error) {
    failure = failureOutsideAnAttempt(runner, error);
  }
  conclude(runner, { inputs, isSummaryWanted: isSummaryWanted(variables), attempts, failure });
}

async function invokeUntilGatePasses(
  runner: Runner,
  { request, gate, timeoutSeconds }: Case,
  { maxRetries, showResult }: Inputs,
  credentials: Credentials | undefined,
  attempts: Attempt[],
): Promise<void> {
  const { log, clock, stop } = runner;
  const { attempts: of, attemptIntervalSeconds: seconds } = gate;
  await invokeUntilPassed(
    gate,
    () => invokeOnce(runner, request, { timeoutSeconds, maxRetries }, credentials),
    (attempt, isLast) => {
      attempts.push(attempt);
      reportAttempt(log, attempt, of, showResult);
      if (isLast) return;
      attempt.invocation.result?.discard();
      const [cause] = attempt.failures;
      const why = cause === undefined ? '' : shownSentence(cause, showResult);
      progress.reportNextAttempt(log, { failure: why, number: attempt.number, of, seconds });
    },
    (ms) => clock.sleep(ms, stop),
  );
}

async function invokeOnce(
  runner: Runner,
  planned: InvocationRequest<PlannedMode>,
  { timeoutSeconds, maxRetries }: { timeoutSeconds: number; maxRetries: number },
  credentials: Credentials | undefined,
): Promise<Invocation> {
  const { variables, stop, clock, log } = runner;
  const deadline = startDeadline(timeoutSeconds, stop);
  const endProgress = progress.reportProgress(log, planned.target.functionName);
  const folder = temporaryFolder(variables);
  try {
    const invocation = await invoke(withTaskId(runner, planned), {
      accessKey: credentials?.accessKey ?? noAccessKey,
      deadline,
      environment: variables,
      isUnknownHostFinal: nearestKnownRegion(planned.target.region) !== undefined,
      maxRetries,
      clock,
      receiveResult: (body, contentType) => receiveResult(body, folder, contentType),
      onResend: (resend) => progress.reportResend(log, resend),
      onLostResponse: (reason) => progress.reportLostResponse(log, reason),
      onStateChange: (taskId, status) => progress.reportStateChange(log, taskId, status),
      onHeaders: (startLine, headers) => progress.reportHeaders(log, startLine, headers),
    });
    // Not masked in the log, which is the function's to write: only kept out of our own messages.
    responseSecrets(invocation.headers).forEach(addSecret);
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

/** An awaited task needs an ID, which is printed before it is sent: without it, the task is lost. */
function withTaskId(
  { variables, log }: Runner,
  request: InvocationRequest<PlannedMode>,
): InvocationRequest {
  const { mode } = request;
  if (mode.type === 'sync' || !mode.wait || mode.taskId !== undefined) return { ...request, mode };
  const taskId = newTaskId(variables);
  progress.reportTaskId(log, taskId);
  return { ...request, mode: { ...mode, taskId, isGivenId: false } };
}

/** A failure before the first attempt or between two, or a defect wherever it showed. */
function failureOutsideAnAttempt({ log }: Runner, error: unknown): Failure {
  if (error instanceof InvalidInputs) return inputFailure(error.problems);
  if (error instanceof CredentialsError) return credentialsFailure(error);
  if (isTransportError(error, 'cancelled')) {
    const summary = `The job was cancelled (${error.message}) while no invocation was running`;
    return { kind: 'cancelled', type: 'Cancelled', summary };
  }
  log.debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return defectFailure(error);
}
