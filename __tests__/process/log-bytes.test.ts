/**
 * The largest log that is read: exact to the byte. Not beside the other tests of log-service, since
 * mutants would take minutes for it.
 */
import { expect, test } from 'vitest';
import { END, LogWorld, START } from '../src/log-service/log-world';

test('a log of more than 64 MiB is not whole, one of as much is', async () => {
  const world = await LogWorld.start();
  const at = world.seconds();
  const rest = Buffer.byteLength(`${START}\n${END}\n`);
  const ofBytes = (bytes: number) =>
    'é'.repeat(Math.floor((bytes - 1) / 2)) + 'x'.repeat((bytes - 1) % 2);
  const block = 128 * 1024;
  world.write([START, ...Array(511).fill(ofBytes(block)), ofBytes(block - rest), END], at);

  expect(await world.read(world.invocation(), { seconds: 3_600 })).toMatchObject({ kind: 'whole' });
  world.write([''], at);
  expect(await world.read(world.invocation(), { seconds: 3_600 })).toEqual({
    kind: 'incomplete',
    reason: 'it is larger than 64 MiB',
  });
});
