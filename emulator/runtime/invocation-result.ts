/** What FC tells of an ended run, the same whichever way the function was called. */

import { ServiceError } from '../api/service-error';
import type { HeaderList } from '../wire/reply';
import type { Execution } from './execution';
import type { FunctionErrorType } from './instance-report';
import { abnormalEnd, logTail, megabytes } from './invocation-log';
import type { EndedRun } from './run';

export interface InvocationResult {
  /** Undefined when the function did not fail. */
  errorType: FunctionErrorType | undefined;
  body: Buffer;
}

/**
 * What the function returned, or the error that stands for it.
 *
 * @throws ServiceError CAExited or FunctionNotStarted, when a web function's server did not start
 */
export function resultOf({ version, execution }: EndedRun): InvocationResult {
  const { outcome } = execution;
  if (outcome.type === 'completed') return { errorType: undefined, body: outcome.result };
  if (outcome.type === 'failed') return { errorType: outcome.errorType, body: outcome.result };
  if (outcome.type !== 'cancelled' && outcome.phase === 'loading') {
    const { customRuntimeConfig } = version.configuration;
    if (customRuntimeConfig) refuseToRun(outcome.type, customRuntimeConfig.command, execution);
  }
  const initializing = outcome.type !== 'cancelled' && outcome.phase === 'initializing';
  return {
    errorType: initializing ? 'InitializationError' : 'UnhandledInvocationError',
    body: Buffer.from(JSON.stringify({ errorMessage: abnormalEnd(execution) })),
  };
}

/** Which of the response headers FC sends beside the result. */
export interface HeaderChoice {
  withMetrics: boolean;
  withLog: boolean;
}

export function resultHeaders(run: EndedRun, { withMetrics, withLog }: HeaderChoice): HeaderList {
  const { version, requestId, instanceId, execution } = run;
  const headers: [string, string][] = [
    ['X-Fc-Request-Id', requestId],
    ['X-Fc-Code-Checksum', version.code.checksum],
    ['X-Fc-Instance-Id', instanceId],
    ['X-Fc-Invocation-Service-Version', version.versionId],
  ];
  const { errorType } = resultOf(run);
  if (errorType) headers.push(['X-Fc-Error-Type', errorType]);
  if (withMetrics) {
    headers.push(
      ['X-Fc-Invocation-Duration', execution.durationMs.toFixed(2)],
      ['X-Fc-Max-Memory-Usage', megabytes(execution)],
    );
  }
  if (withLog) headers.push(['X-Fc-Log-Result', logTailOf(run).toString('base64')]);
  return headers;
}

export function logTailOf({ version, requestId, execution }: EndedRun): Buffer {
  return logTail(execution, requestId, version.configuration.memorySize);
}

/** Codes as in FC's documentation; when FC uses which is not verified. */
function refuseToRun(
  end: 'exited' | 'timed-out',
  command: readonly string[],
  { output }: Execution,
): never {
  const logs = `Logs:${output.toString()}`;
  if (end === 'exited') {
    throw new ServiceError(
      'CAExited',
      `Function instance exited unexpectedly with start command '${command.join(' ')}'.\n${logs}`,
    );
  }
  throw new ServiceError('FunctionNotStarted', `Function instance health check failed.\n${logs}`);
}
