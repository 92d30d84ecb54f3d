import type { Credentials } from '../credentials/credentials';
import { responseSecrets } from '../event/exchange-secrets';
import { type Deployment, withDeployment } from '../function-compute/deployment';
import type { Invocation, InvocationRequest, PlannedMode } from '../function-compute/invocation';
import { invoke } from '../function-compute/invoke';
import { nearestKnownRegion } from '../function-compute/regions';
import { withDeadline } from '../http/deadline';
import { newTaskId } from '../inputs/task';
import { addFoundSecret } from '../redaction';
import * as progress from '../report/progress';
import { receiveResult } from '../runner/result';
import { type Runner, temporaryFolder } from '../runner/runner';
import type { Log } from '../runner/step-log';
import type { Baseline, Case } from './plan';

/** What every invocation of a step is made with. */
export interface StepSettings {
  readonly credentials: Credentials;
  readonly maxRetries: number;
  /** What was deployed, if the step waited for it. */
  readonly deployment: Deployment | undefined;
  /** What results are compared with. */
  readonly baseline: Baseline | undefined;
}

/** Invokes the function of a case once; retries of a request that FC did not run are part of that. */
export async function invokeOnce(
  runner: Runner,
  { request: planned, timeoutSeconds }: Pick<Case, 'request' | 'timeoutSeconds'>,
  { credentials, maxRetries, deployment }: StepSettings,
  log: Log,
): Promise<Invocation> {
  const { variables, stop, clock } = runner;
  const endProgress = progress.reportProgress(log, planned.target.functionName);
  const folder = temporaryFolder(variables);
  try {
    const invocation = await withDeadline(timeoutSeconds, stop, (deadline) =>
      invoke(withTaskId(runner, planned, log), {
        ...exchangeSettings(runner, planned, credentials, log),
        deadline,
        maxRetries,
        clock,
        receiveResult: (body, contentType) => receiveResult(body, folder, contentType),
        onResend: (resend) => progress.reportResend(log, resend),
        onLostResponse: (reason) => progress.reportLostResponse(log, reason),
        onStateChange: (taskId, status) => progress.reportStateChange(log, taskId, status),
      }),
    );
    // Not masked in the log, which is the function's to write: only kept out of our own messages.
    responseSecrets(invocation.headers).forEach(addFoundSecret);
    return deployment === undefined ? invocation : withDeployment(invocation, deployment);
  } finally {
    endProgress();
  }
}

/** How any request of a step is sent. */
export function exchangeSettings(
  { variables }: Runner,
  { target }: Pick<InvocationRequest<PlannedMode>, 'target'>,
  { accessKey }: Credentials,
  log: Log,
) {
  return {
    accessKey,
    environment: variables,
    isUnknownHostFinal: nearestKnownRegion(target.region) !== undefined,
    onHeaders: (startLine: string, headers: Readonly<Record<string, string>>) =>
      progress.reportHeaders(log, startLine, headers),
  };
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
