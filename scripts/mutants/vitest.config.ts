/** The tests that have to notice the mutants of one room, in one thread that keeps its modules. */
import { defineConfig } from 'vitest/config';
import { LikelyFailureFirst } from './likely-failure-first';
import { filesOf, TOP_ROOM } from './rooms';

const room = process.env.FC_INVOKE_ROOM ?? TOP_ROOM;

export default defineConfig({
  test: {
    include: [filesOf(room, process.env.FC_INVOKE_TESTS === 'steps' ? 'steps' : 'own')],
    // It is loaded only for a file of cases. StrykerJS would take its constants for a part of the
    // first test that has one, and ask no other test about them.
    setupFiles: room === 'inputs' ? ['src/inputs/yaml/index.ts'] : [],
    isolate: false,
    sequence: { sequencer: LikelyFailureFirst },
    // Many a mutant makes a test wait for ever; no test without one takes this long on a busy machine.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
