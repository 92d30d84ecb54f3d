import { describe, expect, test } from 'vitest';
import { decodeLogTail, readMetadata } from '../../../src/function-compute/metadata';

const base64 = (text: string | Buffer) => Buffer.from(text as string).toString('base64');
const LAST_LINE =
  'Duration: 1.16 ms, Billed Duration: 2 ms, Memory Size: 128 MB, Max Memory Used: 25.90 MB';

describe('metrics', () => {
  test('come from the headers where FC sends them', () => {
    const metadata = readMetadata({
      'x-fc-invocation-duration': '12.50',
      'x-fc-max-memory-usage': '64',
      'x-fc-log-result': base64(LAST_LINE),
    });

    expect(metadata).toMatchObject({ durationMs: 12.5, memoryUsedMb: 64, billedDurationMs: 2 });
  });

  test("come from the log's last line otherwise", () => {
    const log = `FC Invoke Start\nFC Invoke End\n\n${LAST_LINE}\n`;

    expect(readMetadata({ 'x-fc-log-result': base64(log) })).toMatchObject({
      durationMs: 1.16,
      billedDurationMs: 2,
      memoryUsedMb: 25.9,
    });
  });

  test('are not taken from a line that the function wrote further up', () => {
    const log = `${LAST_LINE}\nFC Invoke End RequestId: 1`;

    expect(readMetadata({ 'x-fc-log-result': base64(log) })).toMatchObject({
      durationMs: undefined,
      billedDurationMs: undefined,
    });
  });

  test.for(['NaN', '-1', '1e9', '0x10', '', '1,5'])('ignore the value %j', (value) => {
    expect(readMetadata({ 'x-fc-invocation-duration': value }).durationMs).toBeUndefined();
  });
});

describe('the log tail', () => {
  test('loses the rest of a character that the cut went through', () => {
    const bytes = Buffer.from('日志 ready');

    expect(decodeLogTail(base64(bytes.subarray(1)))).toBe('志 ready');
  });

  test('keeps what is not UTF-8 visible', () => {
    expect(decodeLogTail(base64(Buffer.from([0x61, 0xff, 0x62])))).toBe('a\ufffdb');
  });

  test('that is not base64 is reported as malformed', () => {
    expect(readMetadata({ 'x-fc-log-result': '%%%' })).toMatchObject({
      logs: undefined,
      logIsMalformed: true,
    });
    expect(readMetadata({}).logIsMalformed).toBe(false);
  });
});

describe('identifiers', () => {
  test('are one printable line of bounded length', () => {
    const metadata = readMetadata({ 'x-fc-request-id': `1-\u0085\u2028${'a'.repeat(1000)}` });

    expect(metadata.requestId).toMatch(/^1- a+…$/);
    expect(metadata.requestId).toHaveLength(256);
  });

  test('an error type is a word', () => {
    expect(readMetadata({ 'x-fc-error-type': 'Weird type\t!' }).functionErrorType).toBe(
      'Weird_type_',
    );
  });
});
