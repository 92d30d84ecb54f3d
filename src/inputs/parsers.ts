import { closest } from '../closest';

/** Reads a value; throws an Error whose message is the end of a sentence that the name begins. */
export type Parser<T> = (text: string) => T;

/** A value that is not allowed: what is, and, where it can be told, what was probably meant. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';

  /**
   * @param expected end of a sentence that begins with the input's name
   * @param advice what to do; follows the value in the message
   */
  constructor(
    expected: string,
    readonly advice?: string | undefined,
  ) {
    super(expected);
  }
}

/** Advice to use the value that was probably meant; `undefined` without one. */
export function didYouMean(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : `did you mean \`${value}\`?`;
}

/** One of a few words, in any case of letters. */
export function oneOf<const T extends string>(...allowed: readonly T[]): Parser<T> {
  return (text) => {
    const value = allowed.find((word) => word === text.toLowerCase());
    if (value !== undefined) return value;
    throw new InvalidValue(
      `must be one of ${allowed.join(', ')}`,
      didYouMean(closest(text, allowed)),
    );
  };
}

/** How people say true and false elsewhere. */
const TRUE_WORDS = ['yes', 'y', 'on', '1', 't', 'enable', 'enabled'];
const FALSE_WORDS = ['no', 'n', 'off', '0', 'f', 'disable', 'disabled'];

export const flag: Parser<boolean> = (text) => {
  const word = text.toLowerCase();
  if (word === 'true') return true;
  if (word === 'false') return false;
  const meant = TRUE_WORDS.includes(word)
    ? 'true'
    : FALSE_WORDS.includes(word)
      ? 'false'
      : closest(word, ['true', 'false']);
  throw new InvalidValue('must be true or false', didYouMean(meant));
};

/** A whole number in plain digits. `unit` is a plural. */
export function wholeNumber(min: number, max: number, unit?: 'seconds'): Parser<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    const meant = meantNumber(text, unit);
    const isAllowed = meant >= min && meant <= max;
    throw new InvalidValue(
      `must be a whole number from ${min} to ${max}${unit === undefined ? '' : ` ${unit}`}, in digits`,
      didYouMean(isAllowed ? meant : undefined),
    );
  };
}

/** Seconds in the units that people write, by their first letters. */
const UNITS: readonly (readonly [pattern: RegExp, seconds: number])[] = [
  [/^$/, 1],
  [/^(?:ms|msecs?|milliseconds?)$/, 0.001],
  [/^(?:s|secs?|seconds?)$/, 1],
  [/^(?:m|mins?|minutes?)$/, 60],
  [/^(?:h|hrs?|hours?)$/, 3600],
];

/** The number in strings such as `30s`, `10 min`, `1,000`, `5.0` or `３０`; NaN if there is none. */
function meantNumber(text: string, unit: 'seconds' | undefined): number {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[,_](?=\d{3}(?!\d))/g, '');
  const match = /^(\d{1,9}(?:\.\d{1,3})?) ?([a-z]*)$/.exec(plain);
  if (match === null) return Number.NaN;
  const [, digits = '', written = ''] = match;
  if (unit === undefined && written !== '') return Number.NaN;
  const factor = UNITS.find(([pattern]) => pattern.test(written))?.[1];
  const value = Number(digits) * (factor ?? Number.NaN);
  return Number.isInteger(value) ? value : Number.NaN;
}

/**
 * Text of a certain form, which `expected` describes.
 *
 * @param adviceFor what to do about a text of another form, if that can be told
 */
export function matching(
  pattern: RegExp,
  expected: string,
  adviceFor: (text: string) => string | undefined = () => undefined,
): Parser<string> {
  return (text) => {
    if (!pattern.test(text)) throw new InvalidValue(`must be ${expected}`, adviceFor(text));
    return text;
  };
}
