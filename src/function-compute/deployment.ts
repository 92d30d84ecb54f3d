import type { Clock } from '../clock';
import { CredentialsError } from '../credentials/credentials-error';
import type { Failure } from '../failure';
import { withDeadline } from '../http/deadline';
import { isTransportError } from '../http/errors';
import { reasonToResend } from '../http/resend';
import { ServiceError } from '../http/service-error';
import { oneLine } from '../text';
import { nextPollMs } from './async-task';
import { type CallSettings, unreadable } from './call';
import {
  failureBeforeInvocation,
  NOTHING_WAS_INVOKED,
  refusalFailure,
  responseText,
} from './failures';
import { hasRun, type Invocation, type InvocationRequest, type PlannedMode } from './invocation';
import { type Alias, aliasFrom, type DeployedFunction, functionFrom } from './resources';
import { loadSdk } from './sdk-call';
import { isAlias } from './target';
import { calledQualifier } from './trigger-lookup';
import { consequenceOf, progressOf, stateName, stateText } from './update';

/** What is known of the deployment that will respond. */
export interface Deployment {
  readonly codeChecksum: string | undefined;
  /** The version or alias that is called. */
  readonly qualifier: string;
  /** What the qualifier stands for; `undefined` unless it is an alias that could be read. */
  readonly alias: Alias | undefined;
}

/** How the wait ended: only with a deployment may the function be invoked. */
export type DeploymentOutcome =
  | {
      readonly deployment: Deployment;
      /** Why the alias could not be read, which only informs. */
      readonly aliasFailure?: Failure | undefined;
    }
  | { readonly failure: Failure; readonly response: Invocation };

export interface DeploymentSettings
  extends Omit<CallSettings, 'deadline' | 'maxRetries' | 'onResend'> {
  readonly clock: Clock;
  /** Ends the wait. */
  readonly stop: AbortSignal;
  /** The state, or what keeps it from being read, is another one than before. */
  readonly onDeploymentState: (text: string) => void;
}

/** A single read may take this long; then it has failed, and there is another one. */
const READ_TIMEOUT_SECONDS = 30;

const MAX_QUOTE_LENGTH = 1_000;

/**
 * Waits until the last deployment of the qualifier that a request calls is in effect (GetFunction),
 * and reads what an alias stands for (GetAlias). Failed reads are repeated until the time elapses;
 * nothing is thrown but defects.
 */
export async function awaitDeployment(
  { target, channel }: InvocationRequest<PlannedMode>,
  seconds: number,
  settings: DeploymentSettings,
): Promise<DeploymentOutcome> {
  const { functionName } = target;
  try {
    const poll = poller(functionName, seconds, settings);
    const callSdk = await loadSdk(target.endpoint);
    const qualifier = await poll((limits) => calledQualifier(target, channel, limits));
    const { codeChecksum } = await poll(async (limits, report) => {
      const body = await callSdk(limits, (sdk) => sdk.getFunction(functionName, qualifier));
      const it = known(functionFrom(body));
      const text = stateText(it);
      report(stateName(it), `${functionName} (${qualifier}): ${text}`);
      const progress = progressOf(it);
      if (progress === 'failed') throw updateFailed(it, text, `${functionName} (${qualifier})`);
      return progress === 'in-effect' ? it : undefined;
    });
    const read = { codeChecksum, qualifier };
    if (!isAlias(qualifier)) return { deployment: { ...read, alias: undefined } };
    try {
      const alias = await poll(async (limits) =>
        known(aliasFrom(await callSdk(limits, (sdk) => sdk.getAlias(functionName, qualifier)))),
      );
      return { deployment: { ...read, alias } };
    } catch (error) {
      // It only informs; what could not be read for want of a response is another matter.
      if (!(error instanceof ServiceError)) throw error;
      const aliasFailure = refusalFailure(error);
      return { deployment: { ...read, alias: undefined }, aliasFailure };
    }
  } catch (error) {
    const failure =
      error instanceof UpdateError
        ? { kind: 'update' as const, type: error.type, summary: error.message }
        : failureBeforeInvocation(error);
    if (failure === undefined) throw error;
    return { failure, response: responseOf(error) };
  }
}

/** The deployment that was asked for would not respond. */
class UpdateError extends Error {
  override readonly name = 'UpdateError';

  constructor(
    readonly type: 'UpdateFailed' | 'UpdateTimeout',
    message: string,
  ) {
    super(message);
  }
}

function updateFailed(it: DeployedFunction, text: string, name: string): UpdateError {
  return new UpdateError(
    'UpdateFailed',
    `The deployment of ${name} failed: ${text}; ${NOTHING_WAS_INVOKED}, ${consequenceOf(it)}`,
  );
}

/** Reads once; `undefined` asks for another read later. `report` says what was found. */
type Read<T> = (
  limits: CallSettings,
  report: (state: string, text: string) => void,
) => Promise<T | undefined>;

/** Reads every 1 to 10 s, all within the same time, until something is found. */
function poller(functionName: string, seconds: number, settings: DeploymentSettings) {
  const { clock, stop, onDeploymentState } = settings;
  const start = clock.now();
  let last: { readonly state?: string; readonly text?: string } = {};
  const report = (state: string, text: string) => {
    if (state !== last.state) onDeploymentState(text);
    last = { state, text };
  };
  return async <T>(read: Read<T>): Promise<T> => {
    for (;;) {
      const timeout = Math.max(1, seconds - (clock.now() - start) / 1000);
      const limits = { ...settings, maxRetries: 0, onResend: () => undefined };
      try {
        const found = await withDeadline(
          Math.min(READ_TIMEOUT_SECONDS, timeout),
          stop,
          (deadline) => read({ ...limits, deadline }, report),
        );
        if (found !== undefined) return found;
      } catch (error) {
        const reason = reasonToReadAgain(error);
        if (reason === undefined) throw error;
        report(reason, `${functionName} cannot be read: ${reason}`);
      }
      const elapsedMs = clock.now() - start;
      const remainingMs = seconds * 1000 - elapsedMs;
      if (remainingMs <= 0) {
        throw new UpdateError(
          'UpdateTimeout',
          `The deployment was not confirmed to be in effect within ${seconds} s: ${last.text}; ${NOTHING_WAS_INVOKED}, because the old code might respond`,
        );
      }
      await clock.sleep(Math.min(nextPollMs(elapsedMs), remainingMs), stop);
    }
  };
}

/** Why a read may succeed later, or `undefined` if it would fail in the same way. */
function reasonToReadAgain(error: unknown): string | undefined {
  if (isTransportError(error, 'timeout')) return `no response ${error.message}`;
  const isStsAway = error instanceof CredentialsError && error.problem === 'sts-unavailable';
  if (isStsAway) return oneLine(error.message, MAX_QUOTE_LENGTH);
  if (reasonToResend('read', error) === undefined) return undefined;
  if (error instanceof ServiceError) return responseText(error);
  return error instanceof Error ? oneLine(error.message, MAX_QUOTE_LENGTH) : undefined;
}

/** @throws TransportError for a response that is not what FC sends */
function known<T>(resource: T | undefined): T {
  if (resource !== undefined) return resource;
  throw unreadable(new TypeError('the response does not describe what was asked for'));
}

/** What is known of the response that ended the wait. */
function responseOf(error: unknown): Invocation {
  if (!(error instanceof ServiceError)) return { metadata: {} };
  const { statusCode, headers, requestId } = error.answer;
  return { statusCode, headers, metadata: { requestId } };
}

/** Says which versions may respond, if an alias shares its calls between several. */
export function weightsWarning({ qualifier, alias }: Deployment): string | undefined {
  if (!alias?.hasWeights) return undefined;
  const versions = alias.targets.map(
    ({ versionId, share }) => `${versionId} (${Number((share * 100).toFixed(1))} %)`,
  );
  return `Alias ${qualifier} has weights, so any of these versions may respond: ${versions.join(', ')}.`;
}

/**
 * An invocation with what is known of the deployment: the version behind an alias where the response
 * names none, the checksum of the deployed code, and a warning if other code responded.
 */
export function withDeployment(invocation: Invocation, deployment: Deployment): Invocation {
  const { metadata, warnings = [] } = invocation;
  const { codeChecksum: deployedCodeChecksum, alias } = deployment;
  const onlyVersion =
    hasRun(invocation) && !alias?.hasWeights ? alias?.targets[0].versionId : undefined;
  const functionVersion = metadata.functionVersion ?? onlyVersion;
  const known = { ...invocation, metadata: { ...metadata, functionVersion, deployedCodeChecksum } };
  const { codeChecksum } = metadata;
  const isOther =
    codeChecksum !== undefined &&
    deployedCodeChecksum !== undefined &&
    codeChecksum !== deployedCodeChecksum;
  if (!isOther || alias?.hasWeights) return known;
  const warning = `The code that responded is not the deployed code: its checksum is ${codeChecksum}, the deployment's is ${deployedCodeChecksum}.`;
  return { ...known, warnings: [...warnings, warning] };
}
