import { isUtf8 } from 'node:buffer';
import type { Credentials } from '../credentials/credentials';
import { carriesCredentials, type InvocationRequest } from '../function-compute/invocation';
import type { FunctionTarget } from '../function-compute/target';
import { originOf } from '../http/endpoint';
import type { Resend } from '../http/resend';
import type { Plan } from '../run/plan';
import type { Log } from '../runner/step-log';
import { byteSize, counted, oneLine } from '../text';

const PROGRESS_INTERVAL_MS = 60_000;

/** Announces what is about to be invoked. */
export function announce(
  log: Log,
  { cases, caseFile }: Pick<Plan, 'cases' | 'caseFile'>,
  credentials: Credentials,
): void {
  const [{ request }] = cases;
  const { target, mode, payload } = request;
  const what =
    caseFile === undefined
      ? `${counted(payload.length, 'byte')} of payload`
      : `${counted(cases.length, 'case')} of ${caseFile}`;
  log.line(
    `Invoking ${titleOf(target)} at ${destinationOf(request)}, ${mode.type}, ${what}, ${credentials.description}`,
  );
}

/** Shows what is sent to those who debug. */
export function reportEvent(
  log: Log,
  { channel, payload }: Pick<InvocationRequest, 'channel' | 'payload'>,
): void {
  const isSecret = carriesCredentials(channel);
  // JSON can spell a secret in ways that no mask knows.
  log.debug(`Event: ${isSecret ? 'not shown, as it carries credentials' : eventText(payload)}`);
}

/** More of an event is not shown, not even in debug output. */
const MAX_SHOWN_EVENT_BYTES = 64 * 1024;

function eventText(payload: Uint8Array): string {
  if (payload.length > MAX_SHOWN_EVENT_BYTES) return `${byteSize(payload.length)}, not shown`;
  return isUtf8(payload) ? Buffer.from(payload).toString('utf8') : 'not valid UTF-8';
}

/** What is invoked, as people name it; also the title of annotations. */
export function titleOf({ serviceName, functionName, qualifier, region }: FunctionTarget): string {
  const name = serviceName === '' ? functionName : `${serviceName}/${functionName}`;
  return `${name} (${qualifier}) in ${region}`;
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
export function reportProgress(log: Log, what: string): () => void {
  const start = performance.now();
  const timer = setInterval(() => {
    const minutes = Math.round((performance.now() - start) / PROGRESS_INTERVAL_MS);
    log.line(`Still waiting for ${what} after ${minutes} min`);
  }, PROGRESS_INTERVAL_MS);
  return () => clearInterval(timer);
}

export function reportResend(log: Log, resend: Resend): void {
  log.line(`${capitalised(resend.reason)} (the function has not run). ${retryText(resend)}`);
}

export function reportExchangeRetry(log: Log, resend: Resend): void {
  log.line(`No temporary credentials yet: ${resend.reason}. ${retryText(resend)}`);
}

export function reportLogRetry(log: Log, resend: Resend): void {
  log.line(`The function's logstore cannot be read yet: ${resend.reason}. ${retryText(resend)}`);
}

function retryText({ waitMs, number, maxRetries }: Resend): string {
  return `Retrying in ${(waitMs / 1000).toFixed(1)} s (retry ${number} of ${maxRetries})`;
}

export function reportLostResponse(log: Log, reason: string): void {
  log.line(`The response was lost (${reason}); looking up whether FC accepted the task`);
}

export function reportTaskId(log: Log, taskId: string): void {
  log.line(`Async task ID ${taskId}`);
}

export function reportDeploymentState(log: Log, text: string): void {
  log.line(`Deployment of ${text}`);
}

export function reportStateChange(log: Log, taskId: string, status: string): void {
  log.line(`Async task ${taskId}: ${status}`);
}

/** More headers than any service or function needs. */
const MAX_SHOWN_HEADERS = 100;
const MAX_HEADER_LENGTH = 500;

export function reportHeaders(
  log: Log,
  startLine: string,
  headers: Readonly<Record<string, string>>,
): void {
  const all = Object.entries(headers);
  const shown = all.slice(0, MAX_SHOWN_HEADERS).map(([name, value]) => `${name}: ${value}`);
  const rest = all.length - shown.length;
  const more = rest > 0 ? [`… and ${rest} more headers`] : [];
  log.debug(
    [startLine, ...shown, ...more].map((line) => oneLine(line, MAX_HEADER_LENGTH)).join('\n'),
  );
}

/** Says why there is another attempt, and when. */
export function reportNextAttempt(
  log: Log,
  next: {
    failure: string;
    number: number;
    of: number;
    seconds: number;
  },
): void {
  const { failure, number, of, seconds } = next;
  log.line(`Attempt ${number} of ${of} failed: ${failure} Next attempt in ${seconds} s`);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
