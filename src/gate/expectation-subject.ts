import type { JSONValue } from '@jmespath-community/jmespath';
import { type Failure, sentence } from '../failure';
import type { InvocationMetadata } from '../function-compute/metadata';
import type { Result } from '../runner/result';

/** What expectations see, by the names of the contract. What is not known is `null`. */
export interface Subject {
  /** Parsed JSON, else the text; `null` also when the bytes are not text. */
  readonly result: JSONValue;
  readonly statusCode: number | null;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>> | null;
  readonly requestId: string | null;
  readonly errorType: string | null;
  readonly errorMessage: string | null;
  readonly logs: string | null;
  readonly durationMs: number | null;
  readonly billedDurationMs: number | null;
  readonly memoryUsedMb: number | null;
  readonly instanceId: string | null;
  readonly functionVersion: string | null;
  readonly codeChecksum: string | null;
}

/** The pieces of an invocation that expectations see. */
export interface ObservedInvocation {
  readonly statusCode?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly metadata: InvocationMetadata;
  readonly result?: Pick<Result, 'text' | 'isJson'> | undefined;
  readonly failure?: Failure | undefined;
}

export function subjectOf(invocation: ObservedInvocation): Subject {
  const { statusCode, headers, metadata, result, failure } = invocation;
  return {
    result: resultOf(result),
    statusCode: statusCode ?? null,
    headers: headers === undefined ? null : withLowerCaseNames(headers),
    requestId: metadata.requestId ?? null,
    errorType: failure?.type ?? null,
    errorMessage: failure === undefined ? null : sentence(failure),
    logs: metadata.logs ?? null,
    durationMs: metadata.durationMs ?? null,
    billedDurationMs: metadata.billedDurationMs ?? null,
    memoryUsedMb: metadata.memoryUsedMb ?? null,
    instanceId: metadata.instanceId ?? null,
    functionVersion: metadata.functionVersion ?? null,
    codeChecksum: metadata.codeChecksum ?? null,
  };
}

/** Numbers are read as JavaScript reads them: integers beyond 2^53 are rounded. */
function resultOf(result: ObservedInvocation['result']): JSONValue {
  const text = result?.text();
  if (text === undefined) return null;
  return result?.isJson ? JSON.parse(text) : text;
}

function withLowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
