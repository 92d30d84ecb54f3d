import { describe, expect, test } from 'vitest';
import { inOrder, linesOf, logRecordFrom } from '../../../src/log-service/log-record';

const record = (seconds: unknown, message: unknown, nanoseconds?: unknown) =>
  logRecordFrom({
    __time__: seconds,
    ...(nanoseconds === undefined ? {} : { __time_ns_part__: nanoseconds }),
    message,
    instanceID: 'c-1',
  });

test.for<[message: unknown, lines: string[], bytes: number]>([
  ['text', ['text'], 5],
  ['text\n', ['text'], 5],
  ['text\n\n', ['text', ''], 6],
  ['one\ntwo', ['one', 'two'], 8],
  ['\none', ['', 'one'], 5],
  ['', [''], 1],
  ['\n', [''], 1],
  ['text\r\n', ['text\r'], 6],
  ['text\r', ['text\r'], 6],
  ['你好', ['你好'], 7],
  // What is not Unicode cannot be written to a file as UTF-8.
  ['\ud800', ['\ufffd'], 4],
  [undefined, [], 0],
  [1, [], 0],
])('the message %j has the lines %j and %i bytes', ([message, lines, bytes]) => {
  const read = record('1', message);

  expect(linesOf(read)).toEqual(lines);
  expect(read).toMatchObject({ lineCount: lines.length, bytes });
});

test.for<[seconds: unknown, nanoseconds: unknown, expected: [number, number]]>([
  ['1700000000', undefined, [1_700_000_000, 0]],
  [1_700_000_000, undefined, [1_700_000_000, 0]],
  ['1', '999999999', [1, 999_999_999]],
  ['1', 5, [1, 5]],
  [0, 0, [0, 0]],
])('time %j and %j', ([seconds, nanoseconds, expected]) => {
  const { seconds: read, nanoseconds: rest } = record(seconds, 'x', nanoseconds);
  expect([read, rest]).toEqual(expected);
});

test.for<[value: unknown]>([
  [{ message: 'x' }],
  [{ __time__: 'x' }],
  [{ __time__: '' }],
  [{ __time__: -1 }],
  [{ __time__: 1.5 }],
  [{ __time__: 2 ** 53 }],
  [{ __time__: null }],
  [{ __time__: '1', __time_ns_part__: 'x' }],
  [null],
  ['text'],
  [[]],
])('%j is not a record', ([value]) => {
  expect(() => logRecordFrom(value)).toThrow('a record has no time');
});

test.for<[instanceID: unknown, expected: string | undefined]>([
  ['c-1', 'c-1'],
  [undefined, undefined],
  [1, undefined],
])('the instance %j', ([instanceID, expected]) => {
  expect(logRecordFrom({ __time__: 1, instanceID }).instanceId).toBe(expected);
});

describe('records in order', () => {
  const texts = (...records: ReturnType<typeof record>[]) =>
    inOrder(records).map(({ text }) => text);

  test('come by second, then by nanosecond, then as they were returned', () => {
    const records = [
      record(2, 'e', 1),
      record(1, 'c', 2),
      record(2, 'd'),
      record(1, 'a', 1),
      record(1, 'b', 1),
    ];
    expect(texts(...records)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test.for<[what: string, first: [number, number], second: [number, number], same: boolean]>([
    ['the same nanosecond', [1, 1_000_001], [1, 1_000_001], true],
    ['another nanosecond', [1, 1_000_001], [1, 1_000_002], false],
    ['another second', [1, 1_000_001], [2, 1_000_001], false],
    ['a clock of milliseconds', [1, 1_000_000], [1, 1_000_000], false],
    ['a clock of seconds', [1, 0], [1, 0], false],
  ])('equal lines, %s: are they one? %s', ([, first, second, same]) => {
    const [a, b] = [record(first[0], 'x', first[1]), record(second[0], 'x', second[1])];
    expect(texts(a, b)).toEqual(same ? ['x'] : ['x', 'x']);
  });

  test('a line is one with an equal one of its time, whatever stands between', () => {
    const at = (text: string) => record(1, text, 1);
    const later = record(1, 'a', 2);
    expect(texts(record(1, 'a', 0), at('a'), at('b'), at('a'), at('b'), later)).toEqual([
      'a',
      'a',
      'b',
      'a',
    ]);
  });
});
