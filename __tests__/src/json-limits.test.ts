/** What JSON may have at most, what is said of JSON that is wrong, and the rare values of writing. */
import { describe, expect, test } from 'vitest';
import { isJsonObject, type Json, jsonText, WrittenNumber } from '../../src/json';
import { isJsonText, jsonIn, readJson, readWrittenJson } from '../../src/json-reader';

describe('what is wrong is quoted with its place', () => {
  test.each([
    ['', 'unexpected end of the text'],
    ['  ', 'unexpected end of the text'],
    ['[1', 'unexpected end of the text'],
    ['"a', 'unexpected end of the text'],
    ['"a\\', 'unexpected end of the text'],
    ['{"a"', 'unexpected end of the text'],
    ['x', 'unexpected "x" at position 0'],
    [' tru', 'unexpected "tru" at position 1'],
    ['[fals]', 'unexpected "fals]" at position 1'],
    ['nil', 'unexpected "nil" at position 0'],
    ['1 2', 'unexpected "2" at position 2'],
    ['[1 2]', 'unexpected "2]" at position 3'],
    ['[1,]', 'unexpected "]" at position 3'],
    ['{1:2}', 'unexpected "1:2}" at position 1'],
    ['{ "a" 2}', 'unexpected "2}" at position 6'],
    ['{"a":1 "b"}', 'unexpected "\\"b\\"}" at position 7'],
    ['"a\nb"', 'unexpected "\\nb\\"" at position 2'],
    ['"a\u001fb"', 'unexpected "\\u001fb\\"" at position 2'],
    ['-x', 'unexpected "-x" at position 0'],
    [`[${'y'.repeat(30)}`, `unexpected "${'y'.repeat(20)}" at position 1`],
  ])('%j', (text, message) => {
    expect(() => readJson(text)).toThrow(new SyntaxError(message));
  });
});

describe('reading', () => {
  test.each<[string, Json]>([
    ['\t\r\n 1 \t\r\n', 1],
    ['\ufeff 1', 1],
    ['[]', []],
    ['[ ]', []],
    ['[ 1 , 2 ]', [1, 2]],
    ['\n1', 1],
    ['\r1', 1],
    ['\t1', 1],
    ['1\n', 1],
    ['1\r', 1],
    ['{ }', {}],
    ['{ "a" : 1 , "b" : [ { } ] }', { a: 1, b: [{}] }],
    ['"\\u0041\\n\\"\\\\"', 'A\n"\\'],
    ['"a b!#[]^~\uffff"', 'a b!#[]^~\uffff'],
    ['-10.25E-2', -0.1025],
    ['[0,-0.5,10,1e5,1E+2]', [0, -0.5, 10, 100_000, 100]],
    ['[true,false,null]', [true, false, null]],
  ])('%j', (text, value) => {
    expect(readJson(text)).toEqual(value);
    expect(isJsonText(text)).toBe(true);
    expect(jsonIn(text)).toEqual(value);
  });

  test.each(['[1', '1e1000', '['.repeat(1001)])('not at all: %s', (text) => {
    expect(jsonIn(text)).toBeUndefined();
  });

  test.each(['00', '-01', '1.e1', '1e+', '1.2.3', '--1', '1-', 'truefalse', '"\\uZZZZ"'])(
    'not %j',
    (text) => {
      expect(() => readJson(text)).toThrow(SyntaxError);
    },
  );

  test('has members that are like any other, also __proto__', () => {
    const object = readJson('{"__proto__":1,"a":2}');
    expect(Object.getOwnPropertyDescriptor(object, '__proto__')).toEqual({
      value: 1,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  });
});

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const beside = (depth: number) => `[${nested(depth - 1)},${nested(depth - 1)}]`;
const integers = (count: number, text: string) => `[${`${text},`.repeat(count - 1)}${text}]`;

describe('a limit', () => {
  test.each([
    ['1,000 levels', nested(1000), undefined],
    ['1,000 levels twice', beside(1000), undefined],
    ['1,001 levels', nested(1001), 'it is nested more than 1000 levels deep'],
  ])('of depth: %s', (_, text, problem) => {
    if (problem === undefined) expect(isJsonText(text)).toBe(true);
    else expect(() => readJson(text)).toThrow(problem);
  });

  test.each([
    ['65,536 large integers with an exponent', integers(65_536, '1e99'), true],
    ['65,537 large integers with an exponent', integers(65_537, '1e99'), false],
    ['65,537 of them with a capital E', integers(65_537, '1E99'), false],
    ['65,537 small integers with an exponent', integers(65_537, '1e9'), true],
    ['65,537 large integers without', integers(65_537, '1000000000000000000000'), true],
  ])('of numbers: %s', (_, text, isRead) => {
    const problem = 'it has too many large integers that are written with an exponent';
    if (isRead) expect(readJson(text)).toHaveLength(text.split(',').length);
    else expect(() => readJson(text)).toThrow(problem);
    expect(isJsonText(text)).toBe(true);
    expect(readWrittenJson(text)).toHaveLength(text.split(',').length);
  });
});

describe('is an object of JSON:', () => {
  test.each([
    ['an empty one', {}, true],
    ['one with a member', { a: 1 }, true],
    ['a list', [], false],
    ['null', null, false],
    ['nothing', undefined, false],
    ['a string', 'text', false],
    ['a number', 1, false],
    ['a number as it was written', new WrittenNumber('1'), false],
  ])('%s', (_, value, isObject) => {
    expect(isJsonObject<unknown>(value)).toBe(isObject);
  });
});

describe('writing', () => {
  const big = 2n ** 64n;
  const text = String(big);

  test.each<[Parameters<typeof jsonText>[0], string]>([
    [big, text],
    [[big], `[${text}]`],
    [[big, [], {}, [[]], 'a"'], `[${text},[],{},[[]],"a\\""]`],
    [{ a: big, 'b"': null, c: [true, -0.5] }, `{"a":${text},"b\\"":null,"c":[true,-0.5]}`],
    [[new WrittenNumber('1.10'), { '': new WrittenNumber('1e5') }], '[1.10,{"":1e5}]'],
    ['plain', '"plain"'],
  ])('exact numbers among others', (value, written) => {
    expect(jsonText(value)).toBe(written);
  });

  test('is refused to JSON.stringify for a number as it was written', () => {
    expect(() => JSON.stringify(new WrittenNumber('1.10'))).toThrow(
      new TypeError('A WrittenNumber is written by jsonText.'),
    );
  });

  test('is all there, however long', () => {
    const items = Array.from({ length: 40_000 }, (_, index) => `item ${index}`);
    const whole = jsonText([...items, big, ...items]);
    const plain = JSON.stringify([...items, 0, ...items]);
    expect(whole).toBe(plain.replace(',0,', `,${text},`));
  });

  test('is refused for what is too deep', () => {
    let deep: Json = big;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(() => jsonText(deep)).toThrow(RangeError);
  });
});
