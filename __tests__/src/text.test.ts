import { beforeEach, describe, expect, test } from 'vitest';
import { addSecret, forgetSecrets } from '../../src/redaction';
import {
  byteSize,
  cut,
  identifierFrom,
  messageOf,
  oneLine,
  quoted,
  systemReason,
  withoutInvisible,
} from '../../src/text';

beforeEach(forgetSecrets);

describe('a line of text from outside', () => {
  test.each([
    ['as it is', 'a 汉 👩 b', 'a 汉 👩 b'],
    ['line breaks', 'a\r\n\nb', 'a b'],
    ['control characters', 'a\u0000\u001b[1mb\u0085c', 'a [1mb c'],
    ['format characters', 'a\u202eb\u{e0041}c', 'a b c'],
    ['separators of lines', 'a\u2028\u2029b', 'a b'],
    ['what may be ignored', 'a\u3164b\u034fc', 'a b c'],
    ['space around it', ' \n a b\t ', 'a b'],
    ['nothing but that', '\n\u200b', ''],
  ])('has %s: %j', (_, text, line) => {
    expect(oneLine(text, 20)).toBe(line);
  });

  test.each([
    ['shorter than it may be', '123456', '123456'],
    ['as long as it may be', '1234567', '1234567'],
    ['longer', '12345678', '123456…'],
    ['longer, and cut within a character', '12345👩78', '12345\ufffd…'],
  ])('that is %s', (_, text, line) => {
    expect(oneLine(text, 7)).toBe(line);
    expect(cut(text, 7)).toBe(line);
  });

  test('is read no further than it may be shown', () => {
    expect(oneLine(`${'\n'.repeat(13)}a`, 7)).toBe('a');
    expect(oneLine(`${'\n'.repeat(14)}a`, 7)).toBe('');
  });

  test('has no secret, also where it is cut', () => {
    addSecret('a-known-secret');
    expect(oneLine('it is a-known-secret', 40)).toBe('it is ***');
    expect(oneLine('1234567a-known-secret', 10)).toBe('1234567***');
    expect(oneLine('12345678a-known-secret', 10)).toBe('12345678*…');
  });
});

test('without what nobody sees, nothing stands in its place', () => {
  expect(withoutInvisible('##\u200b\u200b[e\u00adrror\n]')).toBe('##[error]');
});

test.each([
  [new Error('no space'), 'no space'],
  ['thrown as text', 'thrown as text'],
  [undefined, 'undefined'],
])('what was thrown says: %s', (thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});

test.each([
  ["EACCES: permission denied, open '/secret/path'", 'EACCES: permission denied'],
  ["ENOENT: no such file, open '/a, b'", 'ENOENT: no such file'],
  ['no comma', 'no comma'],
  ['a,b', 'a,b'],
  ['x'.repeat(101), `${'x'.repeat(99)}…`],
])('the system says of a file %j', (message, reason) => {
  expect(systemReason(new Error(message))).toBe(reason);
});

test.each([
  ['1-650c0f0d', '1-650c0f0d'],
  [' 1\n2 ', '1 2'],
  ['', undefined],
  [' \u200b', undefined],
  [undefined, undefined],
  ['x'.repeat(256), 'x'.repeat(256)],
  ['x'.repeat(257), `${'x'.repeat(255)}…`],
])('an identifier from %j', (text, identifier) => {
  expect(identifierFrom(text)).toBe(identifier);
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [2, '2 bytes'],
  [1023, '1023 bytes'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [1024 * 1024 - 1024, '1023 KiB'],
  [1024 * 1024 - 1, '1024 KiB'],
  [1024 * 1024, '1 MiB'],
  [1.25 * 1024 * 1024, '1.3 MiB'],
  [64 * 1024 * 1024, '64 MiB'],
  [3 * 1024 * 1024 * 1024, '3072 MiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(byteSize(bytes)).toBe(text);
});

describe('a value of an input is quoted without user info and query', () => {
  test.each([
    ['cn-hangzhou', 'cn-hangzhou'],
    ['https://host/path', 'https://host/path'],
    ['what? this', 'what? this'],
    ['https://host/path?token=1', 'https://host/path?…'],
    ['https://host/path?a?b', 'https://host/path?…'],
    ['https://user:password@host', 'https://…@host'],
    ['https://user:pass@word@host', 'https://…@host'],
    ['https://user@host/?token=1@2', 'https://…@host/?…'],
    ['HTTPS://user@host', 'HTTPS://…@host'],
    ['a1+.-://user@host', 'a1+.-://…@host'],
    [`${'s'.repeat(31)}://user@host`, `${'s'.repeat(31)}://…@host`],
    [`${'s'.repeat(32)}://user@host`, '…@host'],
    ['1s://user@host', '…@host'],
    ['s_s://user@host', '…@host'],
    ['user:password@host', '…@host'],
    ['https:/user:password@host', '…@host'],
    [' https://user@host', '…@host'],
    ['user\n:pass\u2028word@host', '…@host'],
    ['@host', '…@host'],
    ['https://user＠host', 'https://…@host'],
    ['https://user﹫host', 'https://…@host'],
    ['https://user%40host', 'https://…@host'],
    ['https://user%2540host', 'https://…@host'],
    ['https://user%25252540host', 'https://…@host'],
    ['https://user%2640host', 'https://user%2640host'],
    ['https://user%254host', 'https://user%254host'],
    ['x'.repeat(101), `${'x'.repeat(99)}…`],
  ])('%j', (text, shown) => {
    expect(quoted(text)).toBe(`"${shown}"`);
  });

  // In quadratic time this would take many minutes.
  test('however long it is', () => {
    expect(quoted('x'.repeat(1_000_000))).toBe(`"${'x'.repeat(99)}…"`);
  });
});
