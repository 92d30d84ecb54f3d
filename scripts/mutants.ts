/**
 * `npm run mutants`: changes `src` in one place at a time and looks whether a test notices it.
 * `npm run mutants -- gate http` does so only in these folders (`top`: the files directly under
 * `src`). Writes what it found to scripts/mutants/figures and docs/mutants.md, and prints the
 * mutants that no test noticed. `npm run mutants -- http/send.ts` only prints those of one file. With
 * `--again` it makes only those of a folder that no test noticed the last time, while tests are
 * written for them: code that is new since then counts from the next whole run on.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { type Figures, readFigures, writeFigures } from './mutants/figures';
import { renderPage } from './mutants/page';
import {
  combined,
  figuresAgain,
  figuresOf,
  linesOfSurvivors,
  type MutantResult,
  needsTest,
  placesOf,
} from './mutants/results';
import { roomOf, rooms, sourcesOf, type Tests, testsFor } from './mutants/rooms';

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { again: { type: 'boolean', default: false } },
});
const unknown = wanted.filter((name) => !rooms().includes(roomOf(name)));
if (unknown.length > 0) {
  throw new Error(`No folder of src: ${unknown.join(', ')}. There are ${rooms().join(', ')}.`);
}
if (values.again && wanted.some((name) => name !== roomOf(name))) {
  throw new Error('--again takes folders of src, not files: their figures are kept by folder.');
}

for (const name of wanted.length > 0 ? wanted : rooms()) {
  const room = roomOf(name);
  const before = values.again ? readFigures(room) : undefined;
  const results = await resultsOf(room, before ? linesOfSurvivors(before) : sourcesOf(name));
  const found = before ? figuresAgain(before, results) : figuresOf(results);
  if (name === room) writeFigures(room, found);
  print(name, found);
}

const all = rooms().flatMap((room) => {
  const figures = readFigures(room);
  return figures === undefined ? [] : [[room, figures] as const];
});
writeFileSync('docs/mutants.md', renderPage(new Map(all)));
console.log('docs/mutants.md is written.');

/** A whole step takes a hundred times as long as a test of its room: it is only asked about the rest. */
async function resultsOf(room: string, mutate: readonly string[]): Promise<MutantResult[]> {
  let results: MutantResult[] = [];
  for (const tests of testsFor(room)) {
    const rest = tests === 'own' ? mutate : placesOf(results.filter(needsTest));
    if (rest.length > 0) results = combined(results, await run(room, tests, rest));
  }
  return results;
}

function run(room: string, tests: Tests, mutate: readonly string[]): Promise<MutantResult[]> {
  process.env.FC_INVOKE_ROOM = room;
  process.env.FC_INVOKE_TESTS = tests;
  const stryker = new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'scripts/mutants/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    // Whole steps take their time on a busy machine.
    dryRunTimeoutMinutes: 30,
    // A mutant that a busy machine only delays is not noticed by that.
    timeoutMS: 10_000,
    mutate: [...mutate],
    // Texts are for people; tests that repeat them word by word would only copy them.
    mutator: { excludedMutations: ['StringLiteral'], plugins: null },
    concurrency: Number(process.env.FC_INVOKE_MUTANT_RUNNERS ?? 2),
    // One line every ten seconds.
    reporters: ['progress-append-only'],
    allowConsoleColors: false,
    warnings: false,
  });
  return stryker.runMutationTest();
}

function print(room: string, { mutants, noticed, survivors }: Figures): void {
  console.log(`${room}: ${noticed} of ${mutants} mutants noticed.`);
  for (const { file, line, mutator, original, replacement, harmless } of survivors) {
    if (harmless !== undefined) continue;
    const flat = (text: string) => text.replace(/\s+/g, ' ').slice(0, 120);
    console.log(`  src/${file}:${line} ${mutator}: ${flat(original)} -> ${flat(replacement)}`);
  }
}
