import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOutputs, readStepSummary } from '../files';

describe('GITHUB_OUTPUT', () => {
  test.each([
    ['name=value\n', { name: 'value' }],
    ['a=1\n\nb=2', { a: '1', b: '2' }],
    ['a=', { a: '' }],
    ['a=b=c<<d', { a: 'b=c<<d' }],
    ['a=1\na=2', { a: '2' }],
    ['a<<END\none\ntwo\nEND\n', { a: 'one\ntwo' }],
    ['a<<END\nEND', { a: '' }],
    ['a<<END\n\nEND', { a: '' }],
    ['a<<END\none\n\nEND', { a: 'one\n' }],
    ['a<<END\n END\nEND', { a: ' END' }],
    ['a<<E=F\nx=y\nE=F\nb=2', { a: 'x=y', b: '2' }],
    ['', {}],
  ])('reads %j', (content, expected) => {
    expect(readOutputs(content)).toEqual(expected);
    expect(readOutputs(Buffer.from(content))).toEqual(expected);
  });

  test.runIf(process.platform !== 'win32')('keeps CR as text', () => {
    expect(readOutputs('a<<END\none\r\ntwo\rthree\nEND')).toEqual({ a: 'one\r\ntwo\rthree' });
  });

  test.each([
    ['no sign', /Invalid format/],
    ['=value', /no name/],
    ['<<END\nx\nEND', /Name must not be empty/],
    ['a<<\nx\n', /delimiter must not be empty/],
    ['a<<END\nx\n', /Matching delimiter not found/],
    ['a<<END\nx', /missing new line/],
  ])('refuses %j', (content, message) => {
    expect(() => readOutputs(content)).toThrow(message);
  });

  test('any value written as a block comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(readOutputs(`a<<__END__\n${value}\n__END__\n`)).toEqual({ a: value });
      }),
    );
  });
});

describe('GITHUB_STEP_SUMMARY', () => {
  test('is masked line by line', () => {
    expect(readStepSummary('# Title\r\nsecret', ['secret'])).toBe('# Title\n***\n');
  });

  test('may hold 1 MiB and not a byte more', () => {
    expect(readStepSummary('x'.repeat(1_048_576))).toHaveLength(1_048_577);
    expect(() => readStepSummary('x'.repeat(1_048_577))).toThrow(/aborted/);
  });
});
