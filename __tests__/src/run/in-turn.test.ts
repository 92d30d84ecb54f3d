import { describe, expect, test } from 'vitest';
import { inTurn } from '../../../src/run/in-turn';

/** Items that end when they are told to, in any order. */
function held() {
  const ends = new Map<number, (end: 'go on' | 'stop') => void>();
  const begun: number[] = [];
  return {
    begun,
    work: (item: number) => {
      begun.push(item);
      return new Promise<'go on' | 'stop'>((resolve) => ends.set(item, resolve));
    },
    /** Ends an item, and waits until what follows it has begun. */
    end: async (item: number, how: 'go on' | 'stop' = 'go on') => {
      ends.get(item)?.(how);
      await new Promise(setImmediate);
    },
  };
}

test('begins items in their order, as many at a time as the limit allows', async () => {
  const { begun, work, end } = held();
  const done = inTurn([1, 2, 3, 4, 5], 2, work);
  expect(begun).toEqual([1, 2]);
  await end(2);
  expect(begun).toEqual([1, 2, 3]);
  await end(3);
  await end(1);
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  await end(4);
  await end(5);
  await done;
});

describe('after one that says stop', () => {
  test('no other begins, and those under way are waited for', async () => {
    const { begun, work, end } = held();
    let isDone = false;
    const done = inTurn([1, 2, 3, 4], 2, work).then(() => {
      isDone = true;
    });
    await end(1, 'stop');
    expect(begun).toEqual([1, 2]);
    expect(isDone).toBe(false);
    await end(2);
    await done;
    expect(begun).toEqual([1, 2]);
  });
});

test.for([
  [[], 3],
  [[1], 50],
  [[1, 2, 3], 1],
] as const)('%j with a limit of %i: each once', async ([items, limit]) => {
  const begun: number[] = [];
  await inTurn<number>(items, limit, async (item) => {
    begun.push(item);
    return 'go on';
  });
  expect(begun).toEqual(items);
});
