import { wholeNumber } from './parsers';
import type { InputReader } from './reader';
import type { TaskInputs } from './task';

/** FC bills each of them. */
const MAX_INVOCATIONS = 10_000;

/** The highest number of runs. */
export const MAX_REPEAT = 1000;

/**
 * `repeat`: the number of invocations of each case that are judged together; `undefined` if it is not
 * valid, since any number could contradict another input.
 */
export function readRepeat(
  reader: InputReader,
  { invocationType, wait }: TaskInputs,
): number | undefined {
  const repeat = reader.parsed('repeat', wholeNumber(1, MAX_REPEAT), undefined);
  if (repeat === undefined || repeat === 1) return repeat;
  if (invocationType === 'async' && !wait) {
    reader.reject(
      'repeat',
      'above 1 needs `wait: true` with `invocation-type: async`; otherwise there is no result to check',
    );
  }
  if (reader.isGiven('async-task-id')) {
    reader.reject(
      'async-task-id',
      'names a single task, so it cannot be used with `repeat` above 1',
    );
  }
  if (reader.isGiven('compare-with')) {
    reader.reject('repeat', 'above 1 cannot be used with `compare-with`; use a step for each');
  }
  return repeat;
}

/** `max-parallel`: how many invocations may run at a time. */
export function readMaxParallel(reader: InputReader, repeat: number | undefined): number {
  const maxParallel = reader.parsed('max-parallel', wholeNumber(1, 50), 1);
  if (maxParallel > 1 && repeat === 1 && !reader.isGiven('cases')) {
    reader.reject(
      'max-parallel',
      'above 1 needs `cases` or `repeat` above 1; without them there is one invocation',
    );
  }
  return maxParallel;
}

/** A misplaced digit must not invoke a function a million times. */
export function checkInvocations(
  reader: InputReader,
  cases: number,
  repeat: number | undefined = 1,
): void {
  if (cases * repeat <= MAX_INVOCATIONS) return;
  reader.reject(
    'repeat',
    `must make at most ${MAX_INVOCATIONS} invocations in all, but ${cases} cases times ${repeat} are ${cases * repeat}`,
  );
}
