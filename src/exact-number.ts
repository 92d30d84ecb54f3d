/** Integers of more digits are refused: the time that arithmetic takes must not be the sender's. */
const MAX_INTEGER_DIGITS = 1000;

/** JSON that is valid as far as it was read, but goes beyond a limit of this action. */
export class JsonLimitError extends Error {
  override readonly name = 'JsonLimitError';
}

/** Of so many characters without an exponent, JavaScript reads every integer exactly. */
const ALWAYS_EXACT_LENGTH = 15;

/**
 * The value of a JSON number: every integer exactly, whether or not it is written with a fraction
 * or an exponent; anything else as a double.
 *
 * @param source a valid JSON number
 * @throws JsonLimitError for an integer of more than {@link MAX_INTEGER_DIGITS} digits, counted after
 * the exponent is applied, and for any other number beyond the range of doubles
 */
export function exactNumber(source: string): number | bigint {
  if (source.length <= ALWAYS_EXACT_LENGTH && !/[eE]/.test(source)) return Number(source);
  const sign = source.startsWith('-') ? '-' : '';
  const [mantissa = '', exponent = '0'] = source.slice(sign.length).split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const { digits, zeros } = significant(whole + fraction);
  if (digits === '') return 0;
  const shift = Number(exponent) - fraction.length + zeros;
  if (shift < 0) return finite(Number(source));
  if (digits.length + shift > MAX_INTEGER_DIGITS) {
    throw new JsonLimitError(`an integer has more than ${MAX_INTEGER_DIGITS} digits`);
  }
  return shortest(BigInt(`${sign}${digits}${'0'.repeat(shift)}`));
}

/** An integer as the type that all code here expects of it: a `bigint` only where it must be. */
export function shortest(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The digits without zeros at either end, and how many there were at the right end. */
function significant(digits: string): { digits: string; zeros: number } {
  let start = 0;
  let end = digits.length;
  while (digits[start] === '0') start++;
  while (digits[end - 1] === '0') end--;
  return { digits: digits.slice(start, end), zeros: digits.length - end };
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new JsonLimitError('a number is beyond the range of doubles');
}
