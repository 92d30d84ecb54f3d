/** The limits of a log, exact to the line and the byte. */
import { expect, test } from 'vitest';
import type { LogRecord } from '../../../src/log-service/log-record';
import { FoundRecords } from '../../../src/log-service/search';

const MIB = 1024 * 1024;

function record(lineCount: number, bytes: number): LogRecord {
  return { seconds: 1, nanoseconds: 1, instanceId: 'c-1', text: undefined, lineCount, bytes };
}

/** What becomes of pages that each hold the last record of the page before, as pages do. */
function found(...pages: readonly (readonly LogRecord[])[]): unknown {
  const records = new FoundRecords();
  try {
    for (const [index, page] of pages.entries()) {
      const overlap = index === 0 ? [] : [record(0, 0)];
      records.add({
        records: [...overlap, ...page],
        first: String(index),
        last: String(index + 1),
        isComplete: true,
      });
    }
    return records.records.length;
  } catch (error) {
    return error;
  }
}

test.each<[what: string, pages: readonly (readonly LogRecord[])[], found: unknown]>([
  ['100,000 lines', [[record(99_999, 1)], [record(1, 1)]], 2],
  ['100,001 lines', [[record(99_999, 1)], [record(1, 1), record(1, 1)]], 'lines'],
  ['64 MiB', [[record(1, 63 * MIB)], [record(1, MIB)]], 2],
  ['64 MiB and a byte', [[record(1, 63 * MIB), record(1, MIB)], [record(1, 1)]], 'MiB'],
])('%s', (_, pages, expected) => {
  if (typeof expected === 'number') {
    expect(found(...pages)).toBe(expected);
    return;
  }
  // Reading it once more would not make it smaller.
  expect(found(...pages)).toMatchObject({
    message: expected === 'lines' ? 'it has more than 100000 lines' : 'it is larger than 64 MiB',
    isFinal: true,
  });
});
