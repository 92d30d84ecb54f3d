import * as core from '@actions/core';
import { type Failure, sentence } from '../failure';
import type { Invocation } from '../function-compute/invocation';
import { redacted } from '../redaction';
import { oneLine } from '../text';
import { OUTPUT_NAMES, type OutputName } from './action-metadata';
import type { Result } from './result';
import type { Variables } from './runner';

/** Job outputs hold about 500,000 UTF-16 code units in all. */
const MAX_RESULT_LENGTH = 400_000;

/** FC's tail has 4 KB; of a longer log, the end tells how it went. */
const MAX_LOGS_LENGTH = 64 * 1024;

const MAX_MESSAGE_LENGTH = 4_000;

/** UTF-8 takes at most this for one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

/** What Linux allows for one environment variable, which is how most steps read an output. */
export const MAX_VARIABLE_BYTES = 128 * 1024;

export type Outputs = Readonly<Record<OutputName, string>>;

/**
 * What the function returned or logged is handed on as it is; no other output holds a secret. Of
 * `cases` and `runs`, whoever makes them sees to that: in JSON, `***` could take the place of a number.
 */
const WRITTEN_AS_IT_IS: ReadonlySet<OutputName> = new Set([
  'result',
  'result-file',
  'logs',
  'logs-file',
  'runs',
  'cases',
]);

/** What to do without the output `result`; the end of a sentence. */
export const READ_FILE = '; read the file that the output result-file names';

/**
 * Every output of the last invocation; what is not known is empty.
 *
 * @param failure the first cause
 * @param attempts number of invocations made
 */
export function outputsOf(
  invocation: Invocation,
  failure: Failure | undefined,
  attempts: number,
): Outputs {
  const { statusCode, metadata, result, wholeLog } = invocation;
  const logsFile = typeof wholeLog === 'object' ? wholeLog.file : undefined;
  return {
    result: result === undefined ? '' : outputOf(result).text,
    'result-file': typeof result?.file === 'string' ? result.file : '',
    'request-id': metadata.requestId ?? '',
    'error-type': failure?.type ?? '',
    'error-message': failure === undefined ? '' : oneLine(sentence(failure), MAX_MESSAGE_LENGTH),
    'status-code': numberText(statusCode),
    logs: endOf(metadata.logs ?? '').replaceAll('\0', '\ufffd'),
    'logs-file': typeof logsFile === 'string' ? logsFile : '',
    'duration-ms': numberText(metadata.durationMs),
    'billed-duration-ms': numberText(metadata.billedDurationMs),
    'memory-used-mb': numberText(metadata.memoryUsedMb),
    'latency-ms': numberText(metadata.latencyMs),
    'instance-id': metadata.instanceId ?? '',
    'function-version': metadata.functionVersion ?? '',
    'code-checksum': metadata.codeChecksum ?? '',
    'async-task-id': metadata.asyncTaskId ?? '',
    'async-task-status': metadata.asyncTaskStatus ?? '',
    attempts: String(attempts),
    differences: '',
    runs: '',
    cases: '',
    'cases-passed': '',
    'cases-failed': '',
  };
}

/** What a reader of the outputs has to know about the result, in at most one sentence. */
export function resultWarning(result: Result | undefined): string | undefined {
  if (result === undefined) return undefined;
  const { obstacle } = outputOf(result);
  if (obstacle !== undefined) {
    return `The result ${obstacle}, so the output result is empty${inFile(result)}.`;
  }
  if (result.bytes > MAX_VARIABLE_BYTES) {
    return `The result has ${result.bytes} bytes and does not fit an environment variable, which holds 128 KiB${inFile(result)}.`;
  }
  return undefined;
}

/**
 * Writes all outputs.
 *
 * @throws Error when the runner's file is missing or cannot be written
 */
export function writeOutputs(outputs: Outputs, { GITHUB_OUTPUT }: Variables): void {
  // Without the file, the toolkit would print the values to the log, which later runners ignore.
  if (!GITHUB_OUTPUT) throw new Error('GITHUB_OUTPUT does not name a file');
  for (const name of OUTPUT_NAMES) {
    core.setOutput(name, WRITTEN_AS_IT_IS.has(name) ? outputs[name] : redacted(outputs[name]));
  }
}

/** The text for the output `result`, or what keeps it from being one. */
function outputOf(result: Result): { text: string; obstacle?: string } {
  if (result.start === undefined) return { text: '', obstacle: 'is not valid UTF-8' };
  // A long result is not even decoded.
  const text = result.bytes > MAX_RESULT_LENGTH * MAX_BYTES_PER_UNIT ? undefined : result.text();
  if (text === undefined || text.length > MAX_RESULT_LENGTH) {
    return { text: '', obstacle: 'is longer than 400,000 UTF-16 code units' };
  }
  return text.includes('\0') ? { text: '', obstacle: 'contains NUL' } : { text };
}

function inFile({ file }: Result): string {
  return typeof file === 'string' ? READ_FILE : '';
}

function endOf(logs: string): string {
  return logs.slice(-MAX_LOGS_LENGTH).toWellFormed();
}

/** A figure that may not be known. */
export function numberText(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
