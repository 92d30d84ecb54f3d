import { type Attempt, invokeUntilPassed } from './attempt';
import { systemClock } from './clock';
import { conclude } from './conclusion';
import type { Credentials } from './credentials/credentials';
import { CredentialsError } from './credentials/credentials-error';
import {
  credentialsFailure,
  defectFailure,
  type Failure,
  inputFailure,
  shownSentence,
} from './failure';
import type { Invocation } from './function-compute/invocation';
import { ConnectionAhead } from './http/connection';
import { startDeadline, unlessAborted } from './http/deadline';
import { originOf } from './http/endpoint';
import { isTransportError } from './http/errors';
import { triggerUrl } from './inputs/http-trigger';
import { type Inputs, isSummaryWanted, readInputs } from './inputs/inputs';
import { InvalidInputs } from './inputs/reader';
import { newTaskId } from './inputs/task';
import { credentialsFor, maskSecrets, temporaryFolder, workspaceFolder } from './job';
import * as progress from './report/progress';
import * as report from './report/report';
import { debug, warn } from './runner/console';
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
    inputs.warnings.forEach(warn);
    const credentials = inputs.needsCredentials ? credentialsFor(inputs) : undefined;
    progress.announce(inputs, credentials);
    await invokeUntilGatePasses(inputs, credentials, stop, attempts);
    // A defect in an event handler may have shown when nobody was waiting for anything.
    if (stop.aborted && !isTransportError(stop.reason, 'cancelled')) throw stop.reason;
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
    (number) => invokeOnce(inputs, credentials, stop, number === 1),
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
  isFirst: boolean,
): Promise<Invocation> {
  const deadline = startDeadline(inputs.timeoutSeconds, stop);
  const endProgress = progress.reportProgress(inputs.functionName);
  let connectionAhead: ConnectionAhead | undefined;
  try {
    // It opens while the SDK is loaded, which takes about as long as a round trip to another region.
    const origin = isFirst ? originAhead(inputs, credentials) : undefined;
    if (origin) connectionAhead = await ConnectionAhead.begin(origin, deadline.signal);
    const { invoke } = await import(/* webpackMode: "eager" */ './function-compute/invoke');
    return await invoke(withTaskId(inputs), {
      endpoint: inputs.endpoint,
      accessKey: credentials?.accessKey ?? noAccessKey,
      deadline,
      connectionAhead,
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
    connectionAhead?.close();
    deadline.clear();
  }
}

/**
 * Where the first request goes, if that is known before anything is sent. Only for https, whose
 * handshake needs this program and so shows, after the SDK was loaded, that the other side is there.
 */
function originAhead(
  { endpoint, httpTrigger }: Inputs,
  credentials: Credentials | undefined,
): string | undefined {
  const url = triggerUrl(httpTrigger);
  const api = credentials?.isAtHand ? originOf(endpoint) : undefined;
  const origin = url === undefined ? api : url.origin;
  return origin?.startsWith('https:') ? origin : undefined;
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
  if (isTransportError(error, 'cancelled')) {
    const summary = `The job was cancelled (${error.message}) while no invocation was running`;
    return { kind: 'cancelled', type: 'Cancelled', summary };
  }
  debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return defectFailure(error);
}
