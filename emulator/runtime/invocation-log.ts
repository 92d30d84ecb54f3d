import type { Execution, Outcome } from './execution';
import { LOG_TAIL_BYTES } from './instance-log';

/**
 * The log tail of an invocation: what the instance wrote (the runtime's `… Start RequestId` lines
 * among it), the line that ends it, a blank line and the metrics. Lines as FC writes them.
 *
 * @returns at most the last 4,096 bytes; a character at the cut may be incomplete, as on FC
 */
export function logTail(execution: Execution, requestId: string, memorySize: number): Buffer {
  const { output } = execution;
  const lineBreak = output.length === 0 || output.at(-1) === 0x0a ? '' : '\n';
  const end = lineBreak + lastLines(execution, requestId, memorySize).join('\n\n');
  return Buffer.concat([output, Buffer.from(end)]).subarray(-LOG_TAIL_BYTES);
}

/** The line that ends an invocation, and that of the metrics. */
export function lastLines(
  execution: Execution,
  requestId: string,
  memorySize: number,
): readonly [end: string, metrics: string] {
  return [
    `FC ${stageOf(execution.outcome)} End RequestId: ${requestId}${errorNote(execution)}`,
    `Duration: ${execution.durationMs.toFixed(2)} ms, ` +
      `Billed Duration: ${Math.max(1, Math.ceil(execution.durationMs))} ms, ` +
      `Memory Size: ${memorySize} MB, Max Memory Used: ${megabytes(execution)} MB`,
  ];
}

/** FC's sentence about a process that had to be ended or ended itself; undefined otherwise. */
export function abnormalEnd(execution: Execution): string | undefined {
  const { outcome, durationMs } = execution;
  switch (outcome.type) {
    case 'timed-out':
      return (
        `Function timed out after ${outcome.limitSeconds} seconds ` +
        `(maxMemoryUsage: ${megabytes(execution)}MB)`
      );
    case 'exited':
      return (
        'Process exited unexpectedly before completing request ' +
        `(duration: ${Math.round(durationMs)}ms, ` +
        `maxMemoryUsage: ${Math.round(execution.peakMemoryBytes / 1024 / 1024)}MB)`
      );
    case 'cancelled':
      return (
        'Invocation canceled by client ' +
        `(duration: ${Math.round(durationMs)}ms, maxMemoryUsage: ${megabytes(execution)}MB)`
      );
    case 'completed':
    case 'failed':
      return undefined;
  }
}

/** MB with two decimals. */
export function megabytes({ peakMemoryBytes }: Execution): string {
  return (peakMemoryBytes / 1024 / 1024).toFixed(2);
}

function errorNote(execution: Execution): string {
  const { outcome } = execution;
  const abnormal = abnormalEnd(execution);
  if (abnormal) return `, Error: ${abnormal}`;
  if (outcome.type !== 'failed') return '';
  const kind = outcome.errorType === 'HandledInvocationError' ? 'Handled' : 'Unhandled';
  return `, Error: ${kind} function error`;
}

function stageOf(outcome: Outcome): 'Initialize' | 'Invoke' {
  const initializing =
    (outcome.type === 'failed' && outcome.errorType === 'InitializationError') ||
    ((outcome.type === 'exited' || outcome.type === 'timed-out') &&
      outcome.phase === 'initializing');
  return initializing ? 'Initialize' : 'Invoke';
}
