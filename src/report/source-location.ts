import type { Failure } from '../failure';
import type { InvocationMetadata } from '../function-compute/metadata';
import { jsonIn } from '../json-reader';
import type { Result } from '../runner/result';
import { type DeployedSource, SourceFiles } from './source-location-files';
import { framesInBody, framesInText, type StackFrame } from './stack-frames';

/** The place of an annotation. */
export interface SourceLocation {
  /** Relative to the workspace, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column?: number;
}

/** The parts of an invocation that tell where a function failed. */
export interface FailedInvocation {
  readonly result?: Pick<Result, 'bytes' | 'start' | 'text'> | undefined;
  readonly metadata: Pick<InvocationMetadata, 'logs'>;
}

/** The body of a function error is small; of a larger one, only the beginning is searched. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Arrays and objects take the time and memory of parsing; the longest stack has fewer. */
const MAX_PARSED_CONTAINERS = 100_000;

/** FC stopped the function: a stack in its log tells of something else. */
const TIMED_OUT = 'Function timed out';

/** Dependency folders. */
const FOREIGN_CODE = /(?:^|\/)(?:node_modules|vendor|third_party|site-packages|dist-packages)\//;

/**
 * Finds the place in the repository where a function failed: the innermost stack frame whose file
 * exists under the deployed folder, one of the function's own code before one of a dependency.
 * `undefined` when there is none, or the failure is not the function's. Nothing is thrown.
 */
export function locateError(
  { kind }: Pick<Failure, 'kind'>,
  invocation: FailedInvocation,
  source: DeployedSource,
): SourceLocation | undefined {
  if (kind !== 'function' && kind !== 'task') return undefined;
  const frames = framesOf(invocation).filter(({ line }) => Number.isSafeInteger(line) && line > 0);
  const files = SourceFiles.open(source);
  if (files === undefined) return undefined;
  let foreign: SourceLocation | undefined;
  for (const { path, line, column } of frames) {
    const file = files.find(path);
    if (file === undefined) continue;
    const location = { file, line, ...(column && { column }) };
    if (!FOREIGN_CODE.test(file)) return location;
    foreign ??= location;
  }
  return foreign;
}

/** Of the body; when it has none, as after a crash, of the log. */
function framesOf({ result, metadata }: FailedInvocation): StackFrame[] {
  const isLong = result !== undefined && result.bytes > MAX_BODY_BYTES;
  const text = (isLong ? result.start : result?.text()) ?? '';
  const body = isLong ? undefined : parsed(text);
  const frames = body === undefined ? framesInText(text) : framesInBody(body);
  if (frames.length > 0 || messageOf(body).startsWith(TIMED_OUT)) return frames;
  return framesInText(metadata.logs ?? '');
}

function parsed(text: string): unknown {
  let containers = 0;
  for (const character of text) {
    if (character !== '[' && character !== '{') continue;
    if (++containers > MAX_PARSED_CONTAINERS) return undefined;
  }
  return jsonIn(text);
}

function messageOf(body: unknown): string {
  const isRecord = typeof body === 'object' && body !== null && 'errorMessage' in body;
  return isRecord && typeof body.errorMessage === 'string' ? body.errorMessage : '';
}
