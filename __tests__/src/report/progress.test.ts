import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reportProgress } from '../../../src/report/progress';
import { runnerOf } from '../../support/runner';

let printed: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text).trimEnd());
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  printed = [];
});

test('a call that takes long is told of every minute, until it has ended', () => {
  const end = reportProgress(runnerOf().log, 'migrate');
  vi.advanceTimersByTime(59_999);
  expect(printed).toEqual([]);

  vi.advanceTimersByTime(60_001);
  end();
  vi.advanceTimersByTime(600_000);

  expect(printed).toEqual([
    'Still waiting for migrate after 1 min',
    'Still waiting for migrate after 2 min',
  ]);
});
