import { type Failure, sentence } from '../failure';
import type { WholeLog } from '../function-compute/invocation';
import type { InvocationMetadata } from '../function-compute/metadata';
import type { Json } from '../json';
import type { Result } from '../runner/result';
import { byteSize } from '../text';
import { MAX_RESULT_BYTES, readContent } from './result-content';
import type { ObservedName, RootName } from './root-names';

/** What expectations see. What is not known is `null`. */
export type Subject = Readonly<Record<ObservedName, Json>> &
  Readonly<Partial<Record<RootName, Json>>>;

/** The pieces of an invocation that expectations see. */
export interface ObservedInvocation {
  readonly statusCode?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly metadata: InvocationMetadata;
  readonly result?: Pick<Result, 'bytes' | 'text'> | undefined;
  readonly failure?: Failure | undefined;
  readonly wholeLog?: Pick<WholeLog, 'text'> | 'unknown' | undefined;
}

/** @returns what expectations see, and what may be taken otherwise than its sender means it */
export function observe(invocation: ObservedInvocation): {
  readonly subject: Subject;
  readonly warnings: readonly string[];
} {
  const { statusCode, headers, metadata, result, failure } = invocation;
  const { value, warnings } = readResult(result);
  const subject = {
    result: value,
    statusCode: statusCode ?? null,
    headers: headers === undefined ? null : withLowerCaseNames(headers),
    requestId: metadata.requestId ?? null,
    errorType: failure?.type ?? null,
    errorMessage: failure === undefined ? null : sentence(failure),
    logs: logsOf(invocation),
    durationMs: metadata.durationMs ?? null,
    billedDurationMs: metadata.billedDurationMs ?? null,
    latencyMs: metadata.latencyMs ?? null,
    memoryUsedMb: metadata.memoryUsedMb ?? null,
    memorySizeMb: metadata.memorySizeMb ?? null,
    instanceId: metadata.instanceId ?? null,
    functionVersion: metadata.functionVersion ?? null,
    codeChecksum: metadata.codeChecksum ?? null,
    ...('deployedCodeChecksum' in metadata && {
      deployedCodeChecksum: metadata.deployedCodeChecksum ?? null,
    }),
  };
  return { subject, warnings };
}

/** The whole log where it was asked for: never a part of it, of which a lack proves nothing. */
function logsOf({ metadata, wholeLog }: ObservedInvocation): string | null {
  if (wholeLog === undefined) return metadata.logs ?? null;
  return wholeLog === 'unknown' ? null : wholeLog.text();
}

/** Parsed JSON, else the text; `null` also when the bytes are not text. */
function readResult(result: ObservedInvocation['result']): { value: Json; warnings: string[] } {
  if (result === undefined) return { value: null, warnings: [] };
  const content = readContent(result);
  switch (content.kind) {
    case 'json':
      return { value: content.value, warnings: [] };
    case 'text': {
      const { text, limit } = content;
      if (limit === undefined) return { value: text, warnings: [] };
      const warning = `The result cannot be read as JSON, because ${limit}, so \`expect\` sees it as a string.`;
      return { value: text, warnings: [warning] };
    }
    case 'bytes':
      return { value: null, warnings: [] };
    case 'too-large': {
      const size = `${byteSize(result.bytes)}, more than ${byteSize(MAX_RESULT_BYTES)}`;
      const warning = `The result has ${size}, so \`expect\` sees it as null.`;
      return { value: null, warnings: [warning] };
    }
  }
}

function withLowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
