import { identifierFrom } from '../text';

/** What FC tells about an invocation besides the result. What is not known is `undefined`. */
export interface InvocationMetadata {
  readonly requestId?: string | undefined;
  /** `X-Fc-Error-Type`: the only sign of a failed function, whose HTTP status is 200. */
  readonly functionErrorType?: string | undefined;
  /** The last 4 KB of the log, as text. */
  readonly logs?: string | undefined;
  /** A log came that is not base64. */
  readonly logIsMalformed?: boolean;
  readonly durationMs?: number | undefined;
  readonly billedDurationMs?: number | undefined;
  readonly memoryUsedMb?: number | undefined;
  /** What the function may use; from the log. */
  readonly memorySizeMb?: number | undefined;
  /** From the first byte of the request to the last of the response. */
  readonly latencyMs?: number | undefined;
  readonly instanceId?: string | undefined;
  readonly functionVersion?: string | undefined;
  readonly codeChecksum?: string | undefined;
  /** As GetFunction told it before; with `wait-for-update` the property is there in any case. */
  readonly deployedCodeChecksum?: string | undefined;
  readonly asyncTaskId?: string | undefined;
  /** Of an awaited task, in FC's words, e.g. `Succeeded`. */
  readonly asyncTaskStatus?: string | undefined;
}

/**
 * Reads the headers of a response to InvokeFunction (lower-case names). Duration and memory are
 * headers on FC 2.0 and optional on 3.0, so the log's last line stands in for them.
 */
export function readMetadata(headers: Readonly<Record<string, string>>): InvocationMetadata {
  const identifier = (name: string) => identifierFrom(headers[name]);
  const encodedLog = headers['x-fc-log-result'];
  const logs = encodedLog === undefined ? undefined : decodeLogTail(encodedLog);
  const logged = readDurationLine(logs);
  return {
    requestId: identifier('x-fc-request-id'),
    functionErrorType: identifier('x-fc-error-type')?.replace(/[^\w.-]+/g, '_'),
    logs,
    logIsMalformed: encodedLog !== undefined && logs === undefined,
    durationMs: parseMetric(headers['x-fc-invocation-duration']) ?? logged.durationMs,
    billedDurationMs: logged.billedDurationMs,
    memoryUsedMb: parseMetric(headers['x-fc-max-memory-usage']) ?? logged.memoryUsedMb,
    memorySizeMb: logged.memorySizeMb,
    instanceId: identifier('x-fc-instance-id'),
    functionVersion: identifier('x-fc-invocation-service-version'),
    codeChecksum: identifier('x-fc-code-checksum'),
    asyncTaskId: identifier('x-fc-async-task-id'),
  };
}

/** Whether FC names an error at all; a function cannot set its header. */
export function namesErrorType(headers: Readonly<Record<string, string>>): boolean {
  return headers['x-fc-error-type'] !== undefined;
}

/** Error types of functions, by which FC says that the function ran and failed. */
const FUNCTION_ERROR_TYPE =
  /^(HandledInvocationError|UnhandledInvocationError|InitializationError)$/;

/** Whether a response is that of a function which failed, whatever its status is. */
export function isFunctionError(headers: Readonly<Record<string, string>>): boolean {
  return FUNCTION_ERROR_TYPE.test(headers['x-fc-error-type'] ?? '');
}

/**
 * Whether FC itself refused, and no function has anything to do with the response. Live FC writes
 * `FCCommonError`, an old page of its documentation `FcCommonError`.
 */
export function isOwnRefusal(headers: Readonly<Record<string, string>>): boolean {
  const types = headers['x-fc-error-type']?.toLowerCase().split(',') ?? [];
  return types.some((type) => type.trim() === 'fccommonerror');
}

/**
 * Decodes `X-Fc-Log-Result`; `undefined` when it is not base64. FC cuts the log by bytes, so that
 * the first character may be the rest of one; it is dropped. Bytes that are not UTF-8 become
 * U+FFFD.
 */
export function decodeLogTail(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  let start = 0;
  while (start < 3 && isContinuationByte(bytes[start])) start++;
  return bytes.subarray(start).toString('utf8');
}

function isContinuationByte(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}

const DURATION_LINE =
  /^Duration: (?<duration>[\d.]+) ms, Billed Duration: (?<billed>[\d.]+) ms, Memory Size: (?<size>[\d.]+) MB, Max Memory Used: (?<memory>[\d.]+) MB$/;

/** Reads the line that FC writes below the log; the same text further up is the function's own. */
export function readDurationLine(
  logs: string | undefined,
): Pick<InvocationMetadata, 'durationMs' | 'billedDurationMs' | 'memoryUsedMb' | 'memorySizeMb'> {
  const lastLine = logs?.trimEnd().split(/\r?\n/).at(-1) ?? '';
  const groups = DURATION_LINE.exec(lastLine)?.groups;
  return {
    durationMs: parseMetric(groups?.duration),
    billedDurationMs: parseMetric(groups?.billed),
    memoryUsedMb: parseMetric(groups?.memory),
    memorySizeMb: parseMetric(groups?.size),
  };
}

/** A plain decimal number of a length that FC may write; anything else is as good as none. */
function parseMetric(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(\.\d{1,15})?$/.test(text.trim())
    ? Number(text)
    : undefined;
}
