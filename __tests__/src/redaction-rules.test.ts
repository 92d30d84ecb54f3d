/** What counts as a secret, in which spellings, and what remains of a text at its cuts. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { addSecret, forgetSecrets, redacted, redactedPiece } from '../../src/redaction';

beforeEach(forgetSecrets);
afterAll(forgetSecrets);

describe('a secret', () => {
  test.each([
    ['of 7 characters', '1234567', 'x 1234567 y', 'x 1234567 y'],
    ['of 8 characters', '12345678', 'x 12345678 y', 'x *** y'],
    ['of 7 characters between spaces', ' 1234567 ', 'x 1234567 y', 'x***y'],
    ['with space around it', '  12345678\t', 'x12345678y', 'x***y'],
    ['of several lines, as a whole', 'line-one\nline-two', '<line-one\nline-two>', '<***>'],
    ['of several lines, line by line', 'line-one\r\n  line-two', 'line-two, line-one', '***, ***'],
    ['of several lines, of which one is short', 'line-one\nshort', 'short line-one', 'short ***'],
    ['with empty lines', 'line-one\n\r\n\n', 'a\n\nb', 'a\n\nb'],
    ['of several lines, trimmed', ' line-one\nline-two\n', '<line-one\nline-two>', '<***>'],
    ['of 7 characters, in a URL', 'a b c d', 'a%20b%20c%20d', 'a%20b%20c%20d'],
    ['of 8 characters, in a URL', 'a b c de', 'a%20b%20c%20de', '***'],
    ['at the start', '12345678', '12345678 y', '*** y'],
    ['at the end', '12345678', 'x 12345678', 'x ***'],
    ['twice beside each other', '12345678', '1234567812345678', '***'],
    ['twice with something between', '12345678', '12345678-12345678', '***-***'],
    ['overlapping itself twice', 'abababab', 'xabababababay', 'x***ay'],
    ['overlapping itself, and once more behind', 'aaaaaaaa', 'aaaaaaaaa aaaaaaaa', '*** ***'],
  ])('%s', (_, secret, text, shown) => {
    addSecret(secret);
    expect(redacted(text)).toBe(shown);
  });

  test.each([
    ['overlapping', 'secret-one-two', 'two-and-three', '[secret-one-two-and-three]', '[***]'],
    ['one within the other', 'secret-one-two', 'cret-one', '[secret-one-two]', '[***]'],
    ['the longer one first', 'secret-on', 'secret-one-two', '[secret-one-two]', '[***]'],
    ['beside each other', 'secret-one', 'two-secret', '[secret-onetwo-secret]', '[***]'],
    ['apart, the later first', 'secret-two', 'secret-one', 'secret-one.secret-two', '***.***'],
  ])('and another, %s', (_, one, other, text, shown) => {
    addSecret(one);
    addSecret(other);
    expect(redacted(text)).toBe(shown);
  });

  test('is forgotten with all others', () => {
    addSecret('12345678');
    forgetSecrets();
    expect(redacted('x 12345678 y', 3)).toBe('x 1');
    expect(redactedPiece('x 1234', 'end')).toBe('x 1234');
  });
});

describe('the spelling of a secret', () => {
  const SECRET = 'q"b\\s/p+a&l<g>t\'`(e)* ~!汉';

  test.each([
    ['in JSON', String.raw`q\"b\\s/p+a&l<g>t'${'`'}(e)* ~!汉`],
    ['in JSON within JSON', String.raw`q\\\"b\\\\s/p+a&l<g>t'${'`'}(e)* ~!汉`],
    ['in JSON of PHP', String.raw`q\"b\\s\/p+a&l<g>t'${'`'}(e)* ~!汉`],
    ['in JSON of .NET', String.raw`q\"b\\s/p\u002Ba\u0026l\u003Cg\u003Et\u0027\u0060(e)* ~!汉`],
    ['in a URL', "q%22b%5Cs%2Fp%2Ba%26l%3Cg%3Et'%60(e)*%20~!%E6%B1%89"],
    ['in a form', "q%22b%5Cs%2Fp%2Ba%26l%3Cg%3Et'%60(e)*+~!%E6%B1%89"],
    ['in a URL of a signature', 'q%22b%5Cs%2Fp%2Ba%26l%3Cg%3Et%27%60%28e%29%2A%20~%21%E6%B1%89'],
  ])('%s', (_, spelling) => {
    addSecret(SECRET);
    expect(redacted(`<${spelling}>`)).toBe('<***>');
  });

  test.each([
    [0, 'base64'],
    [1, 'base64'],
    [2, 'base64'],
    [0, 'base64url'],
    [1, 'base64url'],
    [2, 'base64url'],
  ] as const)('behind %i bytes in %s', (before, encoding) => {
    const secret = '?>?>?>~~~~\u00ff\u00fe-secret';
    addSecret(secret);
    for (const after of ['', 'x', 'xx']) {
      const text = Buffer.from(`${':'.repeat(before)}${secret}${after}`).toString(encoding);
      // Characters that also tell of what stands beside it are not replaced.
      expect(redacted(text)).toMatch(/^.{0,4}\*\*\*.{0,8}$/);
    }
  });

  test('of 8 characters and more is replaced where the secret is longer', () => {
    // 7 bytes are told whole by 8 characters of base64, or by fewer.
    addSecret('汉汉汉汉汉汉汉汉');
    expect(redacted(encodeURIComponent('汉汉汉汉汉汉汉汉'))).toBe('***');
  });

  test('of half a surrogate pair does no harm', () => {
    addSecret('12345678\ud800');
    expect(redacted('<12345678\ud800>')).toBe('<***>');
    expect(redacted('<12345678%EF%BF%BD>')).toBe('<***>');
  });
});

describe('a text is cut after its secrets are replaced', () => {
  test.each([
    [0, ''],
    [3, 'abc'],
    [4, 'abc***'],
    [11, 'abc***'],
    [12, 'abc***d'],
    [13, 'abc***de'],
    [14, 'abc***de***'],
    [99, 'abc***de***f'],
  ])('at %i', (length, shown) => {
    addSecret('12345678');
    expect(redacted('abc12345678de12345678f', length)).toBe(shown);
  });

  test('also where secrets overlap at the cut', () => {
    addSecret('aaaaaaaaaa');
    expect(redacted(`x${'a'.repeat(25)}y`, 3)).toBe('x***');
    expect(redacted(`x${'a'.repeat(25)}y`, 25)).toBe('x***');
    expect(redacted(`x${'a'.repeat(25)}y`, 27)).toBe('x***y');
  });

  test('with the longest of several', () => {
    addSecret('a-very-long-secret-indeed');
    addSecret('short-secret');
    expect(redacted('..a-very-long-secret-indeed', 3)).toBe('..***');
  });
});

describe('of a piece that was cut elsewhere, a part of a secret', () => {
  test.each([
    ['of 3 characters', 'end', 'text: 123', 'text: 123'],
    ['of 4 characters', 'end', 'text: 1234', 'text: ***'],
    ['of all but one', 'end', 'text: 123456789', 'text: ***'],
    ['that is all there is', 'end', '12345', '***'],
    ['that is not its beginning', 'end', 'text: 3456', 'text: 3456'],
    ['that is not at the end', 'end', '12345 text', '12345 text'],
    ['at the other end', 'end', '67890 text', '67890 text'],
    ['beside the whole', 'end', '1234567890 12345', '*** ***'],
    ['of 3 characters', 'start', '890 text', '890 text'],
    ['of 4 characters', 'start', '7890 text', '*** text'],
    ['of all but one', 'start', '234567890 text', '*** text'],
    ['that is all there is', 'start', '67890', '***'],
    ['that is not its end', 'start', '5678 text', '5678 text'],
    ['that is not at the start', 'start', 'text 67890', 'text 67890'],
    ['at the other end', 'start', 'text 12345', 'text 12345'],
    ['beside the whole', 'start', '67890 1234567890', '*** ***'],
  ] as const)('%s, at the %s: %j', (_, end, piece, shown) => {
    addSecret('1234567890');
    expect(redactedPiece(piece, end)).toBe(shown);
  });

  test('is that of the secret which has most of it', () => {
    addSecret('5678-secret');
    addSecret('12345678-other');
    addSecret('78-secret-more');
    expect(redactedPiece('x12345678', 'end')).toBe('x***');
    addSecret('other-12345678');
    addSecret('secret-1234');
    expect(redactedPiece('12345678x', 'start')).toBe('***x');
  });
});
