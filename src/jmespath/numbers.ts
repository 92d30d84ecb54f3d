import { exactNumber, JsonLimitError, shortest } from '../exact-number';

type ExactNumber = number | bigint;

export function absolute(value: ExactNumber): ExactNumber {
  return value < 0 ? -value : value;
}

/** @param round one of those of `Math`, which leave an integer as it is */
export function rounded(value: ExactNumber, round: (value: number) => number): ExactNumber {
  return typeof value === 'bigint' ? value : round(value);
}

/** Exact if all numbers are integers. */
export function sum(list: readonly ExactNumber[]): ExactNumber {
  const { integer, rest } = sums(list);
  return rest === undefined ? shortest(integer) : Number(integer) + rest;
}

/** `null` of none; exact if all numbers are integers and so is their average. */
export function average(list: readonly ExactNumber[]): ExactNumber | null {
  if (list.length === 0) return null;
  const { integer, rest } = sums(list);
  if (rest !== undefined) return (Number(integer) + rest) / list.length;
  const count = BigInt(list.length);
  const remainder = integer % count;
  if (remainder === 0n) return shortest(integer / count);
  const total = Number(integer);
  if (Number.isFinite(total)) return total / list.length;
  throw new Error('avg() would be a fraction beyond the range of doubles');
}

/** The sum of the integers, and of what is not an integer. */
function sums(list: readonly ExactNumber[]): { integer: bigint; rest: number | undefined } {
  let integer = 0n;
  let rest: number | undefined;
  /** Of small integers, which do not need a `bigint` each. */
  let small = 0;
  for (const item of list) {
    if (typeof item === 'bigint') integer += item;
    else if (!Number.isInteger(item)) rest = (rest ?? 0) + item;
    else if (Number.isSafeInteger(small + item)) small += item;
    else {
      integer += BigInt(small);
      small = 0;
      integer += BigInt(item);
    }
  }
  return { integer: integer + BigInt(small), rest };
}

/** The number that a string holds as JSON writes it, else `null`. */
export function numberFrom(text: string): ExactNumber | null {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return null;
  try {
    return exactNumber(text);
  } catch (error) {
    if (error instanceof JsonLimitError) return null;
    throw error;
  }
}
