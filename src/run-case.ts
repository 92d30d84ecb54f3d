import type { Credentials } from './credentials/credentials';
import { CredentialsError } from './credentials/credentials-error';
import { responseSecrets } from './event/exchange-secrets';
import { credentialsFailure, defectFailure, type Failure, inputFailure } from './failure';
import { type Deployment, withDeployment } from './function-compute/deployment';
import type { Invocation, InvocationRequest, PlannedMode } from './function-compute/invocation';
import { invoke } from './function-compute/invoke';
import { nearestKnownRegion } from './function-compute/regions';
import { type Attempt, invokeUntilPassed } from './gate/attempt';
import { startDeadline } from './http/deadline';
import { isTransportError } from './http/errors';
import { InvalidInputs } from './inputs/reader';
import { newTaskId } from './inputs/task';
import type { Case } from './plan';
import { addSecret } from './redaction';
import type { CaseReport } from './report/case-report';
import * as progress from './report/progress';
import { type CaseResult, endedCase, withoutResult } from './results';
import { receiveResult } from './runner/result';
import { type Runner, temporaryFolder } from './runner/runner';
import type { Log } from './runner/step-log';

/** What every invocation of a step is made with. */
export interface StepSettings {
  readonly credentials: Credentials | undefined;
  readonly maxRetries: number;
  /** What was deployed, if the step waited for it. */
  readonly deployment: Deployment | undefined;
}

/** Invokes a case until it passes or ends otherwise; nothing is thrown. */
export async function runCase(
  runner: Runner,
  running: Case,
  settings: StepSettings,
  report: CaseReport,
): Promise<CaseResult> {
  const { clock, stop } = runner;
  const log = report.logOf(running);
  progress.reportEvent(log, running.request);
  const start = clock.now();
  const attempts: Attempt[] = [];
  let interruption: Failure | undefined;
  try {
    await invokeUntilPassed(
      running.gate,
      () => invokeOnce(runner, running, settings, log),
      (attempt, isLast) => {
        report.attemptEnded(running, attempt, isLast);
        attempts.push(isLast ? attempt : withoutResult(attempt));
      },
      (ms) => clock.sleep(ms, stop),
    );
    // An event handler may have thrown while nothing was awaited.
    if (stop.aborted && !isTransportError(stop.reason, 'cancelled')) throw stop.reason;
  } catch (error) {
    interruption = failureOutsideAnAttempt(runner, error);
  }
  return endedCase(running, attempts, interruption, (clock.now() - start) / 1000);
}

async function invokeOnce(
  runner: Runner,
  { request: planned, timeoutSeconds }: Case,
  { credentials, maxRetries, deployment }: StepSettings,
  log: Log,
): Promise<Invocation> {
  const { variables, stop, clock } = runner;
  const deadline = startDeadline(timeoutSeconds, stop);
  const endProgress = progress.reportProgress(log, planned.target.functionName);
  const folder = temporaryFolder(variables);
  try {
    const invocation = await invoke(withTaskId(runner, planned, log), {
      ...exchangeSettings(runner, planned, credentials, log),
      deadline,
      maxRetries,
      clock,
      receiveResult: (body, contentType) => receiveResult(body, folder, contentType),
      onResend: (resend) => progress.reportResend(log, resend),
      onLostResponse: (reason) => progress.reportLostResponse(log, reason),
      onStateChange: (taskId, status) => progress.reportStateChange(log, taskId, status),
    });
    // Not masked in the log, which is the function's to write: only kept out of our own messages.
    responseSecrets(invocation.headers).forEach(addSecret);
    return deployment === undefined ? invocation : withDeployment(invocation, deployment);
  } finally {
    endProgress();
    deadline.clear();
  }
}

/** How any request of a step is sent. */
export function exchangeSettings(
  { variables }: Runner,
  { target }: Pick<InvocationRequest<PlannedMode>, 'target'>,
  credentials: Credentials | undefined,
  log: Log,
) {
  return {
    accessKey: credentials?.accessKey ?? noAccessKey,
    environment: variables,
    isUnknownHostFinal: nearestKnownRegion(target.region) !== undefined,
    onHeaders: (startLine: string, headers: Readonly<Record<string, string>>) =>
      progress.reportHeaders(log, startLine, headers),
  };
}

/** The URL of an HTTP trigger is called without credentials, and needs none. */
async function noAccessKey(): Promise<never> {
  throw new Error('The URL of an HTTP trigger is called without credentials');
}

/** An awaited task needs an ID, which is printed before it is sent: without it, the task is lost. */
function withTaskId(
  { variables }: Runner,
  request: InvocationRequest<PlannedMode>,
  log: Log,
): InvocationRequest {
  const { mode } = request;
  if (mode.type === 'sync' || !mode.wait || mode.taskId !== undefined) return { ...request, mode };
  const taskId = newTaskId(variables);
  progress.reportTaskId(log, taskId);
  return { ...request, mode: { ...mode, taskId, isGivenId: false } };
}

/** A failure before the first attempt or between two, or a defect wherever it showed. */
export function failureOutsideAnAttempt({ log }: Runner, error: unknown): Failure {
  if (error instanceof InvalidInputs) return inputFailure(error.problems);
  if (error instanceof CredentialsError) return credentialsFailure(error);
  if (isTransportError(error, 'cancelled')) {
    const summary = `The job was cancelled (${error.message}) while no invocation was running`;
    return { kind: 'cancelled', type: 'Cancelled', summary };
  }
  log.debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return defectFailure(error);
}
