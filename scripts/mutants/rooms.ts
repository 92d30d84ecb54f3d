/** The folders of `src` as the mutation runs see them: what is changed, and which tests must notice. */
import { readdirSync } from 'node:fs';

/** The files directly under `src`. */
export const TOP_ROOM = 'top';

/** All rooms: the folders of `src`, and {@link TOP_ROOM}. */
export function rooms(): readonly string[] {
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return [...folders.map(({ name }) => name), TOP_ROOM];
}

/** The room that a name on the command line belongs to: of a folder, or of a file like `http/send.ts`. */
export function roomOf(name: string): string {
  if (!name.endsWith('.ts')) return name;
  return name.includes('/') ? name.slice(0, name.indexOf('/')) : TOP_ROOM;
}

/** Patterns of the files that are mutated, for the name of a folder or of a file. */
export function sourcesOf(room: string): readonly string[] {
  if (room.endsWith('.ts')) return [`src/${room}`];
  // What is generated from action.yml is compared with it by CI.
  return room === TOP_ROOM ? ['src/*.ts'] : [`src/${room}/**/*.ts`, '!src/**/action-metadata.ts'];
}

/** Rooms whose work shows only in a whole step. */
const SHOWN_BY_STEPS = new Set([TOP_ROOM, 'function-compute', 'report', 'run', 'runner']);

/** Which tests are to notice: those of the room itself, or whole steps. */
export type Tests = 'own' | 'steps';

/** The tests that have to notice the mutants of a room, one after the other. */
export function testsFor(room: string): readonly Tests[] {
  return SHOWN_BY_STEPS.has(room) ? ['own', 'steps'] : ['own'];
}

/** Pattern of the files of these tests. */
export function filesOf(room: string, tests: Tests): string {
  // Recipes and `npm run try` are about workflow files, not about what a step does.
  if (tests === 'steps') return '__tests__/e2e/**/!(recipe*|try*).test.ts';
  return room === TOP_ROOM ? '__tests__/src/*.test.ts' : `__tests__/src/${room}/**/*.test.ts`;
}
