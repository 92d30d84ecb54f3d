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
  awaitDeployment,
  type Deployment,
  type DeploymentOutcome,
  weightsWarning,
  withDeployment,
} from './function-compute/deployment';
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
import { aliasWarning, reportAttempt } from './report/report';
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
  let response: Invocation | undefined;
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
    const wait = await waitForUpdate(runner, inputs, credentials);
    if (wait !== undefined && 'failure' in wait) ({ failure, response } = wait);
    else await invokeUntilGatePasses(runner, only, inputs, credentials, attempts, wait?.deployment);
    // An event handler may have thrown while nothing was awaited.
    if (stop.aborted && !isTransportError(stop.reason, 'cancelled')) throw stop.reason;
  } catch (error) {
    failure = failureOutsideAnAttempt(runner, error);
  }
  conclude(runner, {
    inputs,
    isSummaryWanted: isSummaryWanted(variables),
    attempts,
    failure,
    response,
  });
}

/** Waits for the last deployment, if the inputs ask for that, and warns of what may respond. */
async function waitForUpdate(
  runner: Runner,
  inputs: Inputs,
  credentials: Credentials | undefined,
): Promise<DeploymentOutcome | undefined> {
  const { waitForUpdateSeconds: seconds, cases } = inputs.plan;
  if (seconds === 0) return undefined;
  const { log, clock, stop } = runner;
  const [{ request }] = cases;
  const outcome = await awaitDeployment(request, seconds, {
    ...exchangeSettings(runner, request, credentials),
    clock,
    stop,
    onDeploymentState: (text) => progress.reportDeploymentState(log, text),
  });
  if ('failure' in outcome) return outcome;
  const { deployment, aliasFailure } = outcome;
  const title = progress.titleOf(request.target);
  const warnings = [
    weightsWarning(deployment),
    aliasFailure && aliasWarning(deployment, aliasFailure, inputs),
  ];
  for (const warning of warnings) if (warning !== undefined) log.warn(warning, title);
  return outcome;
}

async function invokeUntilGatePasses(
  runner: Runner,
  { request, gate, timeoutSeconds }: Case,
  { maxRetries, showResult }: Inputs,
  credentials: Credentials | undefined,
  attempts: Attempt[],
  deployment: Deployment | undefined,
): Promise<void> {
  const { log, clock, stop } = runner;
  const { attempts: of, attemptIntervalSeconds: seconds } = gate;
  await invokeUntilPassed(
    gate,
    async () => {
      const limits = { timeoutSeconds, maxRetries };
      const invocation = await invokeOnce(runner, request, limits, credentials);
      return deployment === undefined ? invocation : withDeployment(invocation, deployment);
    },
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
      ...exchangeSettings(runner, planned, credentials),
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
    return invocation;
  } finally {
    endProgress();
    deadline.clear();
  }
}

/** How any request of a step is sent. */
function exchangeSettings(
  { variables, log }: Runner,
  { target }: Pick<InvocationRequest<PlannedMode>, 'target'>,
  credentials: Credentials | undefined,
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
