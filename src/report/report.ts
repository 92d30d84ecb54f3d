import type { Credentials } from '../credentials/credentials';
import { type Failure, shownSentence } from '../failure';
import { originOf } from '../function-compute/endpoint';
import type { Invocation } from '../function-compute/invocation';
import type { InvocationMetadata } from '../function-compute/metadata';
import type { Resend } from '../function-compute/resend';
import type { Inputs } from '../inputs';
import { resultWarning } from '../outputs';
import type { Result } from '../result';
import { byteSize } from '../text';
import { debug, printGroup, printLine, warn } from './console';
import { hintFor } from './hints';

/** A longer result is cut in the log; the whole is in `result-file`. */
const MAX_SHOWN_RESULT_BYTES = 64 * 1024;

const PROGRESS_INTERVAL_MS = 60_000;

/** Announces what is about to be invoked. */
export function announce(inputs: Inputs, credentials: Credentials): void {
  const { functionName, qualifier, region, endpoint, invocationType, payload } = inputs;
  printLine(
    `Invoking ${functionName} (${qualifier}) in ${region} at ${originOf(endpoint)}, ${invocationType}, ${byteSize(payload.length)} of payload, credentials from ${credentials.source}`,
  );
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

export function reportLostAnswer(reason: string): void {
  printLine(`The answer was lost (${reason}); asking FC whether it has the task`);
}

export function reportHeaders(startLine: string, headers: Readonly<Record<string, string>>): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  debug([startLine, ...lines].join('\n'));
}

/** Prints the function's log and result in groups, the metrics in one line, and warnings. */
export function reportInvocation(invocation: Invocation, showResult: boolean): void {
  const { metadata, result } = invocation;
  if (metadata.logs !== undefined) printGroup('Function log', metadata.logs);
  if (result !== undefined) reportResult(result, showResult);
  const metrics = metricsLine(metadata);
  if (metrics !== '') printLine(metrics);
  warningsOf(invocation).forEach(warn);
}

function warningsOf({ statusCode, metadata, result }: Invocation): string[] {
  return [
    metadata.logIsMalformed && 'The log cannot be shown: the header X-Fc-Log-Result is not base64.',
    statusCode !== undefined &&
      metadata.requestId === undefined &&
      'The answer has no X-Fc-Request-Id: it may not be from FC; look at what stands between the runner and the endpoint.',
    resultWarning(result),
  ].filter((warning) => typeof warning === 'string');
}

/** The text of the error or warning annotation for a failure. */
export function annotationText(
  failure: Failure,
  inputs: Inputs | undefined,
  metadata: InvocationMetadata,
): string {
  const hint = inputs && hintFor(failure, { ...inputs, endpointHost: inputs.endpoint.host });
  return [
    `${failure.type}: ${shownSentence(failure, inputs?.showResult ?? true)}`,
    metadata.requestId && `Request ID: ${metadata.requestId}.`,
    hint,
  ]
    .filter(Boolean)
    .join(' ');
}

function reportResult(result: Result, showResult: boolean): void {
  const { text, bytes, sha256 } = result;
  if (!showResult) {
    printLine(`Result: ${byteSize(bytes)}, not shown`);
  } else if (bytes === 0) {
    printLine('Result: empty');
  } else if (text === undefined) {
    printLine(
      `Result: ${byteSize(bytes)} that are not UTF-8 text, SHA-256 ${sha256}${where(result)}`,
    );
  } else if (bytes <= MAX_SHOWN_RESULT_BYTES) {
    printGroup('Result', text);
  } else {
    printGroup(`Result (the first ${byteSize(MAX_SHOWN_RESULT_BYTES)})`, firstBytes(text));
    printLine(`Result: ${byteSize(bytes)} in all${where(result)}`);
  }
}

function where({ file }: Result): string {
  return typeof file === 'string' ? `, in ${file}` : '';
}

function firstBytes(text: string): string {
  const bytes = Buffer.from(text.slice(0, MAX_SHOWN_RESULT_BYTES), 'utf8');
  const cut = bytes.subarray(0, MAX_SHOWN_RESULT_BYTES).toString('utf8');
  return cut.replace(/\ufffd$/, '');
}

function metricsLine(metadata: InvocationMetadata): string {
  const { requestId, durationMs, billedDurationMs, memoryUsedMb } = metadata;
  return [
    requestId && `Request ID ${requestId}`,
    durationMs !== undefined && `duration ${durationMs} ms`,
    billedDurationMs !== undefined && `billed ${billedDurationMs} ms`,
    memoryUsedMb !== undefined && `memory ${memoryUsedMb} MB`,
  ]
    .filter(Boolean)
    .join(', ');
}
