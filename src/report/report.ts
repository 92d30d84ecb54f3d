import { type Failure, shownSentence } from '../failure';
import type { Invocation } from '../function-compute/invocation';
import type { InvocationMetadata } from '../function-compute/metadata';
import type { Attempt } from '../gate/attempt';
import { countPassed, describeOutcome } from '../gate/expectation-outcome';
import type { Inputs } from '../inputs/inputs';
import { printGroup, printLine } from '../runner/console';
import { resultWarning } from '../runner/outputs';
import { type Result, START_LENGTH } from '../runner/result';
import { byteSize } from '../text';
import { hintFor } from './hints';

/** A longer result is cut in the log; the whole is in `result-file`. Text has a byte a unit, or more. */
const MAX_SHOWN_RESULT_BYTES = START_LENGTH;

/**
 * Prints an attempt that has ended: the function's log and result in groups, the metrics and the
 * expectations in a line each.
 *
 * @param of how many attempts there may be; with more than one, titles say which this was
 */
export function reportAttempt(attempt: Attempt, of: number, showResult: boolean): void {
  const { number, invocation, verdict, expectations } = attempt;
  const { metadata, result } = invocation;
  const outcome = verdict === 'failed' ? 'failed' : 'passed';
  const title = (what: string) =>
    of > 1 ? `Attempt ${number} of ${of}, ${outcome}: ${what.toLowerCase()}` : what;
  if (metadata.logs !== undefined) {
    printGroup(of > 1 ? title('log') : 'Function log', metadata.logs);
  }
  if (result !== undefined) reportResult(result, title('Result'), showResult);
  const metrics = metricsLine(metadata);
  if (metrics !== '') printLine(metrics);
  for (const outcome of expectations) printLine(describeOutcome(outcome, showResult));
  const count = countPassed(expectations);
  if (count !== undefined) printLine(count);
}

/** What is worth a warning about an invocation, each kind at most once. */
export function warningsOf({ statusCode, metadata, result, warnings }: Invocation): string[] {
  return [
    ...(warnings ?? []),
    metadata.logIsMalformed && 'The log cannot be shown: the header X-Fc-Log-Result is not base64.',
    statusCode !== undefined &&
      metadata.requestId === undefined &&
      'The answer has no X-Fc-Request-Id: it may not be from FC; look at what stands between the runner and the endpoint.',
    resultWarning(result),
  ].filter((warning) => typeof warning === 'string');
}

/** What to do about a failure, where something is known. */
export function adviceFor(failure: Failure, inputs: Inputs | undefined): string | undefined {
  if (inputs === undefined) return undefined;
  const { target } = inputs.plan.cases[0].request;
  const { keyless } = inputs.credentials ?? {};
  return hintFor(failure, { ...target, keyless, endpointHost: target.endpoint.host });
}

/**
 * The text of the annotation that ends a step: type, message, request ID, advice.
 *
 * @param failures the cause, and what failed besides
 */
export function annotationText(
  [failure, ...further]: readonly [Failure, ...Failure[]],
  inputs: Inputs | undefined,
  requestId: string | undefined,
): string {
  const showResult = inputs?.showResult ?? true;
  return [
    `${failure.type}: ${shownSentence(failure, showResult)}`,
    ...further.map((each) => shownSentence(each, showResult)),
    requestId && `Request ID: ${requestId}.`,
    adviceFor(failure, inputs),
  ]
    .filter(Boolean)
    .join(' ');
}

function reportResult(result: Result, title: string, showResult: boolean): void {
  const { start, bytes, sha256 } = result;
  if (!showResult) {
    printLine(`Result: ${byteSize(bytes)}, not shown`);
  } else if (bytes === 0) {
    printLine('Result: empty');
  } else if (start === undefined) {
    const hash = sha256 === undefined ? '' : `, SHA-256 ${sha256}`;
    printLine(`Result: ${byteSize(bytes)} that are not UTF-8 text${hash}${where(result)}`);
  } else if (bytes <= MAX_SHOWN_RESULT_BYTES) {
    printGroup(title, start);
  } else {
    printGroup(`${title} (the first ${byteSize(MAX_SHOWN_RESULT_BYTES)})`, firstBytes(start));
    printLine(`Result: ${byteSize(bytes)} in all${where(result)}`);
  }
}

function where({ file }: Result): string {
  return typeof file === 'string' ? `, in ${file}` : '';
}

function firstBytes(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const cut = bytes.subarray(0, MAX_SHOWN_RESULT_BYTES).toString('utf8');
  return cut.replace(/\ufffd$/, '');
}

function metricsLine(metadata: InvocationMetadata): string {
  const { requestId, asyncTaskId, durationMs, billedDurationMs, memoryUsedMb } = metadata;
  return [
    requestId && `Request ID ${requestId}`,
    asyncTaskId && `async task ${asyncTaskId}`,
    durationMs !== undefined && `duration ${durationMs} ms`,
    billedDurationMs !== undefined && `billed ${billedDurationMs} ms`,
    memoryUsedMb !== undefined && `memory ${memoryUsedMb} MB`,
  ]
    .filter(Boolean)
    .join(', ');
}
