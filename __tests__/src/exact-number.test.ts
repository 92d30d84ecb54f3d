/** The contract's numbers: integers of up to 1,000 digits exactly, all others as doubles. */
import { describe, expect, test } from 'vitest';
import { exactNumber, JsonLimitError, shortest } from '../../src/exact-number';

const digits = (count: number, digit = '7') => digit.repeat(count);

describe('the value of', () => {
  test.each<[source: string, value: number | bigint]>([
    ['0', 0],
    ['-0', -0],
    ['7', 7],
    ['-7', -7],
    ['0.5', 0.5],
    ['-12.25', -12.25],
    ['100', 100],
    ['1e2', 100],
    ['1E2', 100],
    ['1e+2', 100],
    ['1e-2', 0.01],
    ['-1.25e2', -125],
    ['-1.25e1', -12.5],
    ['120e-1', 12],
    ['125e-1', 12.5],
    ['0e999999999999', 0],
    ['0.000e-5', 0],
    ['0000000000000000000.0e5', 0],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['9007199254740993.0', 9007199254740993n],
    ['9007199254740993.00e0', 9007199254740993n],
    ['90071992547409930e-1', 9007199254740993n],
    ['900719925474099.3e1', 9007199254740993n],
    ['0.9007199254740993e16', 9007199254740993n],
    ['0.0009007199254740993E+19', 9007199254740993n],
    ['-9007199254740993e3', -9007199254740993000n],
    ['9007199254740993.5', 9007199254740994],
    ['1234567.000000000000', 1234567],
    ['1e21', 10n ** 21n],
  ])('%s', (source, value) => {
    expect(exactNumber(source)).toBe(value);
  });
});

describe('the number of digits', () => {
  test.each([
    ['999', digits(999), true],
    ['1,000', digits(1000), true],
    ['1,001', digits(1001), false],
    ['1,000 after a sign', `-${digits(1000)}`, true],
    ['1,001 after a sign', `-${digits(1001)}`, false],
    ['1,000 after the exponent', '1e999', true],
    ['1,001 after the exponent', '1e1000', false],
    ['1,000 of a fraction with an exponent', '1.5e999', true],
    ['1,001 of a fraction with an exponent', '1.5e1000', false],
    ['1,000, with zeros before the exponent', `1${digits(99, '0')}e900`, true],
    ['1,001, with zeros before the exponent', `1${digits(100, '0')}e900`, false],
    ['1, of more that a negative exponent takes', `1${digits(1999, '0')}e-1999`, true],
    ['1,000, without zeros in front', `0.${digits(500, '0')}${digits(1000)}e1500`, true],
    ['more than a number can count', `1e${digits(400, '9')}`, false],
  ])('may be %s', (_, source, isRead) => {
    const read = () => exactNumber(source);
    if (isRead) expect(read).not.toThrow();
    else expect(read).toThrow(new JsonLimitError('an integer has more than 1000 digits'));
  });

  test.each([
    ['within the range of doubles', `${digits(308, '1')}.5`, true],
    ['beyond the range of doubles', `${digits(310, '1')}.5`, false],
    ['beyond it below zero', `-${digits(310, '1')}.5`, false],
    ['smaller than any double', '1e-400', true],
  ])('does not matter where the number is not an integer: %s', (_, source, isRead) => {
    const read = () => exactNumber(source);
    if (isRead) expect(read()).toBe(Number(source));
    else expect(read).toThrow(new JsonLimitError('a number is beyond the range of doubles'));
  });

  test('is told by an error of its own name', () => {
    expect(new JsonLimitError('x').name).toBe('JsonLimitError');
  });
});

test.each<[bigint, number | bigint]>([
  [0n, 0],
  [-5n, -5],
  [9007199254740991n, 9007199254740991],
  [9007199254740992n, 9007199254740992n],
  [-9007199254740991n, -9007199254740991],
  [-9007199254740992n, -9007199254740992n],
])('%s is a bigint only where it must be', (value, shown) => {
  expect(shortest(value)).toBe(shown);
});
