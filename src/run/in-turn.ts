/**
 * Works through items in their order, a limited number of them at a time.
 *
 * @param work never rejects; after the first that says so, no other item is begun
 */
export async function inTurn<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<'go on' | 'stop'>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  let isOver = false;
  const worker = async () => {
    while (!isOver) {
      const { value, done } = waiting.next();
      if (done) return;
      if ((await work(value)) === 'stop') isOver = true;
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
