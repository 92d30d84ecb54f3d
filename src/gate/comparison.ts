import type { JsonObject } from '../json';
import type { Result } from '../runner/result';
import { byteSize } from '../text';
import { each, isObject, isSameHere, Opaque, type Sides, type Value } from './compared-value';
import { Comparer, type Places } from './differences';
import type { ObservedInvocation } from './expectation-subject';
import { type IgnoredPath, unmatchedWarnings } from './ignored-paths';
import { readContent } from './result-content';

/** What of an invocation is compared; FC ran the function, however that ended. */
export interface ComparedInvocation extends Pick<ObservedInvocation, 'statusCode' | 'failure'> {
  readonly result?: ComparedResult | undefined;
}

type ComparedResult = Pick<Result, 'bytes' | 'text' | 'digest'>;

/** What is compared, in the order in which differences are told. */
const WHOLES = ['errorType', 'statusCode', 'result'] as const;

type Whole = (typeof WHOLES)[number];

type Wholes = Readonly<Record<Whole, Value>>;

interface Side extends Wholes {
  /** What makes two function errors equal, of a body as the runtimes of FC write it. */
  readonly functionError: JsonObject | undefined;
}

/** What a comparison found. */
export type Comparison =
  | {
      readonly kind: 'compared';
      /** Places that count; without any, candidate and baseline are equal. */
      readonly differences: Places;
      /** Places where the baseline differs from itself, and the candidate does not stand out. */
      readonly noise: Places;
      /** What its author may not expect of `compare-ignore`, each in a sentence. */
      readonly warnings: readonly string[];
    }
  /** The baseline differs from itself in all that could be compared. */
  | { readonly kind: 'noisy-as-a-whole'; readonly what: Whole }
  /** There is no result, or its file is lost. */
  | { readonly kind: 'unreadable'; readonly whose: 'candidate' | 'baseline' };

/**
 * Compares error type, status code and result of two invocations. Parsed JSON is compared deeply,
 * with names in any order, items by index and numbers by value, and anything else by its bytes. A
 * value that one side lacks, or of another type, is one place however large.
 *
 * @param again the baseline, invoked once more: where it differs from itself is noise
 */
export async function compare(
  candidate: ComparedInvocation,
  baseline: ComparedInvocation,
  again: ComparedInvocation | undefined,
  ignored: readonly IgnoredPath[],
): Promise<Comparison> {
  const ours = await sideOf(candidate);
  if (ours === undefined) return { kind: 'unreadable', whose: 'candidate' };
  const first = await sideOf(baseline);
  const second = again === undefined ? first : await sideOf(again);
  if (first === undefined || second === undefined) return { kind: 'unreadable', whose: 'baseline' };

  return compareSides([ours, first, second], ignored);
}

function compareSides(given: Sides<Side>, ignored: readonly IgnoredPath[]): Comparison {
  const areErrors = given.every(({ functionError }) => functionError !== undefined);
  const sides: Sides<Wholes> = areErrors ? each(given, errorOnly) : given;
  const [, baseline, again] = sides;
  const what = WHOLES.find((whole) => !isSameHere(baseline[whole], again[whole]));
  if (what !== undefined) return { kind: 'noisy-as-a-whole', what };

  const comparer = new Comparer(ignored);
  const all = (whole: Whole) => each(sides, (side) => side[whole]);
  comparer.compareValue('errorType', all('errorType'));
  comparer.compareValue('statusCode', all('statusCode'));
  comparer.compareResult(all('result'));
  const { differences, noise } = comparer;
  const results = each(given, ({ result }) => (result instanceof Opaque ? undefined : result));
  return { kind: 'compared', differences, noise, warnings: unmatchedWarnings(ignored, results) };
}

/** `undefined` if there is no result, or it cannot be read. */
async function sideOf(invocation: ComparedInvocation): Promise<Side | undefined> {
  const { failure, statusCode, result } = invocation;
  const value = result && (await resultValue(result));
  if (value === undefined) return undefined;
  return {
    errorType: failure?.type ?? null,
    statusCode: statusCode ?? null,
    result: value,
    functionError: failure?.kind === 'function' ? errorIn(value) : undefined,
  };
}

/** The stack trace, for one, is not a part of it. */
function errorIn(result: Value): JsonObject | undefined {
  if (!isObject(result)) return undefined;
  const names = ['errorType', 'errorMessage'].filter((name) => Object.hasOwn(result, name));
  return Object.fromEntries(names.map((name) => [name, result[name] ?? null]));
}

function errorOnly({ errorType, functionError }: Side): Wholes {
  return { errorType, statusCode: null, result: functionError };
}

async function resultValue(result: ComparedResult): Promise<Value> {
  const content = readContent(result);
  switch (content.kind) {
    case 'json':
      return content.value;
    case 'text':
      return new Opaque('text', content.text);
    case 'bytes':
    case 'too-large': {
      const digest = await result.digest();
      if (digest === undefined) return undefined;
      return new Opaque('bytes', `${byteSize(result.bytes)}, SHA-256 ${digest}`);
    }
  }
}
