import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonLimitError } from '../../src/exact-number';
import { jsonText } from '../../src/json';
import {
  isJsonText,
  jsonIn,
  MAX_JSON_DEPTH,
  readJson,
  readWrittenJson,
} from '../../src/json-reader';

/** The value as JSON.parse would have it, but for the sign of zero. */
function asDoubles(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(asDoubles);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asDoubles(item)]));
}

function readAs(parse: (text: string) => unknown, text: string) {
  try {
    return { value: parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return 'no JSON';
    if (error instanceof JsonLimitError) return 'beyond a limit';
    throw error;
  }
}

/** Text that is nearly JSON: a piece of it is repeated, left out or replaced. */
const nearJson = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.nat({ max: 3 }),
    fc.constantFrom(
      '',
      '"',
      '\\',
      '\\u12',
      '{',
      ']',
      ',',
      ':',
      '0',
      '-',
      '.',
      'e',
      ' ',
      '\n',
      '\0',
    ),
  )
  .map(([text, position, length, piece]) => {
    const at = position % (text.length + 1);
    return text.slice(0, at) + piece + text.slice(at + length);
  });

describe('reading JSON', () => {
  test('accepts what JSON.parse accepts, with the same value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), nearJson, fc.string()), (text) => {
        const read = readAs((each) => asDoubles(readJson(each)), text);
        fc.pre(read !== 'beyond a limit');
        const expected = readAs((each) => asDoubles(JSON.parse(each)), text);
        expect(read).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    '',
    ' ',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    '[1,]',
    '[,1]',
    '{"a":1,}',
    '{a:1}',
    '"\n"',
    '"\\x"',
    '"\\u12g4"',
    'nul',
    'True',
    '1 2',
    '[1',
    '{"a"',
    '"a',
    '\u00a01',
    '\ufeff\ufeff1',
    'NaN',
  ])('refuses %j', (text) => {
    expect(() => readJson(text)).toThrow(SyntaxError);
    expect(isJsonText(text)).toBe(false);
    expect(jsonIn(text)).toBeUndefined();
  });

  test('says what it found', () => {
    expect(() => readJson('[1, hello]')).toThrow('unexpected "hello]" at position 4');
    expect(() => readJson('[1')).toThrow('unexpected end of the text');
  });

  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['1234567890123456789', 1234567890123456789n],
    ['1234567890123456789.0', 1234567890123456789n],
    ['1234567890123456789000e-3', 1234567890123456789n],
    ['1.5e3', 1500],
    ['100e-2', 1],
    ['1e22', 10n ** 22n],
    ['1e400', 10n ** 400n],
    ['0e999999999999', 0],
    ['-0', -0],
    ['0.1', 0.1],
    ['1.10', 1.1],
    ['12345678901234567890.5', Number('12345678901234567890.5')],
    ['1e-400', 0],
    [`1${'0'.repeat(999)}`, 10n ** 999n],
    [`1${'0'.repeat(1999)}e-1000`, 10n ** 999n],
  ])('reads %s by its value', (text, value) => {
    expect(readJson(text)).toBe(value);
  });

  test.each(['1e1000', `1${'0'.repeat(1000)}`, '1e999999999999', `${'9'.repeat(400)}.5`])(
    'refuses %s, which is too long to be exact',
    (text) => {
      expect(() => readJson(`[${text}]`)).toThrow(JsonLimitError);
      expect(isJsonText(text)).toBe(true);
    },
  );

  test('refuses a text that would take a hundred times its size', () => {
    const integers = (count: number) => `[${Array.from({ length: count }, () => '1e99').join()}]`;
    expect(readJson(integers(65_536))).toHaveLength(65_536);
    expect(() => readJson(integers(65_537))).toThrow(JsonLimitError);
  });

  test('takes the last of a repeated name, and __proto__ for a name', () => {
    const value = readJson('{"a":1,"__proto__":{"b":1},"a":2,"__proto__":{"c":1}}');
    expect(jsonText(value)).toBe('{"a":2,"__proto__":{"c":1}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(jsonText(readJson('{"\\u005f_proto__":1}'))).toBe('{"__proto__":1}');
  });

  test('ends at once where it is nested too deeply', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(jsonText(readJson(nested(MAX_JSON_DEPTH)))).toBe(nested(MAX_JSON_DEPTH));
    expect(() => readJson(nested(MAX_JSON_DEPTH + 1))).toThrow(JsonLimitError);
    expect(isJsonText(nested(MAX_JSON_DEPTH + 1))).toBe(false);
    expect(jsonIn(nested(MAX_JSON_DEPTH + 1))).toBeUndefined();
    expect(jsonIn('{"a":1}')).toEqual({ a: 1 });
    expect(isJsonText('['.repeat(32 * 1024 * 1024))).toBe(false);
    expect(isJsonText('{"a":'.repeat(6 * 1024 * 1024))).toBe(false);
  });

  test('is no matter of the length of a string or number', () => {
    const length = 1024 * 1024;
    expect(readJson(`"${'x'.repeat(length)}"`)).toHaveLength(length);
    expect(readJson(`"${'\\n'.repeat(length)}"`)).toHaveLength(length);
    expect(() => readJson('1'.repeat(length))).toThrow(JsonLimitError);
    expect(() => readJson(`1.${'0'.repeat(length)}1e${'9'.repeat(9)}`)).toThrow(JsonLimitError);
  });
});

describe('writing JSON', () => {
  test('gives what JSON.stringify gives, of any length', () => {
    const value = Array.from({ length: 20_000 }, (_, index) => ({
      [`n${index}`]: ['a\u2028"', index, null, [], {}, '\ud800'],
    }));
    expect(jsonText(value)).toBe(JSON.stringify(value));
    expect(jsonText([...value, 2n ** 64n])).toBe(
      JSON.stringify([...value, 0]).replace(/0\]$/, `${2n ** 64n}]`),
    );
  });

  test('ends where the text would be too long', () => {
    const long = 'x'.repeat(32 * 1024 * 1024);
    expect(() => jsonText([long, long, long, long, 2n ** 64n])).toThrow(RangeError);
  });
});

describe('JSON that is passed on', () => {
  test.each([
    '{"id":1234567890123456789,"price":1.10,"e":1E+2,"z":-0.0,"huge":1e99999}',
    `[${'9'.repeat(2000)}]`,
    '{"__proto__":{"a":1},"b":[null,true,"\\u2028"]}',
  ])('keeps the digits of %s', (text) => {
    expect(jsonText(readWrittenJson(text))).toBe(text.replace('\\u2028', '\u2028'));
  });
});
