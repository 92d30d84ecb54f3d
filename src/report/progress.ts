import type { Credentials } from '../credentials/credentials';
import type { InvocationRequest, PlannedMode } from '../function-compute/invocation';
import { originOf } from '../http/endpoint';
import type { Resend } from '../http/resend';
import { debug, printLine } from '../runner/console';

const PROGRESS_INTERVAL_MS = 60_000;

/** Announces what is about to be invoked; `credentials` is `undefined` where none are needed. */
export function announce(
  request: InvocationRequest<PlannedMode>,
  credentials: Credentials | undefined,
): void {
  const { target, mode, payload } = request;
  const { serviceName, functionName, qualifier, region } = target;
  const name = serviceName === '' ? functionName : `${serviceName}/${functionName}`;
  printLine(
    `Invoking ${name} (${qualifier}) in ${region} at ${destinationOf(request)}, ${mode.type}, ${payload.length === 1 ? '1 byte' : `${payload.length} bytes`} of payload, ${credentials ? `credentials from ${credentials.source}` : 'no credentials needed'}`,
  );
}

/** What is called, as people name it: an endpoint, a trigger of it, or a trigger's URL. */
export function destinationOf({
  target,
  channel,
}: Pick<InvocationRequest, 'target' | 'channel'>): string {
  const origin = originOf(target.endpoint);
  switch (channel.kind) {
    case 'api':
      return origin;
    case 'trigger-url':
      return channel.url.origin;
    case 'trigger':
      return channel.which === 'of-qualifier'
        ? `its HTTP trigger (${origin})`
        : `its HTTP trigger ${channel.which.name} (${origin})`;
  }
}

/** Prints a line a minute until the returned function is called. */
export function reportProgress(what: string): () => void {
  const start = performance.now();
  const timer = setInterval(() => {
    const minutes = Math.round((performance.now() - start) / PROGRESS_INTERVAL_MS);
    printLine(`Still waiting for ${what} after ${minutes} min`);
  }, PROGRESS_INTERVAL_MS);
  return () => clearInterval(timer);
}

export function reportResend({ reason, waitMs, number, maxRetries }: Resend): void {
  const seconds = (waitMs / 1000).toFixed(1);
  printLine(`Not run by FC: ${reason}. Sending again in ${seconds} s (${number} of ${maxRetries})`);
}

export function reportExchangeRetry({ reason, waitMs, number, maxRetries }: Resend): void {
  const seconds = (waitMs / 1000).toFixed(1);
  printLine(
    `No temporary key yet: ${reason}. Asking again in ${seconds} s (${number} of ${maxRetries})`,
  );
}

export function reportLostResponse(reason: string): void {
  printLine(`The response was lost (${reason}); asking FC whether it has the task`);
}

export function reportTaskId(taskId: string): void {
  printLine(`Async task ID ${taskId}`);
}

export function reportStateChange(taskId: string, status: string): void {
  printLine(`Async task ${taskId}: ${status}`);
}

export function reportHeaders(startLine: string, headers: Readonly<Record<string, string>>): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  debug([startLine, ...lines].join('\n'));
}

/** Says why there is another attempt, and when. */
export function reportNextAttempt(next: {
  failure: string;
  number: number;
  of: number;
  seconds: number;
}): void {
  const { failure, number, of, seconds } = next;
  printLine(`Attempt ${number} of ${of} failed: ${failure} Next attempt in ${seconds} s`);
}
