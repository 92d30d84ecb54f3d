/** The tests that have to notice the mutants of one room, in one thread that keeps its modules. */
import { defineConfig } from 'vitest/config';
import { LikelyFailureFirst } from './likely-failure-first';
import { filesOf, TOP_ROOM } from './rooms';

export default defineConfig({
  test: {
    include: [
      filesOf(
        process.env.FC_INVOKE_ROOM ?? TOP_ROOM,
        process.env.FC_INVOKE_TESTS === 'steps' ? 'steps' : 'own',
      ),
    ],
    isolate: false,
    sequence: { sequencer: LikelyFailureFirst },
    // Many a mutant makes a test wait for ever; no test without one takes this long on a busy machine.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
