/** The tests that have to notice the mutants of one room, in one thread that keeps its modules. */
import { defineConfig } from 'vitest/config';
import { TOP_ROOM, testsOf } from './rooms';

export default defineConfig({
  test: {
    include: [...testsOf(process.env.FC_INVOKE_ROOM ?? TOP_ROOM)],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
