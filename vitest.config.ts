import { defineConfig } from 'vitest/config';

/** What all projects have in common. */
const COMMON = { testTimeout: 60_000, hookTimeout: 60_000 };

/** A project of tests that keep nothing between them, and share the modules of their worker. */
function project(name: string, ...folders: readonly string[]) {
  const include = folders.map((folder) => `__tests__/${folder}/**/*.test.ts`);
  return { test: { ...COMMON, name, include, isolate: false } };
}

export default defineConfig({
  test: {
    pool: 'forks',
    // A third of the time a worker waits, so that three keep two cores busy.
    maxWorkers: 3,
    projects: [
      // A project starts workers of its own, which load all modules again.
      project('action', 'src', 'e2e', 'faults', 'process', 'project'),
      project('emulator', 'emulator'),
      project('runner', 'runner'),
    ],
  },
});
