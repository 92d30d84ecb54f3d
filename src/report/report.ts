import { type Failure, sentence, shownSentence } from '../failure';
import type { Deployment } from '../function-compute/deployment';
import type {
  Invocation,
  InvocationRequest,
  PlannedMode,
  WholeLog,
} from '../function-compute/invocation';
import type { InvocationMetadata } from '../function-compute/metadata';
import type { Attempt } from '../gate/attempt';
import { countPassed, describeOutcome, type ExpectationOutcome } from '../gate/expectation-outcome';
import type { CredentialsInputs, Inputs } from '../inputs/inputs';
import { redactedPiece } from '../redaction';
import { type Result, START_LENGTH } from '../runner/result';
import type { Log } from '../runner/step-log';
import { byteSize, counted, oneLine } from '../text';
import { requestLine } from './called-trigger';
import { describeComparison } from './comparison-lines';
import { shownErrorAndLog } from './function-error';
import { hintFor } from './hints';
import { MAX_HINTED_EVENT_BYTES } from './hints-event';

/** A longer result is cut in the log; the whole is in `result-file`. Text has a byte a unit, or more. */
const MAX_SHOWN_RESULT_BYTES = START_LENGTH;

/**
 * Prints an attempt that has ended: the function's log and result in groups, the metrics and the
 * expectations in a line each.
 *
 * @param of how many attempts there may be; with more than one, titles say which this was
 */
export function reportAttempt(log: Log, attempt: Attempt, of: number, showResult: boolean): void {
  const { number, invocation, verdict } = attempt;
  const outcome = verdict === 'failed' ? 'failed' : 'passed';
  const prefix = of > 1 ? `Attempt ${number} of ${of}, ${outcome}` : undefined;
  reportOutput(log, invocation, prefix, showResult);
  const metrics = metricsLine(invocation);
  if (metrics !== '') log.line(metrics);
  reportJudgement(log, attempt, showResult);
}

/**
 * Prints the function's log and result in groups, and the stack of a function error in the open:
 * in the result it is JSON.
 *
 * @param prefix of their titles
 */
export function reportOutput(
  log: Log,
  invocation: Pick<Invocation, 'metadata' | 'result' | 'wholeLog'>,
  prefix: string | undefined,
  showResult: boolean,
): void {
  const { result, wholeLog } = invocation;
  const titleOf = (part: string, alone: string) =>
    prefix === undefined ? alone : `${prefix}: ${part}`;
  const { error, logs } = shownErrorAndLog(invocation, showResult);
  if (logs !== undefined) {
    // FC cuts the log at its start, and a secret there with it.
    log.group(titleOf('log', 'Function log'), redactedPiece(logs, 'start'));
  }
  if (typeof wholeLog === 'object') reportWholeLog(log, wholeLog);
  if (result !== undefined) reportResult(log, result, titleOf('result', 'Result'), showResult);
  if (error !== undefined) log.block(titleOf('error', 'Error'), error);
}

/** Says where the rest of a long log is, and whose lines are in it. */
function reportWholeLog(log: Log, { file, isCut, foreignLines }: WholeLog): void {
  if (isCut && typeof file === 'string')
    log.line(`Log: only its end is shown, the whole log is in ${file}`);
  if (foreignLines > 0) {
    log.line(
      `Log: ${counted(foreignLines, 'line')} of other requests that the instance served at the same time`,
    );
  }
}

/** Prints what the comparison and the expectations say of an attempt. */
function reportJudgement(log: Log, { against, expectations }: Attempt, showResult: boolean): void {
  if (against !== undefined && 'comparison' in against) {
    for (const line of describeComparison(against, showResult)) log.line(line);
  }
  reportExpectations(log, expectations, showResult);
}

/** Prints a line for each expectation, and how many passed. */
export function reportExpectations(
  log: Log,
  outcomes: readonly ExpectationOutcome[],
  showResult: boolean,
): void {
  for (const outcome of outcomes) log.line(describeOutcome(outcome, showResult));
  const count = countPassed(outcomes);
  if (count !== undefined) log.line(count);
}

/** What is worth a warning about an invocation, each kind at most once. */
export function warningsOf({ statusCode, metadata, warnings }: Invocation): string[] {
  return [
    ...(warnings ?? []),
    metadata.logIsMalformed && 'The log cannot be shown: the header X-Fc-Log-Result is not base64.',
    statusCode !== undefined &&
      metadata.requestId === undefined &&
      'The response has no X-Fc-Request-Id: it may not be from FC; check what is between the runner and the endpoint.',
  ].filter((warning) => typeof warning === 'string');
}

/** What to do about a failure, where something is known. */
export function adviceFor(
  failure: Failure,
  { target, channel, mode, payload }: InvocationRequest<PlannedMode>,
  credentials: CredentialsInputs | undefined,
  { wasSent = false, statusCode, trigger }: Partial<Invocation>,
): string | undefined {
  const isAtHand = payload.length <= MAX_HINTED_EVENT_BYTES;
  return hintFor(failure, {
    ...target,
    endpointHost: target.endpoint.host,
    invocationType: mode.type,
    wait: mode.wait === true,
    asyncTaskId: mode.taskId ?? '',
    keyless: credentials?.keyless,
    trigger:
      channel.kind === 'api'
        ? undefined
        : { isUrl: channel.kind === 'trigger-url', authType: trigger?.authType },
    wasSent,
    statusCode,
    event: isAtHand ? Buffer.from(payload).toString('utf8') : undefined,
  });
}

/** Says what is not known since an alias could not be read, and how it could be. */
export function aliasWarning(
  { qualifier }: Deployment,
  failure: Failure,
  { plan, credentials }: Pick<Inputs, 'plan' | 'credentials'>,
): string {
  const hint = adviceFor(failure, plan.cases[0].request, credentials, {}) ?? '';
  const text = `Alias ${qualifier} cannot be read, so it is not known whether it has weights: ${sentence(failure)}`;
  return `${text} ${hint}`.trim();
}

/** More failed expectations are in the log. */
const MAX_LISTED_EXPECTATIONS = 10;
const MAX_LISTED_LENGTH = 250;

/**
 * The text of the annotation that ends a step: type, message, request ID, advice; several failed
 * expectations have a line each.
 */
export function annotationLines(told: {
  /** The cause, and what failed besides. */
  readonly failures: readonly [Failure, ...Failure[]];
  readonly requestId: string | undefined;
  readonly hint: string | undefined;
  readonly showResult: boolean;
}): string[] {
  const { failures, requestId, hint, showResult } = told;
  const list = failures.flatMap((each) => expectationLines(each, showResult));
  const sentences = failures.map((each) =>
    isListed(each) ? `${each.summary}:` : shownSentence(each, showResult),
  );
  const head = `${failures[0].type}: ${sentences.join(' ')}`;
  const end = [requestId && `Request ID: ${requestId}.`, hint].filter(Boolean).join(' ');
  return list.length === 0 ? [`${head} ${end}`.trim()] : [head, ...list, end];
}

function isListed(failure: Failure): failure is Extract<Failure, { kind: 'expectation' }> {
  return failure.kind === 'expectation' && failure.failed.length > 1;
}

function expectationLines(failure: Failure, showResult: boolean): string[] {
  if (!isListed(failure)) return [];
  const lines = failure.failed
    .slice(0, MAX_LISTED_EXPECTATIONS)
    .map((outcome) => oneLine(describeOutcome(outcome, showResult), MAX_LISTED_LENGTH));
  const rest = failure.failed.length - lines.length;
  return rest > 0 ? [...lines, `… and ${rest} more, see the log`] : lines;
}

function reportResult(log: Log, result: Result, title: string, showResult: boolean): void {
  const { start, bytes, sha256 } = result;
  if (!showResult) {
    log.line(`Result: ${byteSize(bytes)}, not shown`);
  } else if (bytes === 0) {
    log.line('Result: empty');
  } else if (start === undefined) {
    const hash = sha256 === undefined ? '' : `, SHA-256 ${sha256}`;
    log.line(`Result: ${byteSize(bytes)} that are not valid UTF-8${hash}${where(result)}`);
  } else if (bytes <= MAX_SHOWN_RESULT_BYTES) {
    log.group(title, start);
  } else {
    log.group(`${title} (the first ${byteSize(MAX_SHOWN_RESULT_BYTES)})`, firstBytes(start));
    log.line(`Result: ${byteSize(bytes)} in all${where(result)}`);
  }
}

function where({ file }: Result): string {
  return typeof file === 'string' ? `, in ${file}` : '';
}

function firstBytes(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const cut = bytes.subarray(0, MAX_SHOWN_RESULT_BYTES).toString('utf8');
  return redactedPiece(cut.replace(/\ufffd$/, ''), 'end');
}

/** Request ID and metrics, as far as they are known; empty without any. */
export function metricsLine({ metadata, statusCode, trigger }: Invocation): string {
  const { requestId, asyncTaskId, durationMs, billedDurationMs } = metadata;
  return [
    requestId && `Request ID ${requestId}`,
    asyncTaskId && `async task ${asyncTaskId}`,
    durationMs !== undefined && `duration ${durationMs} ms`,
    billedDurationMs !== undefined && `billed ${billedDurationMs} ms`,
    memoryText(metadata),
    trigger && statusCode !== undefined && `${requestLine(trigger)} → ${statusCode}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function memoryText({ memoryUsedMb, memorySizeMb }: InvocationMetadata): string | undefined {
  if (memoryUsedMb === undefined) return undefined;
  const of = memorySizeMb === undefined ? '' : ` of ${memorySizeMb}`;
  return `memory ${memoryUsedMb}${of} MB`;
}
